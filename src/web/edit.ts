import { javascript } from '@codemirror/lang-javascript';
import { basicSetup, EditorView } from 'codemirror';
import { transform } from 'sucrase';
import type { EditKit } from './edit-kit.ts';

/** Put there by the build: the text of the worker, the sources of policies by id, and recordings by name. */
declare const WORKER: string;
declare const SOURCES: Readonly<Record<string, string>>;
declare const RECORDINGS: Readonly<Record<string, string>>;

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
  sourceOf: (id) => SOURCES[id],
  recordings: RECORDINGS,
  workerWith: (sources) => [WORKER, ...sources.map(appended)].join('\n;'),
};

globalThis.virtioEditKit = kit;

// --- internal ---

/** A source as what hands it to the worker: there it runs when it is asked for. */
function appended(source: string): string {
  const { code } = transform(source, { transforms: ['typescript', 'imports'], filePath: 'my-policy.ts' });
  return `edited(${JSON.stringify(source)}, function (require, module, exports) {${code}\n});`;
}
