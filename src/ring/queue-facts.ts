import { slotsOf } from '../../spec/virtqueues.ts';
import { codeOf } from '../trace/events.ts';
import { CODE_MASK, type Columns, indexIn } from '../trace/trace.ts';

/** What the events of a run tell of one virtqueue: what its driver put in, and what came of that. Chains and free entries in descriptors. */
export interface QueueFacts {
  readonly queue: number;
  /** The most buffers that lay in it at once for the device to fill; undefined: nobody looked. */
  readonly posted: number | undefined;
  /** Descriptors and bytes of each of them, and whether its descriptors lie in a table of their own; 0: that is not told. */
  readonly bufferChain: number;
  readonly bufferBytes: number;
  readonly bufferIndirect: boolean;
  /** Descriptors of the ring that buffers took at once, at the most. */
  readonly slots: number;
  /** The longest chain that lay in the ring itself, and in an indirect table; 0: none did. */
  readonly longest: number;
  readonly longestIndirect: number;
  /** Frames by their descriptors, in order; and commands or requests. */
  readonly frames: readonly number[];
  readonly commands: number;
  /** Descriptors of the longest buffer, frame or command that its driver did not put in for want of entries; 0: none. */
  readonly dropped: number;
  /** Entries that were free when the driver stopped, the last time; undefined: it never did. And whether it never went on. */
  readonly free: number | undefined;
  readonly stopped: boolean;
}

/** The facts of each queue that the events tell of, in the order in which they do. `isWhole`: what they do not tell did not happen; else nobody knows. */
export function factsOf({ heads, values, length }: Columns, isWhole: boolean): readonly QueueFacts[] {
  const list: Gathered[] = [];
  let byQueue: Map<number, Gathered> | undefined;
  let facts: Gathered | undefined;
  for (let at = 0; at < length; at++) {
    const head = heads[at] ?? 0;
    const code = head & CODE_MASK;
    if (ofRing[code] === 0) continue;
    if (code === STATUS_WRITE) {
      // A device that is reset has no ring, and forgets what lay in them.
      if (values[at] === 0 && list.length > 0) {
        list.length = 0;
        byQueue = undefined;
        facts = undefined;
      }
      continue;
    }
    const queue = indexIn(head);
    if (facts?.queue !== queue) {
      facts = byQueue ? byQueue.get(queue) : find(list, queue);
      if (facts === undefined) {
        // A ring that is not there yet has nothing in it to forget.
        if (code === QUEUE_RESET || code === USED_READ || code === RECEIVE) continue;
        facts = new Gathered(queue, isWhole ? 0 : undefined);
        list.push(facts);
        if (list.length > FEW) byQueue ??= new Map(list.map((known) => [known.queue, known]));
        byQueue?.set(queue, facts);
      }
    }
    facts.see(code, values[at] ?? 0);
  }
  return list;
}

/** The facts of one queue; undefined where no event tells of it. */
export const find = <Facts extends QueueFacts>(
  queues: readonly Facts[],
  queue: number,
): Facts | undefined => {
  for (let i = 0; i < queues.length; i++) if (queues[i]?.queue === queue) return queues[i];
  return undefined;
};

/** What is told of a queue of which no event tells. */
export const silent = (queue: number, isWhole: boolean): QueueFacts =>
  new Gathered(queue, isWhole ? 0 : undefined);

/** How many of the buffers that were posted a ring of so many entries holds whole. */
export const heldOf = ({ posted = 0, bufferChain, bufferIndirect }: QueueFacts, ring: number): number =>
  Math.min(posted, Math.floor(ring / slotsOf(Math.max(1, bufferChain), bufferIndirect)));

// --- internal ---

/** Queues that are looked through one by one: few devices have more. */
const FEW = 8;

/** Most queues carry none: never written to. */
const NO_FRAMES: number[] = [];

const POST = codeOf('post');
const USED = codeOf('used');
const USED_READ = codeOf('used-read');
const STATUS_WRITE = codeOf('status-write');
const QUEUE_RESET = codeOf('queue-reset-write');
const RECEIVE = codeOf('receive');
const CHAIN = codeOf('chain');
const BYTES = codeOf('bytes');
const INDIRECT = codeOf('indirect');
const TRANSMIT = codeOf('transmit');
const CONTROL = codeOf('control');
const DROP = codeOf('drop');
const STOP = codeOf('stop');
const WAKE = codeOf('wake');

