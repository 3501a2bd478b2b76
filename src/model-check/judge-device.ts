import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { linuxTable } from '../driver/linux-kernels.ts';
import type { Policy } from '../driver/policy.ts';
import { recommended } from '../policies/recommended.ts';
import { remembered } from '../run/remembered.ts';
import type { Acceptance, RoundScript } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { knownRequirements } from '../types/net/linux-features.ts';
import { bestSet, isSafe } from '../types/net/oracle.ts';
import { runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { moves } from '../types/net/troubles.ts';
import { direct, works } from './direct.ts';
import { maskOf, offersOf, type Unit } from './units.ts';

/** A device, and the driver's machine, but for what the device offers. */
export interface BareDevice extends Omit<NetScenario, 'rounds' | 'peek'> {
  /** Entries of each virtqueue by slot. */
  readonly sizes: readonly number[];
}

/** What is checked: a policy that should end with the best set of an oracle, and that oracle. */
export interface Model {
  readonly policy: Policy;
  readonly bestSet: (scenario: NetScenario, script: RoundScript) => FeatureSet | undefined;
  readonly isSafe: (set: FeatureSet, scenario: NetScenario, script: RoundScript) => boolean;
}

/** The model of this project. */
export const ourModel: Model = { policy: recommended, bestSet, isSafe };

/** What is wrong, `set` being what the oracle has or the driver ends with; undefined: there is none. */
export type Wrong =
  | 'not-served'
  | 'served-unsafely'
  | 'keeps-less'
  | 'keeps-more'
  | 'stalls'
  | 'safe-but-stuck'
  | 'unsafe-but-moves'
  | 'not-the-largest';

/** Where the model fails. */
export interface Fault {
  readonly wrong: Wrong;
  readonly scenario: NetScenario;
  /** What the oracle promises, and what came of it: undefined where no driver goes live. */
  readonly expected: FeatureSet | undefined;
  readonly found: FeatureSet | undefined;
}

/** What came of one device under every offer. */
export interface JudgedDevice {
  /** Offers, with and without peek, that the policy met. */
  readonly offers: number;
  /** Sets that a driver accepted as they are. */
  readonly sets: number;
  /** The oracle's best set by offer: devices of the same text are in one class. */
  readonly answers: string;
  /** The fault of the smallest offer. */
  readonly fault: Fault | undefined;
}

/**
 * Judges the model by one device and every offer that can be made of `units`:
 *
 * - the policy, with peek and without, ends with exactly the oracle's best set, or not live where there is none, and
 *   everything moves;
 * - a set, accepted as it is by a driver that makes the best of it, moves exactly where the oracle calls it safe;
 * - the best set holds every set of the offer that moves, or else no larger set of the offer moves.
 */
export function judgeDevice(
  device: BareDevice,
  units: readonly Unit[],
  base: FeatureSet,
  model: Model = ourModel,
): JudgedDevice {
  const offers = offersOf(units, base);
  const faults = new Faults();
  const moving = movingSets(device, offers, model, faults);
  const largest = largestOf(moving.masks, units.length);
  let answers = '';
  for (let mask = 0; mask < offers.length; mask++) {
    const offer = offers[mask] ?? NONE;
    const best = judgeOffer(device, offer, mask, model, faults);
    const bestMask = best === undefined ? NO_SET : maskOf(best, units);
    answers += String.fromCharCode(bestMask + 1);
    if (!isLargest(bestMask, mask, moving.masks, largest)) {
      const found = largest[mask] ?? NO_SET;
      faults.add(mask, {
        wrong: 'not-the-largest',
        scenario: scenarioOf(device, offer, true),
        expected: best,
        found: found === NO_SET ? undefined : offers[found],
      });
    }
  }
  return { offers: 2 * offers.length, sets: moving.count, answers, fault: faults.smallest };
}

/** The best set that a driver may end with: none on a modern device without VERSION_1, which it may leave alone, as Linux does. */
export function bestOf(
  device: BareDevice,
  offer: FeatureSet,
  best: Model['bestSet'] = bestSet,
): FeatureSet | undefined {
  const scenario = scenarioOf(device, offer, true);
  const [script] = scenario.rounds;
  const driven = transportRules[device.transport].legacy || includes(offer, VERSION_1);
  return driven && script ? best(scenario, script) : undefined;
}

/** The scenario of a device that offers `offer` and takes any valid set. Field by field: it is made by the million. */
export const scenarioOf = (device: BareDevice, offer: FeatureSet, peek: boolean): NetScenario => ({
  type: device.type,
  version: device.version,
  transport: device.transport,
  peek,
  format: device.format,
  rounds: [{ offer, sizes: device.sizes, acceptance: ACCEPTS }],
  resetPolls: device.resetPolls,
  initialStatus: device.initialStatus,
  quirks: device.quirks,
  mtu: device.mtu,
  maxVirtqueuePairs: device.maxVirtqueuePairs,
  maxSkbFrags: device.maxSkbFrags,
  layout: device.layout,
});

// --- internal ---

const NO_SET = -1;

const ACCEPTS: Acceptance = { kind: 'accepts' };

/** Used again for run after run. */
const trace = new Trace();

const directDriver = remembered(direct);

/** Keeps the fault of the fewest units. */
class Faults {
  smallest: Fault | undefined;
  private units = Number.POSITIVE_INFINITY;

  add(mask: number, fault: Fault): void {
    const units = maskSize(mask);
    if (units >= this.units) return;
    this.units = units;
    this.smallest = fault;
  }
}

/** The oracle's best set on one offer, beside which the policy is put, with peek and without. */
function judgeOffer(
  device: BareDevice,
  offer: FeatureSet,
  mask: number,
  { policy, bestSet }: Model,
  faults: Faults,
): FeatureSet | undefined {
  const expected = bestOf(device, offer, bestSet);
  for (const peek of [true, false]) {
    const scenario = scenarioOf(device, offer, peek);
    const run = runNetPolicy(policy, scenario, trace);
    const found = run.plan?.features;
    const wrong =
      found !== expected ? wrongWith(expected, found) : run.plan && !moves(run) ? 'stalls' : undefined;
    if (wrong) faults.add(mask, { wrong, scenario, expected, found });
  }
  return expected;
}

function wrongWith(expected: FeatureSet | undefined, found: FeatureSet | undefined): Wrong {
  if (found === undefined) return 'not-served';
  if (expected === undefined) return 'served-unsafely';
  return includes(found, expected) ? 'keeps-more' : 'keeps-less';
}

/** By mask, whether a driver that accepts exactly this set goes live and everything moves; and how many were tried. */
function movingSets(
  device: BareDevice,
  offers: readonly FeatureSet[],
  { isSafe }: Model,
  faults: Faults,
): { readonly masks: Uint8Array; readonly count: number } {
  const { transport, format } = device;
  const { legacy } = transportRules[transport];
  const known = linuxTable('net', transport);
  const { isClosed } = knownRequirements;
  const masks = new Uint8Array(offers.length);
  let count = 0;
  // A device of packed rings may be driven with split ones, which it then rounds down.
  for (const ring of format === 'packed' && !legacy ? [NONE, RING_PACKED] : [NONE]) {
    for (let mask = 0; mask < offers.length; mask++) {
      const offer = offers[mask] ?? NONE;
      const set = offer | ring;
      if (!includes(known, set) || !isClosed(set) || !(legacy || includes(set, VERSION_1))) continue;
      const scenario = scenarioOf(device, offer, false);
      const [script] = scenario.rounds;
      if (!script) continue;
      count++;
      const moving = works(directDriver(set), scenario, trace);
      masks[mask] = moving ? 1 : 0;
      if (moving === isSafe(set, scenario, script)) continue;
      faults.add(mask, {
        wrong: moving ? 'unsafe-but-moves' : 'safe-but-stuck',
        scenario,
        expected: moving ? undefined : set,
        found: moving ? set : undefined,
      });
    }
  }
  return { masks, count };
}

/** By mask, the union of all moving sets within it; NO_SET where there is none. */
function largestOf(moving: Uint8Array, units: number): Int32Array {
  const largest = new Int32Array(moving.length);
  for (let mask = 0; mask < moving.length; mask++) {
    let joined = moving[mask] ? mask : NO_SET;
    for (let i = 0; i < units && joined !== mask; i++) {
      const part = mask & (1 << i) ? (largest[mask & ~(1 << i)] ?? NO_SET) : NO_SET;
      if (part !== NO_SET) joined = joined === NO_SET ? part : joined | part;
    }
    largest[mask] = joined;
  }
  return largest;
}

/** Whether `best` is the union of the moving sets of an offer; or, where that moves not, at least no moving set of the offer holds more. */
function isLargest(best: number, offer: number, moving: Uint8Array, largest: Int32Array): boolean {
  const joined = largest[offer] ?? NO_SET;
  if (joined === best) return true;
  if (joined === NO_SET || best === NO_SET || moving[joined] || !moving[best]) return false;
  const rest = offer & ~best;
  for (let more = rest; more > 0; more = (more - 1) & rest) if (moving[best | more]) return false;
  return true;
}

function maskSize(mask: number): number {
  let size = 0;
  for (let rest = mask; rest; rest &= rest - 1) size++;
  return size;
}
