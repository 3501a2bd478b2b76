import { deviceTypeRules } from '../../spec/device-types.ts';
import { ADMIN_VQ, F_SUSPEND, RING_PACKED, RING_RESET } from '../../spec/feature-bits.ts';
import { type FeatureSet, fromWindows, includes, isSubset, NONE, windowOf } from '../../spec/features.ts';
import { areFeaturesSettled, mayConsume } from '../../spec/initialization.ts';
import { sizeRulesOver } from '../../spec/queue-sizes.ts';
import { DRIVER, DRIVER_OK, FEATURES_OK, SUSPEND } from '../../spec/status.ts';
import { faultsOfStatusWrite } from '../../spec/status-writes.ts';
import { rulesOver } from '../../spec/transports.ts';
import { isPowerOfTwo, slotsOf } from '../../spec/virtqueues.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ControlCommand } from '../trace/commands.ts';
import { otherIndex } from '../trace/other-registers.ts';
import { type DriverTransport, NOTHING_CAME, type RareKind } from '../transport/transport.ts';
import { Buffers } from './buffers.ts';
import { type DeviceModel, DONE } from './device-model.ts';
import { type WholeQuirks, wholeQuirks } from './quirks.ts';
import { offerOf, presentedSize, scriptOf, takes } from './script.ts';

/** What is known of a device when a run has ended. */
export interface DeviceState {
  readonly status: number;
  /** The features that the device uses; none before it has confirmed a set. */
  readonly inUse: FeatureSet;
  /** Negotiated guest offloads that a command has switched off; none if absent. */
  readonly switchedOff?: FeatureSet;
  /** Entries of a queue as the device uses it. */
  effectiveSize(queue: number): number;
  isEnabled(queue: number): boolean;
}

/** A device that a run meets: what its driver sees, and what is known of it. */
export interface MetDevice extends DriverTransport, DeviceState {}

/** More accesses than any run makes; a small integer, which counts down fast. */
const MANY = 0x3fff_ffff;

/** Where the admin virtqueues begin, read. */
const ADMIN_INDEX_READ = otherIndex({ name: 'admin_queue_index', isWrite: false });

/** How a command ends whose device is gone. */
const GONE = 0xff;

/** A device as the standard demands it, but for the quirks of its scenario. */
export class SimulatedDevice implements MetDevice {
  readonly scenario: Scenario;
  private readonly model: DeviceModel<Scenario>;
  status: number;
  inUse: FeatureSet = NONE;
  switchedOff: FeatureSet = NONE;

  private readonly legacy: boolean;
  /** Whether the size that is read of a queue is the largest, whatever the driver has written. */
  private readonly readsMaximum: boolean;
  private readonly quirks: WholeQuirks;
  /** How many negotiations came before: which script is shown. */
  private round = 0;
  /** Whether a driver has set DRIVER since the last reset. */
  private negotiating = false;
  /** PERF: -0, as a list of small integers is made anew once a window holds more than 31 bits. */
  private windows: number[] = [-0, -0, -0, -0];
  /** Undefined: to be composed of the windows. */
  private written: FeatureSet | undefined = NONE;
  private offer: FeatureSet | undefined;
  private enabled: boolean[] = [];
  private sizes: number[] = [];
  /** What `sizeOf` gave, by queue, since features or round last changed. */
  private presented: number[] = [];
  /** Status reads that still show `stale`; Infinity: the reset never ends. */
  private pendingPolls = 0;
  private stale = 0;
  /** What the driver has written into the configuration, by offset; undefined: nothing. */
  private writtenConfig: Map<number, number> | undefined;
  private accessesLeft: number;
  /** Reads, by queue, that still show its own reset; undefined where no queue was reset alone. */
  private queuePolls: number[] | undefined;
  /** What commands have set in the configuration, by offset. */
  private commanded: Map<number, number> | undefined;
  /** Undefined where the driver has put none into any queue. */
  private buffers: Buffers | undefined;

  constructor(scenario: Scenario, model: DeviceModel<Scenario>) {
    this.scenario = scenario;
    this.model = model;
    this.legacy = rulesOver(scenario.transport).legacy;
    this.readsMaximum = sizeRulesOver(scenario.transport).reads === 'maximum';
    this.status = scenario.initialStatus;
    this.quirks = wholeQuirks(scenario.quirks);
    this.accessesLeft = this.quirks.vanishesAfter ?? MANY;
    // Firmware that went live left the first pair enabled.
    if (scenario.initialStatus & DRIVER_OK) this.enabled.push(true, true);
  }

  readStatus(): number {
    if (this.isGone()) return 0xff;
    if (this.pendingPolls > 0) {
      this.pendingPolls--;
      return this.stale;
    }
    return this.status;
  }

  writeStatus(value: number): void {
    if (this.isGone()) return;
    if (value === 0) {
      this.reset();
      return;
    }
    if (this.pendingPolls > 0) return;
    const { quirks } = this;
    const added = value & ~this.status;
    if (quirks.status === 'one-bit' && (added === 0 || (added & (added - 1)) !== 0)) return;
    let next = quirks.status === 'verbatim' ? value : this.status | value;
    if (added & DRIVER) this.negotiating = true;
    if (added & FEATURES_OK && !this.legacy) {
      if (this.acceptsWritten()) this.inUse = this.accepted();
      else next = this.refusing(next);
    }
    if (added & DRIVER_OK && this.legacy) this.inUse = this.accepted();
    this.status = next & SUSPEND && this.scenario.version === '1.4' ? this.afterSuspend(next) : next;
  }

