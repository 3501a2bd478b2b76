import { type ComponentChildren, render } from 'preact';
import { useEffect, useErrorBoundary, useMemo, useRef, useState } from 'preact/hooks';
import { messageOf } from '../driver/thrown.ts';
import { about } from './about.ts';
import type { About } from './about-type.ts';
import { type Answer, Answered } from './answered.tsx';
import { type Heard, Judge } from './client.ts';
import { cutPoints } from './cut-points.ts';
import { DeviceForm } from './device-form.tsx';
import { DriverForm } from './driver-form.tsx';
import type { EditKit } from './edit-kit.ts';
import { loadKit } from './load-kit.ts';
import type { Look } from './look.ts';
import type { RecordedLook } from './recorded.ts';
import { RunView } from './run-view.tsx';
import { type Change, changed, fragmentOf, type PageState, sourcesOf, stateIn } from './state.ts';
import './style.css';
import { Drop, Entrance, Pending } from './ways-in.tsx';

/** Where there is room for the forms beside the rest. */
const WIDE = '(min-width: 60rem)';
const matches = (query: string): boolean => typeof matchMedia === 'function' && matchMedia(query).matches;
const isWide = matches(WIDE);

/** A recording that is to be judged: one that is published, where there is no text. */
interface ToJudge {
  readonly name: string;
  readonly text?: string;
  readonly device?: string;
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
  const [several, setSeveral] = useState<readonly string[]>([]);
  const [badLink, setBadLink] = useState('');
  const [kit, setKit] = useState<EditKit>();
  const [pending, setPending] = useState<PageState>();
  const [link, setLink] = useState('');
  const [isBusy, setBusy] = useState(false);

  const judge = useMemo(() => new Judge(textIn('page'), (reply) => heard.current(reply)), []);
  const toJudge = useRef<ToJudge>({ name: '' });
  const place = useRef<HTMLElement>(null);
  const isOpening = useRef(false);
  const heard = useRef<(reply: Heard) => void>(() => {});
  heard.current = (reply) => {
    setBusy(reply.kind === 'shown');
    if (reply.kind === 'mapped') {
      setAnswer((before) => ({ ...before, map: reply.map }));
      return;
    }
    if (reply.kind === 'refused') isOpening.current = false;
    setTrouble(reply.kind === 'refused' ? reply.because : '');
    setSeveral(('devices' in reply && reply.devices) || []);
    setRecorded(reply.kind === 'recorded' ? reply.recording : undefined);
    // What was seen before is not seen of what is asked for now; a map of the same policies gives way to the next at once.
    setAnswer(({ map, looks }) =>
      reply.kind === 'shown'
        ? { looks: reply.looks, beside: reply.beside, map: areAlike(looks, reply.looks) ? map : undefined }
        : { looks: [] },
    );
  };

  const keep = (kept: PageState): void =>
    void fragmentOf(kept, globalThis.virtioEditKit?.changesOf).then((fragment) => {
      history.replaceState(undefined, '', `#${fragment}`);
      setLink(location.href);
    });

  const ask = ({ step: _, ...asked }: PageState, loaded: EditKit | undefined): void => {
    setPending(undefined);
    setBusy(true);
    judge.show(asked, loaded);
  };

  /** Shows a state; one of somebody else's source only where the reader has said so. */
  const show = (next: PageState, isAllowed: boolean, isFromLink = false): void => {
    setState(next);
    setBadLink('');
    setTrouble('');
    setSeveral([]);
    if (sourcesOf(next).length && !(isAllowed && kit)) {
      setPending(next);
      setAnswer({ looks: [] });
      setRecorded(undefined);
    } else ask(next, kit);
    if (isFromLink) setLink(location.href);
    else keep(next);
  };

