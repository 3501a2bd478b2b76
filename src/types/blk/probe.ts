import { blkConfig } from '../../../spec/blk/configuration.ts';
import { MQ, SEG_MAX } from '../../../spec/blk/features.ts';
import { requestChain } from '../../../spec/blk/limits.ts';
import { type ZonedModel, zonedModels } from '../../../spec/blk/zones.ts';
import { RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE } from '../../../spec/features.ts';
import { ASK_ALL, type Core, REFUSED } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import { knownFeatures, type LinuxKernel, newestLinux, windowsOf } from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { type BlkEnvironment, isBlkEnvironment } from './environment.ts';
import type { BlkPlan } from './plan.ts';

/** The probe of a virtio-blk driver in steps, over the steps of the virtio core. */
export class BlkProbe {
  readonly core: Core;
  readonly env: BlkEnvironment;
  /** Entries of each queue, by index, as `findQueues` found them. */
  queues: readonly number[] = [];
  /** The Linux that the driver is a part of. */
  readonly kernel: LinuxKernel;
  private readonly supports: FeatureSet | undefined;

  /** Throws TypeError where the device is of another type. */
  constructor(core: Core, supports?: FeatureSet, kernel: LinuxKernel = newestLinux) {
    if (!isBlkEnvironment(core.env)) throw new TypeError(`a blk driver was given a ${core.env.type} device`);
    this.core = core;
    this.env = core.env;
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
    const { transport } = this.env;
    const known = core.offered() & (knownFeatures('blk', transport, supports, kernel) | besides);
    if (!core.legacy && !includes(known, VERSION_1)) throw probeError('the device does not offer VERSION_1');
    return known;
  }

  /** Writes the features and confirms them. Throws ProbeError where the device refuses. */
  settle(features: FeatureSet): void {
    this.core.accept(features);
    if (!this.core.confirm()) throw probeError(REFUSED);
  }

  /** How the device is zoned; to be read where ZONED is offered. */
  readZonedModel(): ZonedModel {
    return zonedModels[this.core.transport.readConfig(blkConfig.zonedModel)] ?? 'none';
  }

  /** Data segments that one request may have; 1 where the device states no limit, as Linux has it. */
  readSegMax(): number {
    return includes(this.accepted, SEG_MAX) ? this.core.transport.readConfig(blkConfig.segMax) : 1;
  }

  /**
   * Makes and enables every request queue; sizes in entries, by index, 0 for one that is missing: then none is enabled. One of a
   * size that no ring has ends the probe, as in Linux, or gets the largest ring within it where it is to `fit`.
   */
  findQueues(fit = false): readonly number[] {
    const { core } = this;
    const count = includes(this.accepted, MQ) ? core.transport.readConfig(blkConfig.numQueues) : 1;
    const format = includes(this.accepted, RING_PACKED) ? 'packed' : 'split';
    const sizes: number[] = [];
    for (let queue = 0; queue < count; queue++)
      sizes.push(core.setUpQueue(queue, format, { ...ASK_ALL, fit }));
    if (!sizes.includes(0)) for (let queue = 0; queue < count; queue++) core.enableQueue(queue);
    this.queues = sizes;
    return sizes;
  }

  /** DRIVER_OK, with requests of so many data segments at the most. */
  goLive(segments: number): Outcome {
    const { core, env, queues } = this;
    const plan: BlkPlan = {
      type: 'blk',
      features: core.accepted,
      queues,
      segments,
      requestChain: requestChain(segments, core.legacy ? 'separate' : env.request),
    };
    return core.goLive(plan);
  }

  /** Gives up: FAILED. */
  fail(reason: string): Outcome {
    return this.core.fail(reason);
  }
}