  readOffer(window: number): number {
    return this.isGone() ? 0xffff_ffff : windowOf(this.offered(), window);
  }

  writeAccepted(window: number, bits: number): void {
    const { quirks } = this;
    if (this.isDeaf()) return;
    if (areFeaturesSettled(this.status, this.legacy) && !quirks.featuresOkUnchecked) return;
    const before = this.windows[window] ?? 0;
    this.windows[window] = (quirks.accumulates ? before | bits : bits) >>> 0;
    this.written = undefined;
    if (this.presented.length) this.presented = [];
  }

  readConfig(offset: number): number {
    if (this.isGone()) return 0xffff;
    return (
      this.writtenConfig?.get(offset) ??
      this.commanded?.get(offset) ??
      this.model.configAt(this.scenario, offset, this.inUse)
    );
  }

  writeConfig(offset: number, value: number): void {
    if (this.isDeaf() || !this.model.isWritable?.(offset)) return;
    this.writtenConfig ??= new Map();
    this.writtenConfig.set(offset, value);
  }

  readQueueCount(): number {
    return this.isGone() ? 0xffff : this.model.mostQueues(this.scenario);
  }

  peekQueueSize(queue: number): number {
    return this.isGone() ? 0xffff : this.sizeOf(queue, false);
  }

  readQueueSize(queue: number): number {
    if (this.isGone()) return 0xffff;
    return this.readsMaximum ? this.presentedTo(queue) : this.effectiveSize(queue);
  }

  readQueueEnabled(queue: number): number {
    if (this.isGone()) return 0xffff;
    return this.enabled[queue] ? 1 : 0;
  }

  writeQueueSize(queue: number, size: number): void {
    const { bound, powerOfTwoUnlessPacked } = sizeRulesOver(this.scenario.transport);
    if (this.isDeaf() || bound === 'fixed') return;
    // What it shows afterwards is to be a size that a ring may have.
    if (powerOfTwoUnlessPacked && !isPowerOfTwo(size) && !includes(this.accepted(), RING_PACKED)) return;
    this.sizes[queue] = size;
  }

  writeQueueAddresses(queue: number): void {
    this.isGone();
    this.buffers?.begin(queue);
  }

  readQueueNotifyOff(queue: number): number {
    return this.isGone() ? 0xffff : queue;
  }

  enableQueue(queue: number): void {
    if (this.isDeaf() || this.effectiveSize(queue) === 0) return;
    this.enabled[queue] = true;
    if (this.queuePolls) this.queuePolls[queue] = 0;
  }

  resetQueue(queue: number): void {
    if (this.isDeaf() || !includes(this.inUse, RING_RESET)) return;
    const { resetPolls } = this.scenario;
    this.queuePolls ??= [];
    this.queuePolls[queue] = resetPolls === 'never' ? Number.POSITIVE_INFINITY : resetPolls;
    this.enabled[queue] = false;
    delete this.sizes[queue];
  }

  readQueueReset(queue: number): number {
    if (this.isGone()) return 0xffff;
    const left = this.queuePolls?.[queue] ?? 0;
    if (this.queuePolls && left > 0) this.queuePolls[queue] = left - 1;
    return left > 0 ? 1 : 0;
  }

  releaseQueue(queue: number): void {
    // Over modern PCI it takes no more than the vector, of which nothing is modelled.
    if (!this.isDeaf() && this.scenario.transport !== 'pci') this.enabled[queue] = false;
  }

  notify(queue: number): void {
    if (this.isGone() || this.buffers === undefined) return;
    if (mayConsume(this.status) && this.enabled[queue]) this.buffers.useAll(queue);
  }

  makeAvailable(queue: number, count: number): void {
    this.buffers ??= new Buffers();
    this.buffers.add(queue, count);
  }

  readUsed(queue: number): number {
    return this.buffers?.usedOf(queue) ?? 0;
  }

  rareAccess(kind: RareKind, index: number, value: number): number {
    if (kind === 'queue-enable-write' && !this.isDeaf() && value === 0) this.enabled[index] = false;
    // No frame comes in but from whoever says that it does.
    if (kind === 'receive' && value === 0) return NOTHING_CAME;
    if (kind === 'request') {
      if (!mayConsume(this.status) || !this.enabled[index] || this.isGone()) return NOTHING_CAME;
      return this.model.requestEnded?.(value, this.inUse) ?? NOTHING_CAME;
    }
    // Behind all others, whatever a register held before.
    if (kind === 'other' && index === ADMIN_INDEX_READ && includes(this.offered(), ADMIN_VQ))
      return this.model.mostQueues(this.scenario);
    return value;
  }

