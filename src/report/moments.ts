import { deviceTypeRules } from '../../spec/device-types.ts';
import { namesOf } from '../../spec/feature-names.ts';
import { type FeatureSet, fromWindows, NONE, union } from '../../spec/features.ts';
import { slotsOf } from '../../spec/virtqueues.ts';
import type { Run } from '../run/run.ts';
import { queueName } from './queue-names.ts';

/** How driver and device stand after an event. Plain data. */
export interface Moment {
  readonly status: number;
  /** Names of the features that were read of the offer, and written as accepted, since the last reset. */
  readonly offered: readonly string[];
  readonly accepted: readonly string[];
  /** In the order in which they were first named. */
  readonly queues: readonly QueueMoment[];
}

export interface QueueMoment {
  readonly name: string;
  /** Entries, as the driver knows or wrote them; undefined: neither yet. */
  readonly size: number | undefined;
  readonly enabled: boolean;
  /** Entries that hold what the driver made available and the device has not used. */
  readonly filled: number;
  /** Descriptors of what the driver could not put in, the last time; 0: nothing. */
  readonly dropped: number;
  readonly stopped: boolean;
}

/** How driver and device stand after the events of a run at these positions, which ascend. */
export function momentsAfter(run: Run, positions: readonly number[]): Moment[] {
  const state = new State(run);
  let next = 0;
  return positions.map((position) => {
    for (; next <= position; next++) state.see(next);
    return state.moment(run.scenario);
  });
}

// --- internal ---

class State {
  private status: number;
  private offered: FeatureSet = NONE;
  private accepted: FeatureSet = NONE;
  private readonly queues = new Map<number, Queue>();
  private readonly run: Run;

  constructor(run: Run) {
    this.run = run;
    this.status = run.scenario.initialStatus;
  }

  see(at: number): void {
    const { kind, index, value } = this.run.trace.at(at);
    switch (kind) {
      case 'status-write':
        if (value === 0) this.reset();
        this.status = value;
        break;
      case 'status-read':
        this.status = value;
        break;
      case 'offer-read':
        this.offered = union(this.offered, windowSet(index, value));
        break;
      case 'accepted-write':
        this.accepted = union(this.accepted, windowSet(index, value));
        break;
      default:
        if (kind.startsWith('queue-') && kind !== 'queue-count-read') this.queue(index).bringUp(kind, value);
        else if (ofTraffic.has(kind)) this.queue(index).see(kind, value);
    }
  }

  moment(scenario: Run['scenario']): Moment {
    const { names } = deviceTypeRules[scenario.type];
    return {
      status: this.status,
      offered: namesOf(this.offered, names),
      accepted: namesOf(this.accepted, names),
      queues: [...this.queues].map(([index, queue]) => ({
        name: queueName(index, scenario, this.accepted),
        ...queue.told(),
      })),
    };
  }

  private reset(): void {
    this.offered = NONE;
    this.accepted = NONE;
    this.queues.clear();
  }

  private queue(index: number): Queue {
    const known = this.queues.get(index);
    if (known) return known;
    const queue = new Queue();
    this.queues.set(index, queue);
    return queue;
  }
}

const windowSet = (window: number, value: number): FeatureSet =>
  fromWindows([0, 0, 0, 0].with(window, value));

const ofTraffic: ReadonlySet<string> = new Set([
  'peek',
  'chain',
  'indirect',
  'post',
  'transmit',
  'control',
  'drop',
  'used',
  'used-read',
  'receive',
  'stop',
  'wake',
]);

class Queue {
  private size: number | undefined;
  private enabled = false;
  private dropped = 0;
  private stopped = false;
  /** Entries of each chain that lies there, the oldest first. */
  private chains: number[] = [];
  private chain = 1;
  private isIndirect = false;
  private areBuffersIndirect = false;
  private seenUsed = 0;
  /** Whether more than frames that come in tells what the device used. */
  private tellsUse = false;

  bringUp(kind: string, value: number): void {
    if (kind === 'queue-size-read' || kind === 'queue-size-write') this.size = value;
    else if (kind === 'queue-enable-write') this.enabled = value === 1;
    else if (kind === 'queue-release' || (kind === 'queue-reset-write' && value === 1)) {
      this.enabled = false;
      this.chains = [];
      this.seenUsed = 0;
    }
  }

  see(kind: string, value: number): void {
    if (kind === 'indirect') {
      this.isIndirect = true;
      return;
    }
    if (kind === 'peek') this.size = value;
    else if (kind === 'chain') {
      this.chain = value;
      this.areBuffersIndirect = this.isIndirect;
    } else if (kind === 'post') {
      const slots = slotsOf(this.chain, this.areBuffersIndirect);
      this.chains.push(...Array.from({ length: value }, () => slots));
    } else if (kind === 'transmit' || kind === 'control') this.chains.push(slotsOf(value, this.isIndirect));
    else if (kind === 'drop') this.dropped = value;
    else if (kind === 'stop') this.stopped = true;
    else if (kind === 'wake') this.stopped = false;
    else if (kind === 'used') this.use(value);
    else if (kind === 'used-read') {
      this.use(value - this.seenUsed);
      this.seenUsed = value;
    } else if (kind === 'receive' && !this.tellsUse) this.chains.splice(0, value);
    this.isIndirect = false;
  }

  told(): Omit<QueueMoment, 'name'> {
    const { size, enabled, dropped, stopped } = this;
    return { size, enabled, filled: this.chains.reduce((sum, slots) => sum + slots, 0), dropped, stopped };
  }

  private use(chains: number): void {
    this.tellsUse = true;
    this.chains.splice(0, Math.max(0, chains));
  }
}
