import { useEffect, useState } from 'preact/hooks';
import type { About } from './about-type.ts';
import type { PageState } from './state.ts';

/** What the link brought, and what is run only after a click. */
export function Pending({ state, run }: { state: PageState; run: () => void }) {
  const [shown, setShown] = useState(false);
  const sources = [state.driver, state.beside].flatMap((driver) => driver?.source ?? []);
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
      {shown && sources.map((source) => <pre key={source}>{source}</pre>)}
    </section>
  );
}

/** Published findings as a way in. */
export function Entrance({
  about,
  show,
  showRecording,
}: {
  about: About;
  show: (state: PageState) => void;
  showRecording: (name: string) => void;
}) {
  const drivers = [...new Set(about.findings.map(({ driver }) => driver))];
  return (
    <div class="entrance">
      <label>
        Show me one that goes wrong
        <select
          value=""
          onChange={({ currentTarget }) => {
            const finding = about.findings[Number(currentTarget.value)];
            currentTarget.value = '';
            if (!finding) return;
            if ('recording' in finding) {
              showRecording(finding.recording);
              return;
            }
            const { driver, scenario } = finding;
            show({ driver: { id: driver }, scenario: scenario as PageState['scenario'] });
          }}
        >
          <option value="">choose a published finding …</option>
          {drivers.map((driver) => (
            <optgroup key={driver} label={driver}>
              {about.findings.map((finding, index) =>
                finding.driver === driver ? (
                  <option key={finding.property} value={index}>
                    {finding.property}
                  </option>
                ) : null,
              )}
            </optgroup>
          ))}
        </select>
      </label>
      {/^https?:$/.test(location.protocol) && (
        <p class="hint">
          All of them: <a href="reports/findings.md">drivers</a>,{' '}
          <a href="reports/devices.md">real devices</a>.
        </p>
      )}
    </div>
  );
}

/** Takes a recording that is dropped on the page, or chosen. */
export function Drop({ heard }: { heard: (name: string, text: string) => void }) {
  const [isOver, setOver] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    if (file) heard(file.name, await file.text());
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
