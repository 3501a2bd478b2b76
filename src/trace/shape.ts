import { isLegalSize } from '../../spec/virtqueues.ts';
import { codeOf } from './events.ts';
import { CODE_MASK, type Columns, indexIn, type Trace } from './trace.ts';

/** What a written queue size may be: 0 or above 32768; above what was read of the queue; below that, of a queue that is reset alone later. */
export const IMPOSSIBLE = 1;
export const RAISED = 2;
export const REDUCED = 4;

/**
 * A trace without its ring sizes: of a size that is read or peeked it is left whether it is 0, of the counts of traffic nothing; of a
 * size that is written, what may be wrong with it whatever was negotiated. Runs on rings of other sizes mostly leave the same shape, so what
 * is read of one serves them all.
 */
export interface TraceShape extends Columns {
  /** Equal for equal shapes. */
  readonly hash: number;
}

/** Draws shapes, all of them on one sheet: each lasts until the next is drawn, and until its trace is used again. */
export class Shaper implements TraceShape {
  length = 0;
  heads = new Int32Array(0);
  values = new Float64Array(128);
  hash = 0;
  private sizesRead: number[] = [];

  draw({ length, heads, values: whole }: Trace): TraceShape {
    if (length > this.values.length) this.values = new Float64Array(2 * length);
    const { values } = this;
    let hash = length;
    this.forgetSizes();
    for (let at = 0; at < length; at++) {
      const head = heads[at] ?? 0;
      let word = whole[at] ?? 0;
      if (isSpecial[head & CODE_MASK]) {
        if ((head & CODE_MASK) === QUEUE_RESET) this.tellReduced(heads, whole, at);
        word = this.wordOf(head, word);
      }
      values[at] = word;
      hash = Math.imul(hash ^ head ^ (word | 0), MIX) ^ (hash >>> 15);
    }
    this.length = length;
    this.heads = heads;
    this.hash = hash;
    return this;
  }

  // --- internal ---

  /** What is left of a size, or of a count of traffic. */
  private wordOf(head: number, value: number): number {
    const code = head & CODE_MASK;
    if (code === SIZE_READ) this.sizesRead[indexIn(head)] = value;
    if (code === SIZE_READ || code === PEEK) return value === 0 ? 0 : 1;
    if (code === QUEUE_RESET) {
      delete this.sizesRead[indexIn(head)];
      return value;
    }
    if (code === STATUS_WRITE) {
      if (value === 0) this.forgetSizes();
      return value;
    }
    if (code === SIZE_WRITE) {
      const read = this.sizesRead[indexIn(head)] ?? value;
      const fault = isLegalSize(value, 'packed') ? 0 : IMPOSSIBLE;
      return value > read ? fault | RAISED : fault;
    }
    return 0;
  }

  /** Of each size that was written before some event, whether it is below what was read: nobody asks where no queue is reset alone. */
  private tellReduced(heads: Int32Array, whole: Float64Array, end: number): void {
    let sizesRead: number[] = [];
    for (let at = 0; at < end; at++) {
      const head = heads[at] ?? 0;
      const code = head & CODE_MASK;
      const value = whole[at] ?? 0;
      if (code === STATUS_WRITE && value === 0) sizesRead = [];
      else if (code === SIZE_READ) sizesRead[indexIn(head)] = value;
      else if (code === QUEUE_RESET) delete sizesRead[indexIn(head)];
      else if (code === SIZE_WRITE && value < (sizesRead[indexIn(head)] ?? value))
        this.values[at] = (this.values[at] ?? 0) | REDUCED;
    }
  }

  private forgetSizes(): void {
    if (this.sizesRead.length) this.sizesRead = [];
  }
}

/** Where a shape is kept. */
export interface Kept {
  readonly start: number;
  readonly length: number;
  readonly hash: number;
}

/** Copies of shapes that last, one behind the other: a campaign keeps one after nearly every new kind of run. */
export class ShapeStore {
  /** Events of all the shapes in it. */
  length = 0;
  private heads = new Int32Array(4096);
  private values = new Float64Array(4096);

  add({ length, heads, values, hash }: TraceShape): Kept {
    const start = this.length;
    this.length += length;
    if (this.length > this.heads.length) this.grow();
    for (let at = 0; at < length; at++) {
      this.heads[start + at] = heads[at] ?? 0;
      this.values[start + at] = values[at] ?? 0;
    }
    return { start, length, hash };
  }

  /** Whether a shape is the same as one that is kept, event by event; NaN, which only nonsense writes, is as good as NaN. */
  isSame({ start, length, hash }: Kept, shape: TraceShape): boolean {
    if (hash !== shape.hash || length !== shape.length) return false;
    for (let at = 0; at < length; at++) {
      const kept = this.values[start + at];
      const value = shape.values[at];
      if (this.heads[start + at] !== shape.heads[at] || (kept !== value && !Object.is(kept, value)))
        return false;
    }
    return true;
  }

  /** Forgets every shape. */
  clear(): void {
    this.length = 0;
  }

  // --- internal ---

  private grow(): void {
    const { heads, values } = this;
    this.heads = new Int32Array(2 * this.length);
    this.heads.set(heads);
    this.values = new Float64Array(2 * this.length);
    this.values.set(values);
  }
}

// --- internal ---

const SIZE_READ = codeOf('queue-size-read');
const PEEK = codeOf('peek');
const SIZE_WRITE = codeOf('queue-size-write');
const STATUS_WRITE = codeOf('status-write');
const QUEUE_RESET = codeOf('queue-reset-write');

/** By code: whether a shape holds another value than the trace of this kind, or that resets something. */
const isSpecial = new Uint8Array(CODE_MASK + 1);
for (const kind of [
  'queue-size-read',
  'queue-size-write',
  'status-write',
  'queue-reset-write',
  'peek',
  'indirect',
  'chain',
  'bytes',
  'post',
  'transmit',
  'drop',
  'used',
  'stop',
  'wake',
  'receive',
  'control',
] as const)
  isSpecial[codeOf(kind)] = 1;

/** An odd number of even spread, by which words are mixed. */
const MIX = 0x9e3779b1 | 0;
