import type { DeviceTypeName } from '../../spec/device-types.ts';
import { type FeatureSet, NONE, ofWindows, windowOf } from '../../spec/features.ts';
import { sizeRulesOver, usableSize } from '../../spec/queue-sizes.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../spec/status.ts';
import { isRefused, isResetDone } from '../../spec/status-writes.ts';
import { featureWindows, rulesOver, type Transport } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import { isLegalSize, type RingFormat } from '../../spec/virtqueues.ts';
import type { DriverTransport } from '../transport/transport.ts';
import { probeError } from './errors.ts';
import type { Outcome, Plan } from './outcome.ts';
import { inShort } from './thrown.ts';

/** Status reads that a driver spends on one reset before it calls it an error. */
export const RESET_POLL_LIMIT = 100;

/** What a driver knows besides its device, whatever the device type, each of which adds its own. */
export interface Environment {
  readonly type: DeviceTypeName;
  readonly version: SpecVersion;
  readonly transport: Transport;
  /** Whether the transport can read queue sizes before the queues are made. */
  readonly canPeek: boolean;
}

/** How a driver finds a queue: whether it asks how many there are in all, and whether this one is enabled already. */
export interface QueueQuestions {
  readonly count: boolean;
  readonly enabled: boolean;
  /** Whether it makes a smaller ring where the transport tells a size that none of the format has; Linux makes none. */
  readonly fit?: boolean;
}

/** Why a negotiation fails that the device does not confirm. */
export const REFUSED = 'the device refused the accepted features';

/** As Linux finds a queue. */
export const ASK_ALL: QueueQuestions = { count: true, enabled: true };

/**
 * What a policy drives: the virtio core's steps over one device. Every method is synchronous and costs the
 * accesses that it makes. Steps that cannot go on throw ProbeError, which ends the probe with FAILED; those that a
 * policy asks (`confirm`, `try…`) say so instead, and leave in `trouble` why.
 */
export class Core {
  readonly env: Environment;
  readonly transport: DriverTransport;
  /** Whether the device is driven through the legacy interface: no FEATURES_OK, 32 feature bits. */
  readonly legacy: boolean;
  /** What the driver last wrote as accepted. */
  accepted: FeatureSet = NONE;
  /** How the probe ended; undefined while it goes on. */
  outcome: Outcome | undefined;
  /** Why the last step that was asked (`confirm`, `try…`) could not go on; empty where it could, and after a reset. */
  trouble = '';
  /** How many feature windows are read of the offer, and written: those of the version of the standard, unless a driver knows better. */
  windows: number;
  private status = 0;
  /** Queues programmed and not given back. */
  private made: number[] = [];

  constructor(transport: DriverTransport, env: Environment) {
    this.transport = transport;
    this.env = env;
    this.legacy = rulesOver(env.transport).legacy;
    this.windows = featureWindows(env.transport, env.version);
  }

  /** Resets the device and waits, at most RESET_POLL_LIMIT reads, until it says that it has; then gives back the queues that it had made. */
  reset(): void {
    this.startReset();
    if (!this.waitForReset()) throw probeError('the device did not finish its reset');
    this.releaseQueues();
  }

  /**
   * Resets the device as the Linux transports do: modern PCI polls without an end, legacy PCI reads once and
   * does not look, MMIO does not wait, a channel command has reset the device when it ends. Then gives back the queues that
   * it had made (del_vq).
   */
  resetLikeLinux(): void {
    this.startReset();
    if (this.env.transport === 'pci') while (!isResetDone(this.transport.readStatus()));
    else if (this.env.transport === 'pci-legacy') this.transport.readStatus();
    this.releaseQueues();
  }

  /** Resets the device without waiting for the end of it. */
  startReset(): void {
    this.transport.writeStatus(0);
    this.status = 0;
    this.trouble = '';
  }

  /** Adds bits to the device status. */
  addStatus(bits: number): void {
    this.status |= bits;
    this.transport.writeStatus(this.status);
  }

  /** ACKNOWLEDGE and DRIVER, which every negotiation begins with after a reset. */
  greet(): void {
    this.addStatus(ACKNOWLEDGE);
    this.addStatus(DRIVER);
  }

  readStatus(): number {
    return this.transport.readStatus();
  }