/** By code: 1 where an event tells of what is in a ring. */
const ofRing = new Uint8Array(CODE_MASK + 1);
for (const code of [
  POST,
  USED,
  USED_READ,
  STATUS_WRITE,
  QUEUE_RESET,
  RECEIVE,
  CHAIN,
  BYTES,
  INDIRECT,
  TRANSMIT,
  CONTROL,
  DROP,
  STOP,
  WAKE,
])
  ofRing[code] = 1;

class Gathered implements QueueFacts {
  readonly queue: number;
  posted: number | undefined;
  bufferChain = 0;
  bufferBytes = 0;
  bufferIndirect = false;
  longest = 0;
  longestIndirect = 0;
  frames: number[] = NO_FRAMES;
  commands = 0;
  dropped = 0;
  free: number | undefined = undefined;
  stopped = false;
  slots = 0;
  /** Buffers that lie in the ring, and the descriptors of it that each of them takes; how many of these were put in before anybody said how they are made up. */
  private lying = 0;
  private slotsOfEach = 0;
  private untold = 0;
  /** How many the driver has seen used, and whether anything tells of use but frames that come in; until that does, how many these filled. */
  private seenUsed = 0;
  private tellsUse = false;
  private filled = 0;
  private isIndirect = false;

  constructor(queue: number, posted: number | undefined) {
    this.queue = queue;
    this.posted = posted;
  }

  see(code: number, value: number): void {
    switch (code) {
      case TRANSMIT:
        if (this.frames.length === 0) this.frames = [value];
        else this.frames.push(value);
        this.take(value, this.isIndirect);
        break;
      case USED:
        this.use(value);
        break;
      case INDIRECT:
        this.isIndirect = true;
        return;
      case CHAIN:
        this.bufferChain = value;
        this.bufferIndirect = this.isIndirect;
        if (this.untold > 0) this.lay(this.untold);
        this.untold = 0;
        break;
      case BYTES:
        this.bufferBytes = value;
        break;
      case POST:
        this.lying += value;
        this.posted = Math.max(this.posted ?? 0, this.lying);
        if (this.bufferChain === 0) this.untold += value;
        else if (value > 0) this.lay(value);
        break;
      case USED_READ:
        this.use(value - this.seenUsed);
        this.seenUsed = value;
        break;
      case QUEUE_RESET:
        if (value === 1) this.forget();
        break;
      case RECEIVE:
        // A frame that came in has used its buffers, where nothing else says so.
        if (this.tellsUse) break;
        this.filled += value;
        this.remove(value);
        break;
      case CONTROL:
        this.commands++;
        this.take(value, this.isIndirect);
        break;
      case DROP:
        if (value > this.dropped) this.dropped = value;
        break;
      case STOP:
        this.free = value;
        this.stopped = true;
        break;
      case WAKE:
        this.stopped = false;
        break;
    }
    this.isIndirect = false;
  }

  /** Takes note of how so many buffers lie in the ring. */
  private lay(buffers: number): void {
    this.take(this.bufferChain, this.bufferIndirect);
    const own = slotsOf(this.bufferChain, this.bufferIndirect);
    // Mostly all are alike.
    if (this.slotsOfEach !== own) {
      const before = this.lying - buffers;
      this.slotsOfEach = before > 0 ? (before * this.slotsOfEach + buffers * own) / this.lying : own;
    }
    this.slots = Math.max(this.slots, this.lying * this.slotsOfEach);
  }

  /** So many were used, by word of more than frames that come in, which may have told of some of them before. */
  private use(buffers: number): void {
    this.tellsUse = true;
    const told = Math.min(this.filled, Math.max(0, buffers));
    this.filled -= told;
    this.remove(buffers - told);
  }

  /** So many buffers no longer lie there. Of those of other sizes each takes as much as the others. */
  private remove(buffers: number): void {
    if (this.lying === 0 || buffers <= 0) return;
    const left = Math.max(0, this.lying - buffers);
    this.lying = left;
  }

  /** The queue was reset alone, and begins anew. */
  private forget(): void {
    this.posted = this.posted === undefined ? undefined : 0;
    this.bufferChain = 0;
    this.longest = 0;
    this.longestIndirect = 0;
    this.dropped = 0;
    this.stopped = false;
    this.slots = 0;
    this.lying = 0;
    this.slotsOfEach = 0;
    this.untold = 0;
    this.seenUsed = 0;
    this.filled = 0;
  }

  private take(descriptors: number, isIndirect: boolean): void {
    if (isIndirect) this.longestIndirect = Math.max(this.longestIndirect, descriptors);
    else this.longest = Math.max(this.longest, descriptors);
  }
}