  /** Answers nothing before it is live or after, or to what does not fit. Where it is gone, its queues are broken: nobody waits for it. */
  sendCommand(queue: number, sent: ControlCommand): number | undefined {
    if (this.isGone()) return GONE;
    if (!mayConsume(this.status) || !this.enabled[queue]) return undefined;
    const slots = slotsOf(sent.descriptors, sent.indirect === true);
    if (slots > this.effectiveSize(queue)) return undefined;
    const answer = this.model.answerTo(this.scenario, this.inUse, sent);
    if (answer === DONE) this.carryOut(sent);
    return answer;
  }

  /** Uses what is available of a queue, whatever state it and the device are in. */
  useBuffers(queue: number): void {
    this.buffers?.useAll(queue);
  }

  effectiveSize(queue: number): number {
    const presented = this.presentedTo(queue);
    const chosen = this.sizes[queue];
    return chosen === undefined || chosen > presented ? presented : chosen;
  }

  isEnabled(queue: number): boolean {
    return this.enabled[queue] === true;
  }

  // --- internal ---

  private carryOut(sent: ControlCommand): void {
    this.switchedOff = this.model.switchedOffBy(sent, this.inUse) ?? this.switchedOff;
    for (const [offset, value] of this.model.configSetBy?.(sent) ?? []) {
      this.commanded ??= new Map();
      this.commanded.set(offset, value);
    }
  }

  /** Counts one access; true once the device has stopped answering. */
  private isGone(): boolean {
    return --this.accessesLeft < 0;
  }

  /** … or still resets, and loses what is written. */
  private isDeaf(): boolean {
    return this.isGone() || this.pendingPolls > 0;
  }

  private offered(): FeatureSet {
    this.offer ??= offerOf(this.scenario, scriptOf(this.scenario, this.round));
    return this.offer;
  }

  private accepted(): FeatureSet {
    this.written ??= fromWindows(this.windows);
    return this.written;
  }

  /** `next`, after a suspend, which is only for the live and only where it was negotiated, or after the end of one. */
  private afterSuspend(next: number): number {
    if (this.status & SUSPEND) return next & DRIVER_OK ? next & ~SUSPEND : next;
    const write = { value: next, before: this.status, kept: this.status };
    const over = { legacy: this.legacy, suspends: includes(this.inUse, F_SUSPEND) };
    const isEarly = faultsOfStatusWrite['suspends-before-live'](write, over);
    return next & ~(isEarly ? SUSPEND : DRIVER_OK);
  }

  /** The status instead of `next`, whose FEATURES_OK is refused: over a channel the whole write is. */
  private refusing(next: number): number {
    const { refusal } = rulesOver(this.scenario.transport);
    return refusal === 'command-reject' ? this.status : next & ~FEATURES_OK;
  }

  private acceptsWritten(): boolean {
    if (this.quirks.featuresOkUnchecked) return true;
    const set = this.accepted();
    return (
      isSubset(set, this.offered()) &&
      deviceTypeRules[this.scenario.type].accepts(this.scenario.version).must.isClosed(set) &&
      !this.model.mustRefuse(this.scenario, set) &&
      takes(scriptOf(this.scenario, this.round).acceptance, set)
    );
  }

  /** `sizeOf` a queue that is made, remembered. */
  private presentedTo(queue: number): number {
    this.presented[queue] ??= this.sizeOf(queue, true);
    return this.presented[queue] ?? 0;
  }

  /** What a driver reads as the size of a queue, in entries; 0 where there is none. */
  private sizeOf(queue: number, creating: boolean): number {
    const accepted = this.accepted();
    const slot = this.model.slotOf(this.scenario, queue, accepted);
    if (slot < 0) return 0;
    const { format } = this.scenario;
    const size =
      (creating ? this.quirks.createdSizes?.[slot] : undefined) ??
      scriptOf(this.scenario, this.round).sizes[slot] ??
      0;
    return presentedSize(size, format, (accepted & RING_PACKED) !== NONE);
  }

  private reset(): void {
    const { resetPolls, transport } = this.scenario;
    const keeps = this.quirks.resetKeeps;
    if (this.pendingPolls === 0) this.stale = this.status;
    // A channel command ends when the reset has: nothing to poll for.
    const synchronous = rulesOver(transport).awaitReset === 'synchronous';
    if (!synchronous && this.status !== 0) {
      this.pendingPolls = resetPolls === 'never' ? Number.POSITIVE_INFINITY : resetPolls;
    }
    if (this.pendingPolls === Number.POSITIVE_INFINITY) return;
    if (this.negotiating) {
      this.round++;
      this.negotiating = false;
      this.offer = undefined;
    }
    if (!keeps?.includes('status')) this.status = 0;
    if (!keeps?.includes('accepted')) {
      for (let i = 0; i < this.windows.length; i++) this.windows[i] = 0;
      this.written = NONE;
    }
    this.inUse = NONE;
    this.switchedOff = NONE;
    this.writtenConfig = undefined;
    this.commanded = undefined;
    if (this.presented.length) this.presented = [];
    if (!keeps?.includes('queues')) {
      if (this.enabled.length) this.enabled = [];
      if (this.sizes.length) this.sizes = [];
      this.queuePolls = undefined;
    }
  }
}
