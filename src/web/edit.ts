import { javascript } from '@codemirror/lang-javascript';
import { basicSetup, EditorView } from 'codemirror';
import { transform } from 'sucrase';
import { NAME } from '../suites/name.ts';
import { changedBy, changesOf } from './changes.ts';
import type { EditKit } from './edit-kit.ts';

/** Put there by the build: the text of the worker, the sources of policies by id, and recordings by name. */
declare const WORKER: string;
declare const SOURCES: Readonly<Record<string, string>>;
declare const RECORDINGS: Readonly<Record<string, string>>;

/** Once in the script: what the build puts there stands at each place that names it. */
const sources = SOURCES;

const kit: EditKit = {
  editor(parent, text, changed) {
    // In a tree of its own it has its style sheet without a style element, which the page forbids.
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
    const view = new EditorView({
      parent: root,
      root,
      doc: text,
      extensions: [
        basicSetup,
        javascript({ typescript: true }),
        EditorView.contentAttributes.of({ 'aria-label': 'Source of the policy' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    });
    view.focus();
    return () => view.destroy();
  },
  sourceOf: (id) => sources[id],
  changesOf(id, source) {
    const base = sources[id];
    return base === undefined ? undefined : changesOf(base, source, `${id} of ${NAME}`);
  },
  changedBy: (id, changes) => changedBy(changes, sources[id]),
  recordings: RECORDINGS,
  workerWith: (edited) => [WORKER, ...edited.map(appended)].join('\n;'),
};

globalThis.virtioEditKit = kit;

// --- internal ---

/** A source as what hands it to the worker: there it runs when it is asked for. */
function appended(source: string): string {
  const { code } = transform(source, { transforms: ['typescript', 'imports'], filePath: 'my-policy.ts' });
  return `edited(${JSON.stringify(source)}, function (require, module, exports) {${code}\n});`;
}
