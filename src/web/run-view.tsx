import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Block } from '../report/blocks.ts';
import { blocksHtml } from '../report/elements.ts';
import type { Moment } from '../report/moments.ts';
import type { Sequence } from '../report/sequence.ts';
import { sequenceSvg, statusLetters } from '../report/sequence-svg.ts';

/** A run as a picture that is walked step by step, with how things stand after the step, and its story beside it. */
export function RunView({
  sequence,
  moments,
  story,
  step,
  keep,
}: {
  sequence: Sequence;
  /** By access of the sequence. */
  moments: readonly Moment[];
  story: readonly Block[];
  /** What is looked at, and what keeps that; the view itself if absent. */
  step?: number;
  keep?: (step: number) => void;
}) {
  const [own, setOwn] = useState(step);
  const stepTo = keep ?? setOwn;
  const accesses = useMemo(
    () => sequence.bands.flatMap(({ steps }) => steps).filter((one) => one.kind === 'access'),
    [sequence],
  );
  const picture = useMemo(() => sequenceSvg(sequence), [sequence]);
  const words = useMemo(() => blocksHtml(story.map(asHeading)), [story]);
  const firstBroken = accesses.findIndex(({ broken }) => broken.length > 0);
  const usual = firstBroken < 0 ? accesses.length - 1 : firstBroken;
  const at = Math.max(0, Math.min((keep ? step : own) ?? usual, accesses.length - 1));
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const groups = place.current?.querySelectorAll('.step.access') ?? [];
    for (const [index, group] of [...groups].entries()) group.classList.toggle('current', index === at);
    if (step !== undefined || own !== undefined) groups[at]?.scrollIntoView({ block: 'nearest' });
  }, [picture, at]);
  const keys: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: accesses.length - 1,
  };
  const moment = moments[at];
  const access = accesses[at];
  return (
    <div class="run">
      <section class="panel" aria-labelledby="run">
        <h2 id="run">What happens, access by access</h2>
        <div class="stepper">
          <button type="button" disabled={at === 0} onClick={() => stepTo(at - 1)}>
            ← back
          </button>
          <button type="button" disabled={at === accesses.length - 1} onClick={() => stepTo(at + 1)}>
            on →
          </button>
          <span aria-live="polite">
            step {at + 1} of {accesses.length}: {access?.text}
          </span>
        </div>
        {moment && <Standing moment={moment} />}
        <div
          ref={place}
          class="picture"
          role="application"
          aria-label="The run as a sequence; arrow keys step through it"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is stepped through by keys
          tabIndex={0}
          onKeyDown={(event) => {
            const next = keys[event.key];
            if (next === undefined) return;
            event.preventDefault();
            stepTo(Math.max(0, Math.min(next, accesses.length - 1)));
          }}
          onClick={({ target }) => {
            const group = target instanceof Element ? target.closest('.step.access') : null;
            const groups = [...(place.current?.querySelectorAll('.step.access') ?? [])];
            if (group) stepTo(groups.indexOf(group));
          }}
          dangerouslySetInnerHTML={{ __html: picture }}
        />
      </section>
      <section class="panel story" aria-label="The same in words">
        <div dangerouslySetInnerHTML={{ __html: words }} />
      </section>
    </div>
  );
}

// --- internal ---

/** The page has a title of its own. */
const asHeading = (block: Block): Block => (block.kind === 'title' ? { ...block, kind: 'heading' } : block);

/** How driver and device stand: status bits as they light up, features, rings as they fill. */
function Standing({ moment: { status, offered, accepted, queues } }: { moment: Moment }) {
  return (
    <div class="standing">
      <ul class="bits" aria-label="Status bits that are set">
        {statusLetters.map(([bit, letter, name]) => (
          <li key={letter} class={(status & bit) !== 0 ? 'set' : 'unset'} title={name}>
            <span aria-hidden="true">{letter}</span>
            <span class="unseen">{(status & bit) !== 0 ? `${name} set` : `${name} clear`}</span>
          </li>
        ))}
      </ul>
      <p>
        offered {offered.length}, accepted {accepted.length}
        {accepted.length > 0 && <span class="hint"> {accepted.join(', ')}</span>}
      </p>
      {queues.map(({ name, size, enabled, filled, dropped, stopped }) => (
        <div class="queue" key={name}>
          <span class="name">{name}</span>
          <Ring size={size ?? 0} filled={filled} />
          <span>
            {size === undefined ? 'size unknown' : `${filled} of ${size}`}
            {enabled ? ', enabled' : ''}
            {dropped > 0 && <strong class="bad"> no room for {dropped}</strong>}
            {stopped && <strong class="bad"> stopped</strong>}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Entries that are drawn one by one; a larger ring is drawn as a bar. */
const MOST_DRAWN = 32;

function Ring({ size, filled }: { size: number; filled: number }) {
  const width = 128;
  const drawn = Math.min(size, MOST_DRAWN);
  const each = width / Math.max(1, drawn);
  const share = size > 0 ? Math.min(1, filled / size) : 0;
  return (
    <svg class="ring" viewBox={`0 0 ${width} 10`} aria-hidden="true">
      {size > MOST_DRAWN ? (
        <>
          <rect class="free" width={width} height="10" />
          <rect class="filled" width={share * width} height="10" />
        </>
      ) : (
        Array.from({ length: drawn }, (_, entry) => (
          <rect
            key={entry}
            class={entry < filled ? 'filled' : 'free'}
            x={entry * each}
            width={Math.max(1, each - 1)}
            height="10"
          />
        ))
      )}
    </svg>
  );
}
