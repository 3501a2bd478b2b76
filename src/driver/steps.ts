import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE } from '../../spec/features.ts';
import { type Core, REFUSED } from './core.ts';
import { probeError } from './errors.ts';
import { knownFeatures, type LinuxKernel, newestLinux, windowsOf } from './linux-kernels.ts';
import type { Outcome } from './outcome.ts';

/** The steps of a driver that takes of an offer what it knows and what its transport carries, over those of the virtio core. */
export class DriverSteps {
  readonly core: Core;
  /** Entries of each queue, by index, as `findQueues` found them. */
  queues: readonly number[] = [];
  /** The Linux that the driver is a part of. */
  readonly kernel: LinuxKernel;
  private readonly supports: FeatureSet | undefined;

  constructor(core: Core, supports?: FeatureSet, kernel: LinuxKernel = newestLinux) {
    this.core = core;
    this.supports = supports;
    this.kernel = kernel;
    core.windows = Math.max(supports === undefined ? 0 : core.windows, windowsOf(kernel, core));
  }

  /** The features that the driver wrote last. */
  get accepted(): FeatureSet {
    return this.core.accepted;
  }

  /** Reset, awaited or else as Linux does it; ACKNOWLEDGE, DRIVER; what the driver knows of the offer, or Linux, and `besides`. Throws ProbeError. */
  begin(besides: FeatureSet = NONE, awaitReset = true): FeatureSet {
    const { core, supports, kernel } = this;
    if (awaitReset) core.reset();
    else core.resetLikeLinux();
    core.greet();
    const { type, transport } = core.env;
    const known = core.offered() & (knownFeatures(type, transport, supports, kernel) | besides);
    if (!core.legacy && !includes(known, VERSION_1)) throw probeError('the device does not offer VERSION_1');
    return known;
  }

  /** Writes the features and confirms them. Throws ProbeError where the device refuses. */
  settle(features: FeatureSet): void {
    this.core.accept(features);
    if (!this.core.confirm()) throw probeError(REFUSED);
  }

  /** Gives up: FAILED. */
  fail(reason: string): Outcome {
    return this.core.fail(reason);
  }
}
