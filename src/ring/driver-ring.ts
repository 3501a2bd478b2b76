import {
  DESCRIPTOR_BYTES,
  descriptorValue,
  INDIRECT as INDIRECT_FLAG,
  NEXT,
} from '../../spec/descriptors.ts';
import { slotsOf } from '../../spec/virtqueues.ts';
import { type ControlCommand, recordAnswer, recordCommand } from '../trace/commands.ts';
import { codeOf } from '../trace/events.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * What a driver does with a message of more descriptors than its ring has entries: it never sends it, as Linux's
 * virtqueue_add refuses to (if absent); or does not, and waits for ever for the answer where it is a command, as Linux did before
 * 5.14; or makes such a chain all the same.
 */
export type Overlong = 'refused' | 'awaited' | 'made';

/** How a live driver puts what it has to carry into its rings. */
export interface Manner {
  /** Whether it puts the descriptors of a chain into a table of their own. */
  readonly indirect: boolean;
  readonly overlong: Overlong | undefined;
}

/** One virtqueue of a live driver, whose device uses at once whatever it is handed: the driver says what is to be carried, the ring what comes of it, in events. */
export class DriverRing {
  readonly queue: number;
  /** Entries. */
  readonly size: number;
  private readonly trace: Trace;
  private readonly manner: Manner;

  constructor(trace: Trace, queue: number, size: number, manner: Manner) {
    this.trace = trace;
    this.queue = queue;
    this.size = size;
    this.manner = manner;
  }

  /** What of it so many descriptors take. */
  slots(descriptors: number): number {
    return slotsOf(descriptors, this.manner.indirect);
  }

  /** Tells how the buffers of the driver are made up. */
  layOut(descriptors: number, bytes: number): void {
    this.mark(descriptors);
    this.record(CHAIN, descriptors);
    this.record(BYTES, bytes);
  }

  /** Posts buffers of so many descriptors, as many as are wanted, or else as fit; of those that do not fit none, or all by a driver that asks nobody. */
  post(descriptors: number, wanted: number | undefined): void {
    const fitting = Math.floor(this.size / this.slots(descriptors));
    const posted = wanted === undefined ? fitting : this.makes ? wanted : Math.min(wanted, fitting);
    if (posted > 0) this.record(POST, posted);
    else if (fitting === 0) this.record(DROP, descriptors);
  }

  /** Puts a frame in, of which it may be known what its header says, or that all its descriptors are to be told; false where it is longer than the ring, and never arrives. */
  sendFrame(descriptors: number, header?: number, isTold = false): boolean {
    const fits = this.holds(descriptors);
    if (fits || this.makes) {
      if (header !== undefined) this.record(TRANSMIT_HEADER, header);
      if (isTold) this.tell(descriptors);
      this.mark(descriptors);
      this.record(TRANSMIT, descriptors);
    } else this.record(DROP, descriptors);
    return fits;
  }

  /** … or a command or request of so many descriptors, of which it may be known which it is. */
  sendCommand(descriptors: number, command?: ControlCommand): boolean {
    const fits = this.holds(descriptors);
    if (fits || this.makes) {
      this.mark(descriptors);
      if (command) recordCommand(this.trace, this.queue, command);
      else this.record(CONTROL, descriptors);
    } else this.record(DROP, descriptors);
    return fits;
  }

  /** The driver finds that the device has used so many chains; of a command that it answers, `answer` says how. */
  use(chains: number, answer?: number): void {
    this.record(USED, chains);
    recordAnswer(this.trace, this.queue, answer);
  }

  /** The driver stops, with so many entries free, until something happens that `wake` tells of. */
  stop(free: number): void {
    this.record(STOP, free);
  }

  wake(free: number): void {
    this.record(WAKE, free);
  }

  // --- internal ---

  private holds(descriptors: number): boolean {
    return this.slots(descriptors) <= this.size;
  }

  private get makes(): boolean {
    return this.manner.overlong === 'made';
  }

  /** A chain of one descriptor needs no table. */
  private mark(descriptors: number): void {
    if (this.manner.indirect && descriptors > 1) this.record(INDIRECT, 1);
  }

  /** A chain for the device to read, from the first slot on: of a frame that is as short as any, on a ring with nothing in it. */
  private tell(descriptors: number): void {
    if (this.manner.indirect && descriptors > 1) {
      const bytes = descriptors * DESCRIPTOR_BYTES;
      this.record(DESCRIPTOR, descriptorValue({ flags: INDIRECT_FLAG, slot: 0, bytes }));
    }
    for (let slot = 0; slot < descriptors; slot++) {
      const flags = slot + 1 < descriptors ? NEXT : 0;
      this.record(DESCRIPTOR, descriptorValue({ flags, slot, bytes: SMALL_PART }));
    }
  }

  private record(code: number, value: number): void {
    this.trace.record(code, this.queue, value);
  }
}

// --- internal ---

/** Bytes of each part of a small frame. */
const SMALL_PART = 64;

const DESCRIPTOR = codeOf('descriptor');
const INDIRECT = codeOf('indirect');
const CHAIN = codeOf('chain');
const BYTES = codeOf('bytes');
const POST = codeOf('post');
const TRANSMIT_HEADER = codeOf('transmit-header');
const TRANSMIT = codeOf('transmit');
const CONTROL = codeOf('control');
const DROP = codeOf('drop');
const USED = codeOf('used');
const STOP = codeOf('stop');
const WAKE = codeOf('wake');