  useEffect(() => {
    const open = (): void => {
      if (!location.hash) {
        show(firstState(about), false);
        return;
      }
      stateIn(location.hash, async (id, changes) => (await loadKit()).changedBy(id, changes)).then(
        (found) => show(found, false, true),
        (error: Error) => {
          show(firstState(about), false, true);
          setBadLink(`${error.message}. What is shown is what the page begins with.`);
        },
      );
    };
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, []);

  /** Does something with the kit, or says why there is none. */
  const withKit = async (use: (loaded: EditKit) => void): Promise<void> => {
    try {
      const loaded = await loadKit();
      setKit(loaded);
      use(loaded);
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };

  const judgeRecording = (recording: ToJudge): void => {
    toJudge.current = recording;
    void withKit((loaded) => {
      const { name, text = loaded.recordings[name] ?? '' } = recording;
      judge.recording({ ...recording, text }, loaded);
    });
  };

  /** Where there is no room for what is opened beside the list that it was chosen from, it is brought into view once it is there. */
  const opening = (open: () => void): void => {
    isOpening.current = true;
    open();
  };
  useEffect(() => {
    if (!isOpening.current || !(recorded || answer.looks.length)) return;
    isOpening.current = false;
    if (matches(WIDE)) return;
    const behavior = matches('(prefers-reduced-motion: reduce)') ? 'auto' : 'smooth';
    place.current?.scrollIntoView({ behavior, block: 'start' });
  }, [recorded, answer]);

  if (!state) return null;
  const [look, other] = answer.looks;
  // What came with a link runs only where the reader has said so; what is edited here has been allowed by that.
  const change = (part: Change, isOwn = false): void =>
    show(changed(state, part), isOwn || pending === undefined);
  const changeDevice = (scenario: PageState['scenario']): void => {
    const [policy] = about.types[scenario.type ?? 'net'].policies;
    const isOther = scenario.type !== state.scenario.type && policy !== undefined;
    change(isOther ? { scenario, driver: { id: policy.id }, beside: undefined } : { scenario });
  };
  return (
    <>
      <header>
        <h1>
          virtio-conformance <span class="quiet">how a driver and a device negotiate, ring by ring</span>
        </h1>
        <Guarded of={recorded ?? answer} by={recorded ? 'The recording' : 'The edited policy'}>
          <p class={`sentence ${look && !recorded ? toneOf(look) : ''}`} aria-live="polite">
            {recorded ? recorded.sentence : look?.sentence}
            {!recorded && other && <span class={`second ${toneOf(other)}`}>{other.sentence}</span>}
          </p>
        </Guarded>
        {(badLink || trouble) && (
          <p class="trouble" role="alert">
            {badLink || trouble}
          </p>
        )}
        {several.map((device) => (
          <button type="button" key={device} onClick={() => judgeRecording({ ...toJudge.current, device })}>
            {device}
          </button>
        ))}
        {pending && !recorded && (
          <Pending state={pending} run={() => void withKit((loaded) => ask(pending, loaded))} />
        )}
        {(recorded || (trouble && !look && !pending)) && (
          <p>
            <button type="button" onClick={() => show(state, pending === undefined)}>
              Back to the policy
            </button>
          </p>
        )}
      </header>
      <div class="columns">
        <aside aria-label="What is run">
          <Entrance
            show={(next) => opening(() => show(next, false))}
            showRecording={(name) => opening(() => judgeRecording({ name }))}
            showLook={(found) =>
              opening(() => {
                setTrouble('');
                setSeveral([]);
                setBadLink('');
                setRecorded(found);
              })
            }
          />
          <details class="forms" open={isWide}>
            <summary>The driver and the device</summary>
            <DriverForm
              about={about}
              state={state}
              kit={kit}
              loadKit={() => withKit(() => {})}
              change={change}
              stop={isBusy ? () => judge.stop('you stopped it') : undefined}
            />
            <DeviceForm
              about={about}
              scenario={state.scenario}
              slots={look?.slots ?? []}
              cuts={cutPoints({ ...look?.scenario, ...state.scenario }, sourcesOf(state))}
              change={changeDevice}
            />
          </details>
          <Drop heard={judgeRecording} failed={setTrouble} />
        </aside>
        <main ref={place}>
          <Guarded of={recorded ?? answer} by={recorded ? 'The recording' : 'The edited policy'}>
            {recorded ? (
              <RunView
                key={recorded.sentence}
                sequence={recorded.sequence}
                moments={recorded.moments}
                story={recorded.story}
              />
            ) : (
              look && (
                <Answered
                  about={about}
                  state={state}
                  answer={answer}
                  link={link}
                  pin={changeDevice}
                  keepStep={(step) => {
                    setState({ ...state, step });
                    keep({ ...state, step });
                  }}
                />
              )
            )}
          </Guarded>
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

/** What a worker answered that ran somebody else's code may be anything: what cannot be shown says so. */
function Guarded({ of, by, children }: { of: unknown; by: string; children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary();
  useEffect(reset, [of]);
  if (!error) return children;
  return <p class="trouble">{by} gave an answer that makes no sense.</p>;
}

/** Whether the same policies were looked at, on a device of as many rings. */
const areAlike = (some: readonly Look[], others: readonly Look[]): boolean =>
  some.length === others.length &&
  some.every(({ id, slots }, i) => id === others[i]?.id && slots.join() === others[i]?.slots.join());

const toneOf = ({ fate }: Look): string =>
  fate === 'live' ? 'good' : fate.startsWith('breaks') ? 'bad' : 'unsure';

/** Shows the page. */
export function showPage(): void {
  const root = document.getElementById('app');
  if (root) render(<App about={about(JSON.parse(textIn('built')))} />, root);
}
