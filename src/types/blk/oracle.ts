import { blkInfeasible, blkServes } from '../../../spec/blk/feasibility.ts';
import { SEG_MAX } from '../../../spec/blk/features.ts';
import { barredFromLegacyOffer } from '../../../spec/blk/zones.ts';
import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, NONE } from '../../../spec/features.ts';
import { usableSize } from '../../../spec/queue-sizes.ts';
import { transportRules } from '../../../spec/transports.ts';
import { offerOf, presentedSize, takes } from '../../device/script.ts';
import { knownFeatures } from '../../driver/linux-kernels.ts';
import { conformsAsAny, type Prospects, prospectsOf } from '../../run/conforms.ts';
import { perScenario } from '../../run/remembered.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { BlkRun } from './run.ts';
import type { BlkScenario } from './scenario.ts';

/** What the best driver could do on one virtio-blk scenario. */
export interface BlkOracle extends Prospects {
  /** Data segments that one request may have under a set; Infinity: nobody states a limit. */
  segmentLimit(accepted: FeatureSet): number;
}

/** Whether a virtio-blk device plays by the standard: see `conforms` of the net oracle. */
export const blkConforms: (scenario: BlkScenario) => boolean = perScenario((scenario) => {
  // A legacy device has no FEATURES_OK to turn a driver down with.
  const { zoned, transport, rounds } = scenario;
  const isBarred =
    transportRules[transport].legacy &&
    (zoned === 'host-managed' ||
      rounds.some((script) => intersects(offerOf(scenario, script), barredFromLegacyOffer)));
  return !isBarred && conformsAsAny(scenario);
});

/** What a disk driver knows and can, as far as it hangs on the driver: `supports` is undefined for what Linux knows. */
export type DiskDriver = Pick<BlkRun, 'supports' | 'handlesHostManaged'>;

/** The oracle for a driver that knows what Linux virtio_blk knows and cannot handle host-managed zones. */
export const blkOracleOf: (scenario: BlkScenario) => BlkOracle = perScenario((scenario) =>
  consult(scenario, { supports: undefined, handlesHostManaged: false }),
);

/** The oracle for one driver. */
export const blkOracleFor = (scenario: BlkScenario, driver: DiskDriver): BlkOracle =>
  driver.supports === undefined && !driver.handlesHostManaged
    ? blkOracleOf(scenario)
    : consult(scenario, driver);

/** Whether a host-managed device serves, whatever the negotiation, every driver that handles its zones and else knows what Linux knows. */
export const servesZones: (scenario: BlkScenario) => boolean = perScenario(
  (scenario) =>
    scenario.zoned === 'host-managed' &&
    blkConforms(scenario) &&
    scenario.rounds.every((script) =>
      serves(scenario, script, { supports: undefined, handlesHostManaged: true }),
    ),
);

// --- internal ---

function consult(scenario: BlkScenario, driver: DiskDriver): BlkOracle {
  const { feasible, acceptsAtOnce } = prospectsOf(scenario, blkConforms, (script) =>
    serves(scenario, script, driver),
  );
  const segmentLimit = (accepted: FeatureSet): number =>
    includes(accepted, SEG_MAX) ? scenario.segMax : Number.POSITIVE_INFINITY;
  return { feasible, acceptsAtOnce, segmentLimit };
}

function serves(
  scenario: BlkScenario,
  script: RoundScript,
  { supports, handlesHostManaged }: DiskDriver,
): boolean {
  const { transport, format, request, numQueues, zoned, segMax } = scenario;
  const { acceptance, sizes } = script;
  const { legacy } = transportRules[transport];
  const lacks = acceptance.kind === 'refuses-unless' && !legacy ? acceptance.lacks : NONE;
  const offered = offerOf(scenario, script) & knownFeatures('blk', transport, supports) & ~lacks;
  const packed = includes(offered, RING_PACKED);
  const first = usableSize(transport, presentedSize(sizes[0] ?? 0, format, packed), offered);
  if (first === 0 || segMax < 1) return false;
  const parameters = {
    longest: first,
    layout: legacy ? ('separate' as const) : request,
    numQueues,
    queuesPresent: sizes.filter((size) => size > 0).length,
    model: zoned,
    handlesHostManaged,
  };
  const wanted = offered & ~blkInfeasible(offered, parameters);
  return blkServes(wanted, parameters) && (legacy || takes(acceptance, wanted));
}
