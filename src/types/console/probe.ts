import { consoleConfig, mayWriteConfig } from '../../../spec/console/configuration.ts';
import { consoleInfeasible } from '../../../spec/console/feasibility.ts';
import { MULTIPORT, SIZE } from '../../../spec/console/features.ts';
import { MIN_BUFFER_DESCRIPTORS } from '../../../spec/console/limits.ts';
import { queueCount, receiveQueue, transmitQueue } from '../../../spec/console/queues.ts';
import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { ASK_ALL, type Core } from '../../driver/core.ts';
import type { LinuxKernel } from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { DriverSteps } from '../../driver/steps.ts';
import { type ConsoleEnvironment, isConsoleEnvironment } from './environment.ts';
import type { ConsolePlan } from './plan.ts';

/** Bytes of a receive buffer, of control too: a page. */
const BUFFER_BYTES = 4096;

/** The probe of a virtio-console driver in steps, over the steps of the virtio core. */
export class ConsoleProbe extends DriverSteps {
  readonly env: ConsoleEnvironment;
  /** Ports that the driver makes queues for. */
  private ports = 1;

  /** Throws TypeError where the device is of another type. */
  constructor(core: Core, supports?: FeatureSet, kernel?: LinuxKernel) {
    if (!isConsoleEnvironment(core.env))
      throw new TypeError(`a console driver was given a ${core.env.type} device`);
    super(core, supports, kernel);
    this.env = core.env;
  }

  /** Writes a character without any queue, where the device offers that. */
  writeEmergency(offered: FeatureSet, character: number): void {
    const { emergencyWrite } = consoleConfig;
    if (mayWriteConfig(emergencyWrite, offered)) this.core.transport.writeConfig(emergencyWrite, character);
  }

  /** Reads how large the console is, where the device says so. */
  readSize(): void {
    const { transport } = this.core;
    if (includes(this.accepted, SIZE))
      for (const offset of [consoleConfig.cols, consoleConfig.rows]) transport.readConfig(offset);
  }

  /** Ports that the device may have: one unless MULTIPORT is accepted. */
  readMaxPorts(): number {
    return includes(this.accepted, MULTIPORT) ? this.core.transport.readConfig(consoleConfig.maxPorts) : 1;
  }

  /**
   * Makes the queues of so many ports, and those of control with MULTIPORT, none of them enabled; sizes in entries, by index, 0 for one
   * that is missing. One of a size that no ring has ends the probe, as in Linux, or gets the largest ring within it where it is to `fit`.
   */
  findQueues(ports: number, fit = false): readonly number[] {
    const format = includes(this.accepted, RING_PACKED) ? 'packed' : 'split';
    const sizes: number[] = [];
    for (let queue = 0; queue < queueCount(this.accepted, ports); queue++)
      sizes.push(this.core.setUpQueue(queue, format, { ...ASK_ALL, fit }));
    this.queues = sizes;
    this.ports = ports;
    return sizes;
  }

  /** What of the accepted features cannot work with the queues that were found. */
  unfit(): FeatureSet {
    const missing = this.queues.indexOf(0);
    const queuesPresent = missing < 0 ? this.queues.length : missing;
    return consoleInfeasible(this.accepted, { maxPorts: this.ports, queuesPresent });
  }

  /** Enables every queue that was found. */
  enableQueues(): void {
    for (const queue of this.queues.keys()) this.core.enableQueue(queue);
  }

  /** Descriptors of the longest write that fits every queue that transmits, and the driver. */
  segmentsThatFit(): number {
    const outputs = this.queues.filter((_, queue) => queue % 2 === 1);
    return Math.max(MIN_BUFFER_DESCRIPTORS, Math.min(this.env.maxSegments, ...outputs));
  }

  /** DRIVER_OK, with writes of so many descriptors at the most. */
  goLive(segments: number): Outcome {
    const { core, queues, accepted, ports } = this;
    const numbers = Array.from({ length: ports }, (_, port) => port);
    const plan: ConsolePlan = {
      type: 'console',
      features: accepted,
      queues,
      inputs: numbers.map(receiveQueue),
      outputs: numbers.map(transmitQueue),
      segments,
      controlChain: MIN_BUFFER_DESCRIPTORS,
      bufferBytes: BUFFER_BYTES,
      deviceReady: true,
      portOpen: 1,
    };
    return core.goLive(plan);
  }
}