  /** The features that the device offers now. */
  offered(): FeatureSet {
    // PERF: one by one, as a list of numbers beyond 31 bits is made twice.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < this.windows; i++) {
      const window = this.transport.readOffer(i);
      if (i === 0) a = window;
      else if (i === 1) b = window;
      else if (i === 2) c = window;
      else if (i === 3) d = window;
    }
    return ofWindows(a, b, c, d);
  }

  /** Writes the accepted features, every window of them. */
  accept(set: FeatureSet): void {
    for (let i = 0; i < this.windows; i++) this.transport.writeAccepted(i, windowOf(set, i));
    this.accepted = set;
  }

  /** Sets FEATURES_OK and reads it back; false, and `trouble`, where the device refused. Over legacy there is nothing to confirm. */
  confirm(): boolean {
    if (this.legacy) return true;
    this.addStatus(FEATURES_OK);
    const refused = isRefused(this.transport.readStatus());
    if (refused) this.status &= ~FEATURES_OK;
    this.trouble = refused ? REFUSED : '';
    return !refused;
  }

  /** Size of one queue, in entries, before the queues exist. Undefined where the transport has no such operation. */
  peekQueueSize(queue: number): number | undefined {
    return this.env.canPeek ? this.transport.peekQueueSize(queue) : undefined;
  }

  /** As `trySetUpQueue`. Throws ProbeError where that gives undefined. */
  setUpQueue(queue: number, format: RingFormat, ask: QueueQuestions = ASK_ALL): number {
    const size = this.trySetUpQueue(queue, format, ask);
    if (size === undefined) throw probeError(this.trouble);
    return size;
  }

  /**
   * Finds one queue as Linux does and programs it, not yet enabled; gives its size. 0: there is no such queue.
   * Undefined, and `trouble`, where it is enabled already, or of a size that no ring of the format may have.
   */
  trySetUpQueue(queue: number, format: RingFormat, ask: QueueQuestions = ASK_ALL): number | undefined {
    const { transport } = this;
    this.trouble = '';
    if (ask.count && queue >= transport.readQueueCount()) return 0;
    const told = transport.readQueueSize(queue);
    if (told === 0) return 0;
    const size = (ask.fit && this.usableSize(told)) || told;
    if (ask.enabled && transport.readQueueEnabled(queue) !== 0) {
      this.trouble = `virtqueue ${queue} is already enabled`;
      return undefined;
    }
    if (!isLegalSize(size, format)) {
      this.trouble = `virtqueue ${queue} has a size that no ${format} ring may have`;
      return undefined;
    }
    this.programQueue(queue, size);
    this.made.push(queue);
    return size;
  }

  /** Entries of the largest ring that can be made of a queue whose device told so many; 0: none. */
  usableSize(told: number): number {
    return usableSize(this.env.transport, told, this.accepted);
  }

  enableQueue(queue: number): void {
    this.transport.enableQueue(queue);
  }

  /**
   * Resets one queue and waits, at most RESET_POLL_LIMIT reads, until the device says that it has; only where
   * RING_RESET was negotiated. The queue has to be programmed before it is enabled again: `reEnableQueue`.
   */
  resetQueue(queue: number): void {
    this.transport.resetQueue(queue);
    for (let i = 0; i < RESET_POLL_LIMIT; i++) if (this.transport.readQueueReset(queue) === 0) return;
    throw probeError(`the device did not finish the reset of virtqueue ${queue}`);
  }

  /** Programs a queue that was reset, of as many entries as before or fewer, and enables it again. */
  reEnableQueue(queue: number, size: number): void {
    this.programQueue(queue, size);
    this.enableQueue(queue);
  }

  /** Gives up for what is in `trouble`. */
  giveUp(): Outcome {
    return this.fail(this.trouble || 'the driver gave up');
  }

  /** Gives up: adds FAILED to the status. Of a long reason the beginning is kept. */
  fail(reason: string): Outcome {
    this.addStatus(FAILED);
    this.outcome = { kind: 'failed', reason: inShort(reason) };
    return this.outcome;
  }

  /** DRIVER_OK: from here on traffic runs as `plan` says. */
  goLive(plan: Plan): Outcome {
    this.addStatus(DRIVER_OK);
    this.outcome = { kind: 'live', plan };
    return this.outcome;
  }

  /** Writes what a queue of `size` entries needs before it may be enabled. */
  programQueue(queue: number, size: number): void {
    if (sizeRulesOver(this.env.transport).bound !== 'fixed') this.transport.writeQueueSize(queue, size);
    this.transport.writeQueueAddresses(queue);
    this.transport.readQueueNotifyOff(queue);
  }

  private releaseQueues(): void {
    if (this.made.length === 0) return;
    for (const queue of this.made) this.transport.releaseQueue(queue);
    this.made = [];
  }

  /** Polls until the status reads 0; false where it never does. A channel command needs no poll. */
  private waitForReset(): boolean {
    if (rulesOver(this.env.transport).awaitReset === 'synchronous') return true;
    for (let i = 0; i < RESET_POLL_LIMIT; i++) if (isResetDone(this.transport.readStatus())) return true;
    return false;
  }
}
