import type { EventKind, TraceEvent } from './events.ts';

/** Events that one run may record unless it says otherwise: a driver that makes more of them never ends. */
export const EVENT_LIMIT = 4096;

/** A run has recorded as many events as it may. No policy may catch this and continue: every further event throws it again. */
export class RunawayError extends Error {
  override readonly name = 'RunawayError';
}

/**
 * A run, event by event. Columns, not objects: a campaign records tens of millions of events a second and
 * uses one trace for run after run (`clear`), so whoever keeps a trace must have one of its own.
 */
export class Trace {
  length = 0;
  readonly kinds: EventKind[] = [];
  readonly indices: number[] = [];
  values = new Float64Array(128);
  private limit = EVENT_LIMIT;
  /** Events that fit before `grow` has to be asked. */
  private room = 128;

  /** Throws RunawayError. */
  push(kind: EventKind, index: number, value: number): void {
    const at = this.length;
    if (at >= this.room) this.grow();
    this.kinds[at] = kind;
    this.indices[at] = index;
    this.values[at] = value;
    this.length = at + 1;
  }

  /** Forgets every event; the next run may record `limit` of them. */
  clear(limit: number = EVENT_LIMIT): void {
    this.length = 0;
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
    const kind = this.kinds[position];
    const index = this.indices[position];
    const value = this.values[position];
    if (kind === undefined || index === undefined || value === undefined || position >= this.length) {
      throw new RangeError(`a trace of ${this.length} events has none at ${position}`);
    }
    return { kind, index, value };
  }

  *[Symbol.iterator](): Generator<TraceEvent> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  static of(events: Iterable<TraceEvent>): Trace {
    const trace = new Trace();
    trace.clear(Number.POSITIVE_INFINITY);
    for (const { kind, index, value } of events) trace.push(kind, index, value);
    return trace;
  }

  // --- internal ---

  private grow(): void {
    if (this.length >= this.limit) {
      throw new RunawayError(`the run made more than ${this.limit} accesses`);
    }
    const wider = new Float64Array(2 * this.values.length);
    wider.set(this.values);
    this.values = wider;
    this.room = Math.min(this.limit, wider.length);
  }
}
