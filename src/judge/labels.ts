import type { Label, Sometimes } from '../run/label.ts';
import type { Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';

/** How often a label was met in a random campaign. */
export interface LabelCount {
  readonly id: string;
  readonly title: string;
  readonly least: number;
  /** Random scenarios, and of them those of which it is so. */
  readonly of: number;
  readonly count: number;
  readonly met: boolean;
}

/** On how many of the random scenarios that are judged thoroughly something happened to the reference policy that must happen sometimes. */
export interface Happened {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly met: boolean;
}

/** The places of the labels that a scenario bears. */
export const borneBy = <S>(labels: readonly Label<S>[], scenario: S): number[] =>
  labels.flatMap(({ of }, i) => (of(scenario) ? [i] : []));

/** How many of `runs` scenarios must bear a label: so many fewer than its share as chance seldom takes away, which is none of a few. */
export const required = (least: number, runs: number): number =>
  Math.max(0, Math.ceil(least * runs - SPREADS * Math.sqrt(least * runs)));

/** What became of labels that were counted over `runs` random scenarios within bounds: of those that can be met there. */
export const labelCounts = <S>(
  labels: readonly Label<S>[],
  counts: ArrayLike<number>,
  runs: number,
  { transports, sizes }: Bounds,
): LabelCount[] =>
  labels.flatMap(({ id, title, least, over = transports, ofSizes = false }, i) => {
    const isOver = over.some((transport) => transports.includes(transport));
    if (!isOver || (ofSizes && sizes !== undefined)) return [];
    const count = counts[i] ?? 0;
    return [{ id, title, least, of: runs, count, met: count >= required(least, runs) }];
  });

/** What became of what must happen in a campaign; in a part of one (`narrowed`) it need not. */
export const happenings = <R extends Run>(
  sometimes: readonly Sometimes<R>[],
  counts: ArrayLike<number>,
  narrowed: boolean,
): Happened[] =>
  sometimes.map(({ id, title }, i) => {
    const count = counts[i] ?? 0;
    return { id, title, count, met: narrowed || count > 0 };
  });

// --- internal ---

/** Standard deviations: chance takes more away once in a thousand campaigns. */
const SPREADS = 3;
