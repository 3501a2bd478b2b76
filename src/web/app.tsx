import { render } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { blocksHtml } from '../report/elements.ts';
import { about } from './about.ts';
import type { About } from './about-type.ts';
import { Judge } from './client.ts';
import { DeviceForm } from './device-form.tsx';
import { DriverForm } from './driver-form.tsx';
import type { EditKit } from './edit-kit.ts';
import { Features } from './features.tsx';
import type { Look, MapLook } from './look.ts';
import type { RecordedLook, RecordingReply } from './recorded.ts';
import { RunView } from './run-view.tsx';
import type { Reply } from './serve.ts';
import { SizesMap } from './sizes-map.tsx';
import { type Change, changed, fragmentOf, LONGEST_LINK, type PageState, stateIn } from './state.ts';
import './style.css';
import { TakeAway } from './take-away.tsx';

/** Whether there is room for the forms beside the rest. */
const isWide = typeof matchMedia === 'function' && matchMedia('(min-width: 60rem)').matches;

/** What is on the page besides what was asked for. */
interface Answer {
  readonly looks: readonly Look[];
  readonly beside?: string;
  readonly map?: MapLook;
}

const textIn = (id: string): string => document.getElementById(id)?.textContent ?? '';

/** What one sees who has never been here. */
const firstState = (about: About): PageState => ({
  driver: { id: 'core-flags-retry' },
  beside: { id: 'recommended' },
  scenario: about.types.net.scenario,
});

