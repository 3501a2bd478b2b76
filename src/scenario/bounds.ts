import { type Transport, transports } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { Scenario } from './scenario.ts';

/** What the scenarios of a campaign are chosen from; structured-cloneable. */
export interface Bounds {
  readonly transports: readonly Transport[];
  /** Sizes of the rings, in entries; any size if absent. */
  readonly sizes?: readonly number[];
  /** Of these, the sizes that random rings have half of the time: those at the edges of known cells. */
  readonly edges?: readonly number[];
  /** The version of the standard that devices are of; any if absent. */
  readonly version?: SpecVersion;
}

/** No bounds at all. */
export const ANYWHERE: Bounds = { transports };

/** Whether a scenario lies within bounds: its transport, its version, and the rings of every round and those that are made in the end. */
export const isWithin = (
  { transport, version, rounds, quirks }: Scenario,
  { transports: chosen, sizes, version: only }: Bounds,
): boolean => {
  if (!chosen.includes(transport) || (only !== undefined && version !== only)) return false;
  if (sizes === undefined) return true;
  const areChosen = (rings: readonly number[]): boolean => rings.every((size) => sizes.includes(size));
  return rounds.every((round) => areChosen(round.sizes)) && areChosen(quirks.createdSizes ?? []);
};
