import { CODE_BITS, codeOf, type EventKind, eventKinds, type TraceEvent } from './events.ts';

/** Events that one run may record unless it says otherwise: a driver that makes more of them never ends. */
export const EVENT_LIMIT = 4096;

/** A run has recorded as many events as it may. No policy may catch this and continue: every further event throws it again. */
export class RunawayError extends Error {
  override readonly name = 'RunawayError';
}

/** The kind in a head. */
export const kindIn = (head: number): EventKind => eventKinds[head & CODE_MASK] ?? 'other';

/** The index in a head. */
export const indexIn = (head: number): number => head >>> CODE_BITS;

/** The largest virtqueue, window or configuration offset that an event may name. */
export const MAX_INDEX = (1 << (31 - CODE_BITS)) - 1;

const noIndex = (index: number): RangeError =>
  new RangeError(`a virtqueue, window or offset of ${index}: expected a whole number from 0 to ${MAX_INDEX}`);

/** What a code takes of a head. */
export const CODE_MASK = (1 << CODE_BITS) - 1;

/** Events in columns. */
export interface Columns {
  readonly length: number;
  readonly heads: Int32Array;
  readonly values: Float64Array;
}

/** Whether the same events stand in both, in the same order. */
export function sameEvents(one: Columns, other: Columns): boolean {
  const { length } = one;
  if (length !== other.length) return false;
  for (let at = 0; at < length; at++) {
    if (one.values[at] !== other.values[at] || one.heads[at] !== other.heads[at]) return false;
  }
  return true;
}

/**
 * A run, event by event. Columns, not objects: a campaign records tens of millions of events a second and
 * uses one trace for run after run (`clear`), so whoever keeps a trace must have one of its own.
 */
export class Trace implements Columns {
  length = 0;
  /** Of each event its code, and its index above that: `kindIn` and `indexIn` take them apart. */
  heads = new Int32Array(128);
  values = new Float64Array(128);
  /** Whether the device was as its own reset leaves it when the run began. */
  fresh = false;
  private limit = EVENT_LIMIT;
  /** Events that fit before `grow` has to be asked. */
  private room = 128;

  /** Throws RunawayError, and RangeError where the index is none. */
  push(kind: EventKind, index: number, value: number): void {
    this.record(codeOf(kind), index, value);
  }

  /** As `push`, of a kind given by its code. */
  record(code: number, index: number, value: number): void {
    const at = this.length;
    if (at >= this.room) this.grow();
    if ((index & MAX_INDEX) !== index) throw noIndex(index);
    this.heads[at] = code | (index << CODE_BITS);
    this.values[at] = value;
    this.length = at + 1;
  }

  /** Forgets every event; the next run may record `limit` of them. */
  clear(limit: number = EVENT_LIMIT): void {
    this.length = 0;
    this.fresh = false;
    this.limit = limit;
    this.room = Math.min(limit, this.values.length);
  }

  /** Lets the run go on without a limit. */
  unlimit(): void {
    this.limit = Number.POSITIVE_INFINITY;
    this.room = this.values.length;
  }

  /** The event at a position. Throws RangeError outside the trace. */
  at(position: number): TraceEvent {
    const head = this.heads[position];
    const value = this.values[position];
    if (head === undefined || value === undefined || position >= this.length) {
      throw new RangeError(`a trace of ${this.length} events has none at ${position}`);
    }
    return { kind: kindIn(head), index: indexIn(head), value };
  }

  *[Symbol.iterator](): Generator<TraceEvent> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  static of(events: Iterable<TraceEvent>, fresh = false): Trace {
    const trace = new Trace();
    trace.clear(Number.POSITIVE_INFINITY);
    trace.fresh = fresh;
    for (const { kind, index, value } of events) trace.push(kind, index, value);
    return trace;
  }

  // --- internal ---

  private grow(): void {
    if (this.length >= this.limit) {
      throw new RunawayError(`the run made more than ${this.limit} accesses`);
    }
    const { heads, values } = this;
    this.heads = new Int32Array(2 * heads.length);
    this.heads.set(heads);
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
    this.room = Math.min(this.limit, this.values.length);
  }
}
