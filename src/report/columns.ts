import type { Run } from '../run/run.ts';
import type { Block, Row } from './blocks.ts';
import { type Breach, causesOf } from './breaches.ts';
import { eventPhrase } from './event-line.ts';
import { endPhrase } from './story-beside.ts';
import { roundTexts } from './story-rounds.ts';
import { trafficOf } from './story-traffic.ts';

/** A run as one column of a story of two. Plain data: it may come from another process. */
export interface Column {
  /** Labels and texts in order; two columns match by label. */
  readonly rows: readonly (readonly [label: string, text: string])[];
  /** Ids of the binding properties that it breaks, each with what broke it; undefined: nobody can tell. */
  readonly broken: readonly (readonly [id: string, because: string])[] | undefined;
  /** The first of its events, in words. */
  readonly events: readonly string[];
}

/** Events that are compared. */
const MOST_EVENTS = 2000;

/** A run as a column. */
export function columnOf(run: Run, breaches: readonly Breach[]): Column {
  const rounds = run.rounds.flatMap((_, index) =>
    [...(roundTexts(run, index) ?? [])].map(([label, text]) => [roundLabel(index, label), text] as const),
  );
  const traffic = trafficOf(run).flatMap((block) =>
    block.kind === 'entry'
      ? block.fields.flatMap((field) =>
          'text' in field ? [[field.label || 'More', field.text] as const] : [],
        )
      : [],
  );
  const broken = causesOf(breaches)
    .filter(({ root }) => root.property.level !== 'should')
    .map(({ root }) => [root.property.id, root.violation.because()] as const);
  return {
    rows: [...rounds, ...traffic, [ENDS, endPhrase(run)]],
    broken,
    events: Array.from({ length: Math.min(run.trace.length, MOST_EVENTS) }, (_, at) => eventPhrase(run, at)),
  };
}

/** What is told of a run that did not come to its end, as a column. */
export const columnOfText = (text: string): Column => ({
  rows: [[ENDS, text.trim().replaceAll(/\s+/g, ' ')]],
  broken: undefined,
  events: [],
});

/**
 * Two runs on one scenario beside each other: where they first part, what each did, and what each breaks. In brief: only what is not
 * the same in both.
 */
export function columns(
  heads: readonly [string, string],
  [left, right]: readonly [Column, Column],
  brief = false,
): Block {
  const [ours, theirs] = [new Map(left.rows), new Map(right.rows)];
  const labels = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted(inOrder);
  const rows = labels.map((label): Row => {
    const [here, there] = [ours.get(label) ?? '–', theirs.get(label) ?? '–'];
    return { label, left: here, right: here === there ? SAME : there };
  });
  return {
    kind: 'columns',
    heads,
    rows: [
      ...partingRow(left.events, right.events),
      ...rows.filter((row) => !brief || row.right !== SAME),
      { label: 'Breaks', left: brokenText(left, brief), right: brokenText(right, brief) },
    ],
  };
}

// --- internal ---

const roundLabel = (index: number, label: string): string => `${index + 1} ${label}`;

const SAME = 'the same.';
const ENDS = 'Ends';

/** Rounds in their order, each to its end; then the traffic; then the end. */
function inOrder(a: string, b: string): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  return first - second || Number(a.endsWith(' Then')) - Number(b.endsWith(' Then'));
}

const placeOf = (label: string): number =>
  label === ENDS ? Number.MAX_SAFE_INTEGER : Number(/^\d+/.exec(label)?.[0] ?? Number.MAX_SAFE_INTEGER - 1);

const brokenText = ({ broken }: Column, brief: boolean): string =>
  broken === undefined
    ? 'as it ends.'
    : broken.length
      ? `${broken.map(([id, because]) => (brief ? id : `${id}: ${because}`)).join(brief ? ', ' : '; ')}.`
      : 'no rule.';

/** The first event that is not the same in both. */
function partingRow(left: readonly string[], right: readonly string[]): Row[] {
  const at = left.findIndex((event, i) => event !== right[i]);
  if (left.length === 0 || right.length === 0 || (at < 0 && left.length >= right.length)) return [];
  const place = at < 0 ? left.length : at;
  return [
    {
      label: `Event ${place}`,
      left: left[place] ?? 'nothing more',
      right: right[place] ?? 'nothing more',
    },
  ];
}
