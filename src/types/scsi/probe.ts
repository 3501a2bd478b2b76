import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { scsiConfig, sizesAfterReset } from '../../../spec/scsi/configuration.ts';
import { EVENT_SIZE } from '../../../spec/scsi/events.ts';
import { scsiInfeasible } from '../../../spec/scsi/feasibility.ts';
import {
  type CommandLayout,
  commandSegments,
  longestCommand,
  mayCombine,
} from '../../../spec/scsi/limits.ts';
import { EVENT_QUEUE, requestQueue } from '../../../spec/scsi/queues.ts';
import { ASK_ALL, type Core } from '../../driver/core.ts';
import type { LinuxKernel } from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { DriverSteps } from '../../driver/steps.ts';
import { isScsiEnvironment, type ScsiEnvironment } from './environment.ts';
import type { ScsiPlan } from './plan.ts';

/** How a driver means to use its queues once it is live: see `ScsiPlan`. Buffers hold an event, and no more unless said. */
export type ScsiUse = Pick<ScsiPlan, 'segments' | 'commandsPerUnit' | 'eventBuffers'> &
  Partial<Pick<ScsiPlan, 'eventBytes'>>;

/** The probe of a virtio-scsi driver in steps, over the steps of the virtio core. */
export class ScsiProbe extends DriverSteps {
  readonly env: ScsiEnvironment;

  /** Throws TypeError where the device is of another type. */
  constructor(core: Core, supports?: FeatureSet, kernel?: LinuxKernel) {
    if (!isScsiEnvironment(core.env))
      throw new TypeError(`a scsi driver was given a ${core.env.type} device`);
    super(core, supports, kernel);
    this.env = core.env;
  }

  /** How a command may be cut under the accepted features. */
  get layout(): CommandLayout {
    return mayCombine(this.accepted, this.core.legacy) ? this.env.command : 'separate';
  }

  /** Request queues that the driver would have: one a processor, and no more than the device states. */
  readRequestQueues(): number {
    return Math.min(this.env.cpus, this.read('numQueues'));
  }

  /** Data segments that the device states for one command, in each direction. */
  readSegMax(): number {
    return this.read('segMax');
  }

  /** Commands that the device states for one unit. */
  readCommandsPerUnit(): number {
    return this.read('cmdPerLun');
  }

  /** Bytes that the device may fill of an event buffer. */
  readEventInfoSize(): number {
    return this.read('eventInfoSize');
  }

  /** Data segments, in each direction, of the longest command that fits a chain of so many descriptors, the device and the driver. */
  segmentsWithin(longest: number): number {
    const limit = Math.min(this.readSegMax(), this.env.maxSegments);
    return commandSegments(longest, this.accepted, this.layout, limit);
  }

  /**
   * Makes the control queue, the event queue and so many request queues, none of them enabled; sizes in entries, by index, 0 for one
   * that is missing. One of a size that no ring has ends the probe, as in Linux, or gets the largest ring within it where it is to `fit`.
   */
  findQueues(requestQueues: number, fit = false): readonly number[] {
    const format = includes(this.accepted, RING_PACKED) ? 'packed' : 'split';
    const sizes: number[] = [];
    for (let queue = 0; queue < requestQueue(requestQueues); queue++)
      sizes.push(this.core.setUpQueue(queue, format, { ...ASK_ALL, fit }));
    this.queues = sizes;
    return sizes;
  }

  /** What of the accepted features has no room in the queues that were found: on the first of those for requests, on that for events. */
  unfit(): FeatureSet {
    const { accepted, layout, queues } = this;
    const [longest = 0, eventSize = 0] = [queues[requestQueue(0)], queues[EVENT_QUEUE]];
    return scsiInfeasible(accepted, { longest, layout, eventSize });
  }

  /** Entries of the request queues that were found, before the first that holds no command with data. */
  carryingRings(): readonly number[] {
    const { accepted, layout, queues } = this;
    const rings = queues.slice(requestQueue(0));
    const useless = rings.findIndex((size) => commandSegments(size, accepted, layout, 1) === 0);
    return useless < 0 ? rings : rings.slice(0, useless);
  }

  /** Enables the control queue, the event queue and so many request queues of those that were found. */
  enableQueues(requestQueues: number): void {
    this.queues = this.queues.slice(0, requestQueue(requestQueues));
    for (const [queue, size] of this.queues.entries()) if (size > 0) this.core.enableQueue(queue);
  }

  /** Tells the device how large a CDB and sense data are: as large as it takes them for after a reset. */
  writeSizes(): void {
    for (const [offset, bytes] of sizesAfterReset) this.core.transport.writeConfig(offset, bytes);
  }

  /** … only where it takes them for something else. */
  checkSizes(): void {
    const { transport } = this.core;
    for (const [offset, bytes] of sizesAfterReset)
      if (transport.readConfig(offset) !== bytes) transport.writeConfig(offset, bytes);
  }

  /** DRIVER_OK, with the queues used so. */
  goLive({ segments, commandsPerUnit, eventBuffers, eventBytes = EVENT_SIZE }: ScsiUse): Outcome {
    const { core, queues, accepted, layout } = this;
    const plan: ScsiPlan = {
      type: 'scsi',
      features: accepted,
      queues,
      segments,
      commandChain: longestCommand(segments, accepted, layout),
      commandsPerUnit,
      eventBuffers,
      eventBytes,
    };
    return core.goLive(plan);
  }

  private read(field: keyof typeof scsiConfig): number {
    return this.core.transport.readConfig(scsiConfig[field]);
  }
}
