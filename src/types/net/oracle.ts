import { RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, isSubset, NONE, without } from '../../../spec/features.ts';
import { isLegalMtu } from '../../../spec/net/buffers.ts';
import type { Rings } from '../../../spec/net/feasibility.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import { mayTell, usableSize } from '../../../spec/queue-sizes.ts';
import { byTransport, rulesOver } from '../../../spec/transports.ts';
import { byVersion, type SpecVersion } from '../../../spec/versions.ts';
import { isLegalSize, type RingFormat } from '../../../spec/virtqueues.ts';
import { offeredOver, offerOf, presentedSize, takes } from '../../device/script.ts';
import { knownFeatures } from '../../driver/linux-kernels.ts';
import { resetsInTime } from '../../run/conforms.ts';
import { acceptableFeatures } from '../../run/negotiation.ts';
import { perScenario, remembered } from '../../run/remembered.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { carriesPackets, infeasible, safeSubset } from './feasibility.ts';
import { knownRequirements } from './linux-features.ts';
import { MIN_MTU } from './probe.ts';
import type { NetScenario } from './scenario.ts';

/** What the best driver could do on one scenario, whatever a subject did. */
export interface Oracle {
  /** By round: the largest safe set that the device takes; undefined: none can go live. Empty for a faulty device. */
  readonly best: readonly (FeatureSet | undefined)[];
  /** Whether some negotiation can end live and safe on this device, which has no fault. */
  readonly feasible: boolean;
}

/** The oracle for a driver that knows what Linux knows. */
export const oracleOf: (scenario: NetScenario) => Oracle = perScenario((scenario) =>
  consult(scenario, undefined),
);

/** The oracle for a driver that knows `supports`, or what Linux knows. */
export const oracleFor = (scenario: NetScenario, supports: FeatureSet | undefined): Oracle =>
  supports === undefined ? oracleOf(scenario) : consult(scenario, supports);

/** The largest safe set that the device takes in a round of a scenario; undefined: none can go live. */
export function bestSet(
  scenario: NetScenario,
  script: RoundScript,
  supports?: FeatureSet,
): FeatureSet | undefined {
  const { transport } = scenario;
  const { legacy } = rulesOver(transport);
  const { acceptance } = script;
  if (acceptance.kind === 'refuses' && !legacy) return undefined;
  const known = offerOf(scenario, script) & knownFeatures('net', transport, supports);
  let useless = unusable(scenario, script);
  // Linux has no use for a standby device whose address it does not know.
  if (!includes(known, net.MAC)) useless |= net.STANDBY;
  if (acceptance.kind === 'refuses-unless' && !legacy) useless |= acceptance.lacks;
  const wanted = knownRequirements.greatestClosedSubset(useless === NONE ? known : without(known, useless));
  const rings = ringsUnder(wanted, scenario, script);
  const safe = knownRequirements.greatestClosedSubset(safeSubset(wanted, rings));
  if (!canRun(safe, rings)) return undefined;
  return legacy || takes(acceptance, safe) ? safe : undefined;
}

/**
 * Whether a closed set, accepted in a round of a scenario, leaves a driver nothing that cannot work: every ring that it
 * calls for exists and is of a legal size, and holds each of its messages. What the device offers or takes is not asked.
 */
export function isSafe(set: FeatureSet, scenario: NetScenario, script: RoundScript): boolean {
  if (intersects(set, unusable(scenario, script))) return false;
  const rings = ringsUnder(set, scenario, script);
  return infeasible(set, rings) === NONE && canRun(set, rings);
}

/** What of a set cannot work on the rings that the device has in a round of a scenario. */
export const unfitIn = (set: FeatureSet, scenario: NetScenario, script: RoundScript): FeatureSet =>
  infeasible(set, ringsUnder(set, scenario, script));

/**
 * Whether the device plays by the standard: no quirk, a reset that ends, and in every round an offer that is closed, known,
 * with VERSION_1, sizes that its transport may tell, every queue pair that it states where it offers several, and
 * configuration fields in their range.
 */
export const conforms: (scenario: NetScenario) => boolean = perScenario((scenario) => {
  const { quirks, version, transport, resetPolls, format, rounds, mtu } = scenario;
  if (resetPolls === 'never') return false;
  for (const _ in quirks) return false;
  const soundnessOf = soundness[format](transport)(version);
  let before: RoundScript | undefined;
  for (const script of rounds) {
    if (script.offer !== before?.offer) {
      const sound = soundnessOf(script.offer);
      if (sound === 'never' || (sound === 'with a legal MTU' && !isLegalMtu(mtu))) return false;
    }
    if (script.sizes !== before?.sizes) {
      const packed = format === 'packed' ? RING_PACKED : NONE;
      for (const size of script.sizes) if (size !== 0 && !mayTell(transport, size, packed)) return false;
    }
    if (intersects(offerOf(scenario, script), MULTIQUEUE) && !everyPairExists(scenario, script)) return false;
    before = script;
  }
  return true;
});

