import { blkConfig } from '../../../spec/blk/configuration.ts';
import { MQ, SEG_MAX } from '../../../spec/blk/features.ts';
import { requestChain } from '../../../spec/blk/limits.ts';
import { type ZonedModel, zonedModels } from '../../../spec/blk/zones.ts';
import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { ASK_ALL, type Core } from '../../driver/core.ts';
import type { LinuxKernel } from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { DriverSteps } from '../../driver/steps.ts';
import { type BlkEnvironment, isBlkEnvironment } from './environment.ts';
import type { BlkPlan } from './plan.ts';

/** The probe of a virtio-blk driver in steps, over the steps of the virtio core. */
export class BlkProbe extends DriverSteps {
  readonly env: BlkEnvironment;

  /** Throws TypeError where the device is of another type. */
  constructor(core: Core, supports?: FeatureSet, kernel?: LinuxKernel) {
    if (!isBlkEnvironment(core.env)) throw new TypeError(`a blk driver was given a ${core.env.type} device`);
    super(core, supports, kernel);
    this.env = core.env;
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
}
