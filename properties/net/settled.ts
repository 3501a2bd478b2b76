import type { FeatureSet } from '../../spec/features.ts';
import type { Negotiation } from '../../src/run/negotiation.ts';

/** The set that a round settled on, whatever was written afterwards. */
export const settledIn = ({ round }: Negotiation): FeatureSet =>
  round.featuresOkWritten >= 0 ? round.settled : round.accepted;