function App({ about }: { about: About }) {
  const [state, setState] = useState<PageState>();
  const [answer, setAnswer] = useState<Answer>({ looks: [] });
  const [recorded, setRecorded] = useState<RecordedLook>();
  const [trouble, setTrouble] = useState('');
  const [badLink, setBadLink] = useState('');
  const [kit, setKit] = useState<EditKit>();
  const [pending, setPending] = useState<PageState>();
  const [link, setLink] = useState('');

  const judge = useMemo(() => new Judge(textIn('page'), (reply) => heard.current(reply)), []);
  const hear = (reply: Reply | RecordingReply): void => {
    if (reply.kind === 'shown') {
      setTrouble('');
      setRecorded(undefined);
      const beside = reply.beside && blocksHtml([reply.beside]);
      setAnswer((before) => ({
        looks: reply.looks,
        ...(beside ? { beside } : {}),
        ...(before.map ? { map: before.map } : {}),
      }));
    } else if (reply.kind === 'mapped') setAnswer((before) => ({ ...before, map: reply.map }));
    else if (reply.kind === 'recorded') {
      setTrouble('');
      setRecorded(reply.recording);
    } else setTrouble(reply.because);
  };

  const heard = useRef(hear);
  heard.current = (reply) => {
    try {
      hear(reply);
    } catch {
      // A worker that runs somebody else's code may say anything.
      setTrouble('The edited policy gave an answer that makes no sense.');
    }
  };

  const keep = (kept: PageState): void =>
    void fragmentOf(kept).then((fragment) => {
      history.replaceState(undefined, '', `#${fragment}`);
      setLink(location.href);
    });

  /** Shows a state; one of somebody else's source only where the reader has said so. */
  const show = useCallback(
    (next: PageState, isAllowed: boolean, isFromLink = false) => {
      setState(next);
      const isEdited = next.driver.source !== undefined || next.beside?.source !== undefined;
      if (isEdited && !(isAllowed && kit)) setPending(next);
      else {
        setPending(undefined);
        const { step: _, ...asked } = next;
        judge.show(asked, kit);
      }
      if (!isFromLink) keep(next);
    },
    [kit],
  );

  useEffect(() => {
    const open = (): void => {
      if (!location.hash) {
        show(firstState(about), false);
        return;
      }
      setLink(location.href);
      const fromLink = (found: PageState): void => show(found, false, true);
      stateIn(location.hash).then(fromLink, (error: Error) => {
        show(firstState(about), false);
        setBadLink(`${error.message}. What is shown is what the page begins with.`);
      });
    };
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, []);

  /** Judges a recording: one that is published, where no text is given. */
  const judgeRecording = (name: string, text?: string): void => {
    loadKit().then(
      (loaded) => judge.recording(name, text ?? loaded.recordings[name] ?? '', loaded),
      (error: Error) => setTrouble(error.message),
    );
  };

  if (!state) return null;
  const [look, other] = answer.looks;
  // What the reader edits here has been allowed by that; what came with a link has not.
  const change = (part: Change): void => {
    setBadLink('');
    show(changed(state, part), pending === undefined);
  };
  return (
    <>
      <header>
        <h1>
          virtio-conformance <span class="quiet">how a driver and a device negotiate, ring by ring</span>
        </h1>
        <p class={`sentence ${look && !recorded ? toneOf(look) : ''}`} aria-live="polite">
          {recorded
            ? `${recorded.name}, recorded of ${recorded.subject}: ${recorded.verdict}.`
            : look?.sentence}
          {!recorded && other && <span class={`second ${toneOf(other)}`}>{other.sentence}</span>}
        </p>
        {(badLink || trouble) && (
          <p class="trouble" role="alert">
            {badLink || trouble}
          </p>
        )}
        {pending && (
          <Pending
            state={pending}
            run={(loaded) => {
              setKit(loaded);
              setPending(undefined);
              const { step: _, ...asked } = pending;
              judge.show(asked, loaded);
            }}
          />
        )}
      </header>
      <div class="columns">
        <aside aria-label="What is run">
          <Entrance
            about={about}
            show={(next) => show(next, false)}
            showRecording={(name) => judgeRecording(name)}
          />
          <details class="forms" open={isWide}>
            <summary>The driver and the device</summary>
            <DriverForm
              about={about}
              state={state}
              kit={kit}
              loadKit={async () => setKit(await loadKit())}
              change={change}
              stop={() => judge.stop('you stopped it')}
            />
            <DeviceForm
              about={about}
              scenario={state.scenario}
              slots={look?.slots ?? []}
              change={(scenario) => change({ scenario })}
            />
          </details>
          <Drop heard={judgeRecording} />
        </aside>
        <main>
          {answer.map && !recorded && (
            <SizesMap
              about={about}
              map={answer.map}
              scenario={state.scenario}
              names={answer.looks.map(({ id }) => id)}
              pin={(scenario) => change({ scenario })}
            />
          )}
          {recorded ? (
            <RunView
              key={recorded.name}
              sequence={recorded.sequence}
              moments={recorded.moments}
              story={recorded.story}
            />
          ) : (
            look && (
              <>
                <Features look={look} {...(other ? { other } : {})} />
                <RunView
                  sequence={look.sequence}
                  moments={look.moments}
                  story={look.story}
                  {...(state.step === undefined ? {} : { step: state.step })}
                  keep={(step) => {
                    const next = { ...state, step };
                    setState(next);
                    keep(next);
                  }}
                />
                {answer.beside && (
                  <section class="panel beside" aria-labelledby="beside">
                    <h2 id="beside">The two beside each other</h2>
                    <div dangerouslySetInnerHTML={{ __html: answer.beside }} />
                  </section>
                )}
                <TakeAway look={look} link={link} isLong={link.length > LONGEST_LINK} />
              </>
            )
          )}
        </main>
      </div>
      <footer>
        <p>
          {about.version}. This page judges in your browser: it works without a network, and sends nothing
          anywhere. <a href="https://docs.oasis-open.org/virtio/virtio/v1.3/virtio-v1.3.html">VIRTIO 1.3</a>
        </p>
      </footer>
    </>
  );
}

const toneOf = ({ fate }: Look): string =>
  fate === 'live' ? 'good' : fate.startsWith('breaks') ? 'bad' : 'unsure';

/** What the link brought, and what is run only after a click. */
function Pending({ state, run }: { state: PageState; run: (kit: EditKit) => void }) {
  const [shown, setShown] = useState(false);
  const sources = [state.driver, state.beside].flatMap((driver) => driver?.source ?? []);
  return (
    <section class="pending" aria-label="Code that has not run yet">
      <p>
        This policy is no built-in one: its code came with the link. It runs in a worker of this page, without
        network, and only if you say so.
      </p>
      <p>
        <button type="button" onClick={async () => run(await loadKit())}>
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
function Entrance({
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
    <label class="entrance">
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
          const { type, driver, scenario } = finding;
          const whole = { ...(scenario as object), type } as unknown as PageState['scenario'];
          show({ driver: { id: driver }, scenario: whole });
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
  );
}

/** Takes a recording that is dropped on the page, or chosen. */
function Drop({ heard }: { heard: (name: string, text: string) => void }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
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
          ref={input}
          type="file"
          accept=".jsonl,.json,.txt"
          onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
        />
      </label>
    </div>
  );
}

/** Loads what is needed to edit, once. */
function loadKit(): Promise<EditKit> {
  if (globalThis.virtioEditKit) return Promise.resolve(globalThis.virtioEditKit);
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'edit.js';
    script.onload = () =>
      globalThis.virtioEditKit
        ? resolve(globalThis.virtioEditKit)
        : reject(new Error('edit.js brought nothing'));
    script.onerror = () => reject(new Error('edit.js cannot be loaded: it belongs beside this page'));
    document.head.append(script);
  });
}

/** Shows the page. */
export function showPage(): void {
  const root = document.getElementById('app');
  if (root) render(<App about={about(JSON.parse(textIn('built')))} />, root);
}
