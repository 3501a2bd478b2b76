import { type Transport, transports } from '../../spec/transports.ts';
import type { Scenario } from './scenario.ts';

/** What the scenarios of a campaign are chosen from; structured-cloneable. */
export interface Bounds {
  readonly transports: readonly Transport[];
  /** Sizes of the rings, in entries; any size if absent. */
  readonly sizes?: readonly number[];
}

/** No bounds at all. */
export const ANYWHERE: Bounds = { transports };

/** Whether a scenario lies within bounds: its transport, and the rings of every round and those that are made in the end. */
export const isWithin = (
  { transport, rounds, quirks }: Scenario,
  { transports: chosen, sizes }: Bounds,
): boolean => {
  if (!chosen.includes(transport)) return false;
  if (sizes === undefined) return true;
  const areChosen = (rings: readonly number[]): boolean => rings.every((size) => sizes.includes(size));
  return rounds.every((round) => areChosen(round.sizes)) && areChosen(quirks.createdSizes ?? []);
};
