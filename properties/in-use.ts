import type { FeatureSet } from '../spec/features.ts';
import type { Round } from '../src/trace/round.ts';

/** The set that a round settled on, whatever was written afterwards. */
export const settledIn = (round: Round): FeatureSet =>
  round.featuresOkWritten >= 0 ? round.settled : round.accepted;

/** The sets any of which a device may use: the one that was settled on, and those that a driver wrote when it was too late, as none may. */
export const maybeInUse = (round: Round): readonly FeatureSet[] => [settledIn(round), ...round.acceptedLate];

/** What a device uses whichever of them it took. */
export const surelyInUse = (round: Round): FeatureSet => maybeInUse(round).reduce((all, set) => all & set);
