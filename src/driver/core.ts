import { type FeatureSet, fromWindows, windowOf } from '../../spec/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../spec/status.ts';
import { featureWindows, type Transport, transportRules } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { BufferLayout } from '../scenario/scenario.ts';
import type { DriverTransport } from '../transport/transport.ts';
import type { LivePlan, Outcome } from './outcome.ts';

/** Status reads that a driver spends on one reset before it calls it an error. */
export const RESET_POLL_LIMIT = 100;

/** Register accesses that one probe may spend before it counts as endless. */
export const ACCESS_LIMIT = 20_000;

/** What a driver knows besides its device. */
export interface Environment {
  readonly version: SpecVersion;
  readonly transport: Transport;
  readonly maxSkbFrags: number;
  readonly layout: BufferLayout;
}

/** A step of the probe went wrong: the core sets FAILED and the probe ends. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

/** The probe goes on for ever, or goes on after it returned: no policy may catch this and continue. */
export class RunawayError extends Error {
  override readonly name = 'RunawayError';
}

/**
 * What a policy drives: the virtio core's steps over one device. Every method is synchronous and costs the
 * accesses that it makes. Steps that cannot go on throw ProbeError, which ends the probe with FAILED.
 */
export class Core {
  readonly env: Environment;
  /** Whether the transport can read queue sizes before the queues are made. */
  readonly canPeek: boolean;
  /** Whether the device is driven through the legacy interface: no FEATURES_OK, 32 feature bits. */
  readonly legacy: boolean;
  /** What the driver last wrote as accepted. */
  accepted: FeatureSet = 0n;
  /** Every size read by `peekQueueSize`, kept until the next reset. */
  private status = 0;
  private calls = 0;
  private sealed = false;
  private readonly transport: DriverTransport;
  private readonly windows: number;

  constructor(transport: DriverTransport, env: Environment, canPeek: boolean) {
    this.transport = transport;
    this.env = env;
    this.canPeek = canPeek;
    this.legacy = transportRules[env.transport].legacy;
    this.windows = featureWindows(env.transport, env.version);
  }

  /** Resets the device and waits, at most RESET_POLL_LIMIT reads, until it says that it has. */
  reset(): void {
    this.device().writeStatus(0);
    this.status = 0;
    if (!this.waitForReset()) throw new ProbeError('the device did not finish its reset');
  }

  /** Resets the device without waiting for the end of it. */
  resetWithoutWait(): void {
    this.device().writeStatus(0);
    this.status = 0;
  }

  /** Adds a bit to the device status. */
  addStatus(bits: number): void {
    this.status |= bits;
    this.device().writeStatus(this.status);
  }

  /** Reset, ACKNOWLEDGE, DRIVER: the beginning of every negotiation. */
  begin(): void {
    this.reset();
    this.addStatus(ACKNOWLEDGE);
    this.addStatus(DRIVER);
  }

  readStatus(): number {
    return this.device().readStatus();
  }

  /** The features that the device offers now. */
  offered(): FeatureSet {
    const windows: number[] = [];
    for (let i = 0; i < this.windows; i++) windows.push(this.device().readOffer(i));
    return fromWindows(windows);
  }

  /** Writes the accepted features, every window of them. */
  accept(set: FeatureSet): void {
    for (let i = 0; i < this.windows; i++) this.device().writeAccepted(i, windowOf(set, i));
    this.accepted = set;
  }

  /** Sets FEATURES_OK and reads it back; false where the device refused. Over legacy there is nothing to confirm. */
  confirm(): boolean {
    if (this.legacy) return true;
    this.addStatus(FEATURES_OK);
    const confirmed = (this.device().readStatus() & FEATURES_OK) !== 0;
    if (!confirmed) this.status &= ~FEATURES_OK;
    return confirmed;
  }

  /** Reset, then a whole negotiation of what `choose` makes of the offer. Throws ProbeError where it is refused. */
  negotiate(choose: (offered: FeatureSet) => FeatureSet): FeatureSet {
    this.begin();
    this.accept(choose(this.offered()));
    if (!this.confirm()) throw new ProbeError('the device refused the accepted features');
    return this.accepted;
  }

  readMtu(): number {
    return this.device().readMtu();
  }

  readMaxVirtqueuePairs(): number {
    return this.device().readMaxVirtqueuePairs();
  }

  /** Size of one queue, in entries, before the queues exist. Undefined where the transport has no such operation. */
  peekQueueSize(queue: number): number | undefined {
    return this.canPeek ? this.device().peekQueueSize(queue) : undefined;
  }

  /** Finds one queue as Linux does and programs it, not yet enabled; gives its size. 0: there is no such queue. */
  setUpQueue(queue: number): number {
    const device = this.device();
    if (queue >= device.readQueueCount()) return 0;
    const size = device.readQueueSize(queue);
    if (size === 0) return 0;
    if (device.readQueueEnabled(queue) !== 0) throw new ProbeError(`virtqueue ${queue} is already enabled`);
    if (transportRules[this.env.transport].sizeReducible) device.writeQueueSize(queue, size);
    device.writeQueueAddresses(queue);
    device.readQueueNotifyOff(queue);
    return size;
  }

  enableQueue(queue: number): void {
    this.device().enableQueue(queue);
  }

  /** Gives up: adds FAILED to the status. */
  fail(reason: string): Outcome {
    this.addStatus(FAILED);
    return { kind: 'failed', reason };
  }

  /** DRIVER_OK: from here on traffic runs as `plan` says. */
  goLive(plan: LivePlan): Outcome {
    this.addStatus(DRIVER_OK);
    return { kind: 'live', plan };
  }

  /** Ends the handle: any later access throws. */
  seal(): void {
    this.sealed = true;
  }

  // --- internal ---

  private waitForReset(): boolean {
    if (transportRules[this.env.transport].awaitReset === 'synchronous') return true;
    for (let i = 0; i < RESET_POLL_LIMIT; i++) if (this.device().readStatus() === 0) return true;
    return false;
  }

  private device(): DriverTransport {
    if (this.sealed) throw new RunawayError('the policy used the device after its probe had ended');
    if (++this.calls > ACCESS_LIMIT)
      throw new RunawayError(`the probe made more than ${ACCESS_LIMIT} accesses`);
    return this.transport;
  }
}
