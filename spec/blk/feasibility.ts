import { type FeatureSet, NONE, union } from '../features.ts';
import { MQ } from './features.ts';
import { blkFeaturesTooLargeFor, type RequestLayout, segmentCap } from './limits.ts';
import { isMultiqueueFeasible } from './queues.ts';
import { deviceMustRefuse, driverMustGiveUp, excludedByZones, type ZonedModel } from './zones.ts';

/** All that decides which features of a block device can work, besides the set itself. */
export interface BlkParameters {
  /** Descriptors of the longest chain (see `longestChain`). */
  readonly longest: number;
  readonly layout: RequestLayout;
  /** Request queues that the configuration names, and those that exist. */
  readonly numQueues: number;
  readonly queuesPresent: number;
  readonly model: ZonedModel;
  readonly handlesHostManaged: boolean;
}

/**
 * drivernormative:Device Types / Block Device / Device Initialization #5 — the features of an offer that a driver
 * leaves out because they cannot work. A `seg_max` beyond the ring is not among the reasons: the driver caps
 * it (see `segmentCap`).
 */
export const blkInfeasible = (offered: FeatureSet, parameters: BlkParameters): FeatureSet =>
  offered &
  union(
    blkFeaturesTooLargeFor(parameters.longest, parameters.layout),
    isMultiqueueFeasible(parameters.numQueues, parameters.queuesPresent) ? NONE : MQ,
    excludedByZones(offered, parameters.model),
  );

/**
 * devicenormative:Device Types / Block Device / Device Initialization #8 — whether `accepted` brings driver and
 * device together: neither must turn it down for its zones, and a request that carries data fits.
 */
export const blkServes = (accepted: FeatureSet, parameters: BlkParameters): boolean =>
  !driverMustGiveUp(accepted, parameters.model, parameters.handlesHostManaged) &&
  !deviceMustRefuse(accepted, parameters.model) &&
  segmentCap(parameters.longest, parameters.layout) > 0;
