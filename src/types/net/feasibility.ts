import type { FeatureSet } from '../../../spec/features.ts';
import * as model from '../../../spec/net/feasibility.ts';
import { negotiated } from './negotiated.ts';

/** The features of `set` that cannot work on these rings, as `infeasible` of the reference model has it. */
export const infeasible = (set: FeatureSet, rings: model.Rings): FeatureSet =>
  model.infeasible(set, rings, negotiated);

/** The greatest subset of `set` all of whose messages fit the rings, as `safeSubset` of the reference model has it. */
export const safeSubset = (set: FeatureSet, rings: model.Rings): FeatureSet =>
  model.safeSubset(set, rings, negotiated);

/** Whether the rings carry packets at all under `set`, as `carriesPackets` of the reference model has it. */
export const carriesPackets = (set: FeatureSet, rings: model.Rings): boolean =>
  model.carriesPackets(set, rings, negotiated);
