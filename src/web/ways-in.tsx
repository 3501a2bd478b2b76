import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../driver/thrown.ts';
import type { Finding, FoundIn } from './findings.ts';
import { loadFindings } from './load-kit.ts';
import type { RecordedLook } from './recorded.ts';
import { type PageState, sourcesOf } from './state.ts';

/** What the link brought, and what is run only after a click. */
export function Pending({ state, run }: { state: PageState; run: () => void }) {
  const [shown, setShown] = useState(false);
  return (
    <section class="pending" aria-label="Code that has not run yet">
      <p>
        This policy is no built-in one: its code came with the link. It runs in a worker of this page, without
        network, and only if you say so.
      </p>
      <p>
        <button type="button" onClick={run}>
          Run it
        </button>{' '}
        <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
          Read it first
        </button>
      </p>
      {shown && sourcesOf(state).map((source) => <pre key={source}>{source}</pre>)}
    </section>
  );
}

/** Published findings as a way in, which are loaded where they are asked for. */
export function Entrance({
  show,
  showRecording,
  showLook,
}: {
  show: (state: PageState) => void;
  showRecording: (name: string) => void;
  showLook: (look: RecordedLook) => void;
}) {
  const [found, setFound] = useState<readonly FoundIn[]>();
  const [trouble, setTrouble] = useState('');
  const load = (): void =>
    void loadFindings().then(setFound, (error: unknown) => setTrouble(messageOf(error)));
  const open = (finding: Finding): void => {
    if (finding.kind === 'recording') showRecording(finding.recording);
    else if (finding.kind === 'device') showLook(lookOf(finding));
    else show({ driver: { id: finding.driver }, scenario: finding.scenario as PageState['scenario'] });
  };
  return (
    <details class="entrance" onToggle={load}>
      <summary>Show me one that goes wrong</summary>
      {trouble && <p class="trouble">{trouble}</p>}
      {found?.map(({ of, findings }) => (
        <details key={of}>
          <summary>
            {of}: {findings.length}
          </summary>
          <ul>
            {findings.map((one) => (
              <li key={`${one.property} ${one.says}`}>
                <button type="button" onClick={() => open(one)}>
                  {one.property}
                </button>{' '}
                {one.says}
              </li>
            ))}
          </ul>
        </details>
      ))}
      {isServed() && (
        <p class="hint">
          All of them: <a href="reports/findings.md">drivers</a>,{' '}
          <a href="reports/devices.md">real devices</a>.
        </p>
      )}
    </details>
  );
}

/** Whether what is published lies beside the page: where it is served. */
const isServed = (): boolean => location.protocol.startsWith('http');

/** What is seen of a finding in a real device. */
const lookOf = ({
  property,
  title,
  sequence,
  story,
}: Extract<Finding, { kind: 'device' }>): RecordedLook => ({
  sentence: `${property}, found in ${sequence.device}.`,
  sequence,
  moments: [],
  story: isServed()
    ? [
        ...story,
        {
          kind: 'paragraph',
          text: '',
          links: [{ text: 'Where it is published', href: `reports/devices.md#:~:text=${encoded(title)}` }],
        },
      ]
    : story,
});

/** A text as what a browser looks for. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('-', '%2D');

/** Takes a recording that is dropped on the page, or chosen. */
export function Drop({
  heard,
  failed,
}: {
  heard: (recording: { name: string; text: string }) => void;
  failed: (because: string) => void;
}) {
  const [isOver, setOver] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      heard({ name: file.name, text: await file.text() });
    } catch (error) {
      // A folder has no text.
      failed(`${file.name} cannot be read: ${messageOf(error)}`);
    }
  };
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setOver(true);
    };
    const left = (): void => setOver(false);
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      void read(event.dataTransfer?.files[0]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', left);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', left);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    <div class={`drop ${isOver ? 'over' : ''}`}>
      <label>
        Judge a recording of a real driver: drop it on the page, or choose one
        <input
          type="file"
          accept=".jsonl,.json,.txt,.log"
          onChange={({ currentTarget }) => {
            void read(currentTarget.files?.[0]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
      </label>
    </div>
  );
}