/** … and so soon that every driver waits for it. */
export const conformsInTime = (scenario: NetScenario): boolean =>
  conforms(scenario) && resetsInTime(scenario);

/**
 * Whether a device also does what the standard only recommends: it accepts every valid set, states an ordinary MTU,
 * and offers nothing without what the standard recommends with it.
 */
export const isExemplary: (scenario: NetScenario) => boolean = perScenario(
  (scenario) =>
    conforms(scenario) &&
    scenario.rounds.every(
      (script) =>
        script.acceptance.kind === 'accepts' &&
        (!includes(script.offer, net.MTU) || scenario.mtu >= 1280) &&
        isWellOffered(offerOf(scenario, script), scenario.version),
    ),
);

// --- internal ---

/** Whether a device may offer a set. */
type Soundness = 'always' | 'with a legal MTU' | 'never';

/** Of what the script of a round offers: closed, known, with VERSION_1 where that is due. */
const soundnessIn = (format: RingFormat) =>
  byTransport((transport) =>
    byVersion((version) => {
      const { isClosed } = netClosures(version).must;
      const known = acceptableFeatures('net', transport, version);
      const { legacy } = rulesOver(transport);
      return remembered((scripted): Soundness => {
        const offer = offeredOver(transport, format, scripted);
        if (!legacy && !includes(scripted, VERSION_1)) return 'never';
        if (!isClosed(offer) || !isSubset(offer, known)) return 'never';
        return includes(offer, net.MTU) ? 'with a legal MTU' : 'always';
      });
    }),
  );
const soundness = { split: soundnessIn('split'), packed: soundnessIn('packed') };

/** Whether an offer has with each feature what the standard recommends with it. */
const isWellOffered = (offer: FeatureSet, version: SpecVersion): boolean =>
  netClosures(version).should.isClosed(offer) &&
  (!includes(offer, net.IPSEC) || includes(offer, net.OUT_NET_HEADER));

const INFEASIBLE: Oracle = { best: [], feasible: false };

function consult(scenario: NetScenario, supports: FeatureSet | undefined): Oracle {
  if (!conformsInTime(scenario)) return INFEASIBLE;
  const best: (FeatureSet | undefined)[] = [];
  const [first] = scenario.rounds;
  let feasible = false;
  for (const script of scenario.rounds) {
    const same =
      script !== first &&
      script.offer === first?.offer &&
      script.sizes === first.sizes &&
      script.acceptance === first.acceptance;
    const set = same ? best[0] : bestSet(scenario, script, supports);
    best.push(set);
    if (set !== undefined) feasible = true;
  }
  return { best, feasible };
}

/** The rings of the first pair and the control ring, as large as a driver that accepted `set` can make them. */
function ringsUnder(set: FeatureSet, scenario: NetScenario, { sizes }: RoundScript): Rings {
  const { version, transport, maxVirtqueuePairs, layout, maxSkbFrags, mtu, format } = scenario;
  const packed = includes(set, RING_PACKED);
  const usable = (slot: number): number =>
    usableSize(transport, presentedSize(sizes[slot] ?? 0, format, packed), set);
  return {
    version,
    legacy: rulesOver(transport).legacy,
    layout,
    maxSkbFrags,
    mtu,
    receive: usable(0),
    transmit: usable(1),
    control: usable(2 * maxVirtqueuePairs),
  };
}

/** Whether the rings that `set` calls for are of legal sizes and carry packets. */
function canRun(set: FeatureSet, rings: Rings): boolean {
  const format = includes(set, RING_PACKED) ? 'packed' : 'split';
  if (!isLegalSize(rings.receive, format) || !isLegalSize(rings.transmit, format)) return false;
  if (includes(set, net.CTRL_VQ) && !isLegalSize(rings.control, format)) return false;
  return carriesPackets(set, rings);
}

/** What no driver can use of a device that states an MTU below the least of an interface, or lacks a queue of a pair. */
function unusable(scenario: NetScenario, script: RoundScript): FeatureSet {
  const badMtu = scenario.mtu < MIN_MTU ? net.MTU : NONE;
  return everyPairExists(scenario, script) ? badMtu : badMtu | MULTIQUEUE;
}

const MULTIQUEUE: FeatureSet = net.MQ | net.RSS;

function everyPairExists(
  { maxVirtqueuePairs, format, transport }: NetScenario,
  { sizes }: RoundScript,
): boolean {
  if (maxVirtqueuePairs === 1) return true;
  const packed = format === 'packed' ? RING_PACKED : NONE;
  for (let queue = 0; queue < 2 * maxVirtqueuePairs; queue++) {
    if (usableSize(transport, sizes[queue] ?? 0, packed) === 0) return false;
  }
  return true;
}
