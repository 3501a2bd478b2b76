import { blkInfeasible, blkServes } from '../../spec/blk/feasibility.ts';
import { SEG_MAX } from '../../spec/blk/features.ts';
import { barredFromLegacyOffer } from '../../spec/blk/zones.ts';
import { deviceTypeRules } from '../../spec/device-types.ts';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, isSubset, NONE } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { isLegalSize } from '../../spec/virtqueues.ts';
import { offerOf, offersVersion1, presentedSize, takes } from '../device/script.ts';
import { RESET_POLL_LIMIT } from '../driver/core.ts';
import { linuxBlkTable } from '../driver/linux-features.ts';
import { type BlkScenario, perScenario, type RoundScript } from '../scenario/scenario.ts';
import { acceptableFeatures } from './negotiation.ts';

/** What the best driver could do on one virtio-blk scenario. */
export interface BlkOracle {
  /** Whether some negotiation can end live and move data on this device, which has no fault. */
  readonly feasible: boolean;
  /** … any, on a device that accepts every time. */
  readonly acceptsAtOnce: boolean;
  /** Data segments that one request may have under a set; Infinity: nobody states a limit. */
  segmentLimit(accepted: FeatureSet): number;
}

/** Whether a virtio-blk device plays by the standard: see `conforms` of the net oracle. */
export const blkConforms: (scenario: BlkScenario) => boolean = perScenario((scenario) => {
  const { quirks, version, transport, resetPolls, format, rounds } = scenario;
  if (Object.keys(quirks).length > 0 || !offersVersion1(scenario)) return false;
  if (resetPolls === 'never' || resetPolls >= RESET_POLL_LIMIT) return false;
  const { legacy } = transportRules[transport];
  // A legacy device has no FEATURES_OK to turn a driver down with.
  if (legacy && scenario.zoned === 'host-managed') return false;
  const { isClosed } = deviceTypeRules.blk.offers(version);
  const known = acceptableFeatures('blk', transport, version);
  return rounds.every((script) => {
    const offer = offerOf(scenario, script);
    return (
      isClosed(offer) &&
      !(legacy && intersects(offer, barredFromLegacyOffer)) &&
      isSubset(offer, known) &&
      script.sizes.every((size) => size === 0 || isLegalSize(size, format))
    );
  });
});

/** The oracle for a driver that knows what Linux virtio_blk knows and cannot handle host-managed zones. */
export const blkOracleOf: (scenario: BlkScenario) => BlkOracle = perScenario((scenario) => {
  const served = blkConforms(scenario) ? scenario.rounds.map((script) => serves(scenario, script)) : [];
  const always = scenario.rounds.every(({ acceptance }) => acceptance.kind === 'accepts');
  return {
    feasible: served.includes(true),
    acceptsAtOnce: always && served.length > 0 && !served.includes(false),
    segmentLimit: (accepted) => (includes(accepted, SEG_MAX) ? scenario.segMax : Number.POSITIVE_INFINITY),
  };
});

/** Whether a host-managed device serves, whatever the negotiation, every driver that handles its zones and else knows what Linux knows. */
export const servesZones: (scenario: BlkScenario) => boolean = perScenario(
  (scenario) =>
    scenario.zoned === 'host-managed' &&
    blkConforms(scenario) &&
    scenario.rounds.every((script) => serves(scenario, script, true)),
);

// --- internal ---

function serves(scenario: BlkScenario, script: RoundScript, handlesHostManaged = false): boolean {
  const { transport, format, request, numQueues, zoned, segMax } = scenario;
  const { acceptance, sizes } = script;
  const { legacy } = transportRules[transport];
  const lacks = acceptance.kind === 'refuses-unless' && !legacy ? acceptance.lacks : NONE;
  const offered = offerOf(scenario, script) & linuxBlkTable(transport) & ~lacks;
  const packed = includes(offered, RING_PACKED);
  const first = presentedSize(sizes[0] ?? 0, format, packed);
  if (!isLegalSize(first, packed ? 'packed' : 'split') || segMax < 1) return false;
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
