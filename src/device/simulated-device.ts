import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, fromWindows, isSubset, NONE, windowOf } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { controlQueue, queuePairs } from '../../spec/net/queues.ts';
import { netRequirements } from '../../spec/net/requirements.ts';
import { inForce, isClosed, type Requirement } from '../../spec/requirements.ts';
import { DRIVER, DRIVER_OK, FEATURES_OK } from '../../spec/status.ts';
import { LEGACY_WINDOW, transportRules } from '../../spec/transports.ts';
import { type SpecVersion, specVersions } from '../../spec/versions.ts';
import { largestLegalSize } from '../../spec/virtqueues.ts';
import type { Acceptance, RoundScript, Scenario } from '../scenario/scenario.ts';

const musts = new Map<SpecVersion, Requirement[]>(
  specVersions.map((version) => [version, inForce(netRequirements, version, 'must')]),
);

/** The features that the device of `scenario` offers in one round, as a driver over its transport sees them. */
export function offerOf(scenario: Scenario, round: RoundScript): FeatureSet {
  const { legacy, unsupported } = transportRules[scenario.transport];
  if (legacy) return round.offer & LEGACY_WINDOW;
  const packed = scenario.format === 'packed' ? RING_PACKED : NONE;
  return ((round.offer & ~RING_PACKED) | packed) & ~unsupported;
}

/** The script of the nth negotiation: the last one repeats. */
export function scriptOf(scenario: Scenario, round: number): RoundScript {
  const script = scenario.rounds[Math.min(round, scenario.rounds.length - 1)];
  if (!script) throw new RangeError('a scenario has at least one round');
  return script;
}

/** Whether the script of a round takes the set `accepted`. */
export function takes(acceptance: Acceptance, accepted: FeatureSet): boolean {
  if (acceptance.kind === 'accepts') return true;
  if (acceptance.kind === 'refuses') return false;
  return (accepted & acceptance.lacks) === NONE && (accepted & acceptance.holds) === acceptance.holds;
}

/** A virtio-net device as the standard demands it, but for the quirks of its scenario. */
export class SimulatedDevice {
  readonly scenario: Scenario;
  /** The sets that the device used, one a latch: at FEATURES_OK, or at DRIVER_OK over a legacy transport. */
  readonly latched: FeatureSet[] = [];
  status = 0;
  round = 0;
  accesses = 0;

  private readonly legacy: boolean;
  private windows: number[] = [0, 0, 0, 0];
  private acceptedNow: FeatureSet = NONE;
  private enabled: boolean[] = [];
  private sizes: number[] = [];
  private pendingPolls = 0;
  private staleStatus = 0;
  private stuck = false;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.legacy = transportRules[scenario.transport].legacy;
  }

  /** Counts one access; false once the device has vanished. */
  touch(): boolean {
    this.accesses++;
    const limit = this.scenario.quirks.vanishesAfter;
    return limit === undefined || this.accesses <= limit;
  }

  readStatus(): number {
    if (this.stuck) return this.staleStatus;
    if (this.pendingPolls > 0) {
      this.pendingPolls--;
      return this.staleStatus;
    }
    return this.status;
  }

  writeStatus(value: number): void {
    if (value === 0) {
      this.reset();
      return;
    }
    if (this.pendingPolls > 0 || this.stuck) return;
    const { quirks } = this.scenario;
    const added = value & ~this.status;
    if (quirks.status === 'one-bit' && (added === 0 || (added & (added - 1)) !== 0)) return;
    let next = quirks.status === 'verbatim' ? value : this.status | value;
    if (added & FEATURES_OK && !this.legacy) {
      if (quirks.featuresOkUnchecked || this.accepts(this.acceptedNow)) this.latched.push(this.acceptedNow);
      else next &= ~FEATURES_OK;
    }
    if (added & DRIVER_OK && this.legacy) this.latched.push(this.acceptedNow);
    this.status = next;
  }

  offer(): FeatureSet {
    return offerOf(this.scenario, scriptOf(this.scenario, this.round));
  }

  accepted(): FeatureSet {
    return this.acceptedNow;
  }

  writeAccepted(window: number, bits: number): void {
    if (this.status & FEATURES_OK && !this.scenario.quirks.featuresOkUnchecked) return;
    const before = this.windows[window] ?? 0;
    this.windows[window] = (this.scenario.quirks.accumulates ? before | bits : bits) >>> 0;
    this.acceptedNow =
      windowOf(this.acceptedNow, window) === this.windows[window]
        ? this.acceptedNow
        : fromWindows(this.windows);
  }

  /** How many virtqueues the device has at most. */
  queueCount(): number {
    return 2 * this.scenario.maxVirtqueuePairs + 1;
  }

  /** What a driver reads as the size of a queue, in entries; 0 where there is none. */
  presentedSize(queue: number, creating: boolean): number {
    const slot = this.slotOf(queue);
    const { quirks, format } = this.scenario;
    const script = scriptOf(this.scenario, this.round);
    const size = (creating ? quirks.createdSizes?.[slot] : undefined) ?? script.sizes[slot] ?? 0;
    const split = format === 'packed' && (this.acceptedNow & RING_PACKED) === NONE;
    return split ? largestLegalSize(size, 'split') : size;
  }

  isEnabled(queue: number): boolean {
    return this.enabled[queue] === true;
  }

  writeSize(queue: number, size: number): void {
    if (transportRules[this.scenario.transport].sizeReducible) this.sizes[queue] = size;
  }

  enable(queue: number): void {
    this.enabled[queue] = true;
  }

  /** Entries of a queue as the device uses it: what the driver wrote, or the device's own size. */
  effectiveSize(queue: number): number {
    return Math.min(this.sizes[queue] ?? this.presentedSize(queue, true), this.presentedSize(queue, true));
  }

  // --- internal ---

  private accepts(set: FeatureSet): boolean {
    const script = scriptOf(this.scenario, this.round);
    return (
      isSubset(set, this.offer()) &&
      isClosed(set, musts.get(this.scenario.version) ?? []) &&
      takes(script.acceptance, set)
    );
  }

  private slotOf(queue: number): number {
    const pairs = queuePairs(this.acceptedNow, this.scenario.maxVirtqueuePairs);
    if (queue === controlQueue(pairs))
      return (this.acceptedNow & CTRL_VQ) === NONE ? -1 : 2 * this.scenario.maxVirtqueuePairs;
    return queue < 2 * pairs ? queue : -1;
  }

  private reset(): void {
    const { resetPolls, quirks, transport } = this.scenario;
    const keeps = quirks.resetKeeps ?? [];
    this.staleStatus = this.status;
    // A channel command ends when the reset has: nothing to poll for.
    const polls =
      transportRules[transport].awaitReset === 'synchronous' || this.status === 0 ? 0 : resetPolls;
    this.stuck = polls === 'never';
    if (polls === 'never') return;
    this.pendingPolls = polls;
    if (this.status & DRIVER) this.round++;
    if (!keeps.includes('status')) this.status = 0;
    if (!keeps.includes('accepted')) {
      this.windows = [0, 0, 0, 0];
      this.acceptedNow = NONE;
    }
    if (!keeps.includes('queues')) {
      this.enabled = [];
      this.sizes = [];
    }
  }
}

/** Whether the standard lets a device offer what each round of a scenario offers: VERSION_1 unless legacy. */
export const offersVersion1 = (scenario: Scenario): boolean =>
  transportRules[scenario.transport].legacy ||
  scenario.rounds.every((round) => (round.offer & VERSION_1) === VERSION_1);
