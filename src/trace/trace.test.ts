import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventKinds, type TraceEvent } from './events.ts';
import { EVENT_LIMIT, MAX_INDEX, RunawayError, Trace } from './trace.ts';

const event = fc.record({
  kind: fc.constantFrom(...eventKinds),
  index: fc.nat(MAX_INDEX),
  value: fc.double({ noNaN: true }),
});

/** As many status reads as asked for. */
function fill(trace: Trace, count: number): void {
  for (let value = 0; value < count; value++) trace.push('status-read', 0, value);
}

describe('a trace', () => {
  it('should give back what was pushed, in order', () => {
    const trace = new Trace();
    trace.push('status-write', 0, 0);
    trace.push('queue-size-read', 2, 256);
    expect([...trace]).toEqual([
      { kind: 'status-write', index: 0, value: 0 },
      { kind: 'queue-size-read', index: 2, value: 256 },
    ]);
  });

  it('should hold any number of any events', () =>
    fc.assert(
      fc.property(fc.array(event, { maxLength: 400 }), (events: TraceEvent[]) => {
        const trace = Trace.of(events);
        expect(trace).toHaveLength(events.length);
        expect([...trace]).toEqual(events);
      }),
      { numRuns: 50, seed: 1 },
    ));

  it('should be of a fresh device no more once it is cleared', () => {
    const trace = Trace.of([], true);
    trace.clear();
    expect(trace.fresh).toBe(false);
  });

  it.each([-1, 0.5, Number.NaN, MAX_INDEX + 1, 2 ** 40])('should refuse %s as an index', (index) => {
    expect(() => new Trace().push('notify', index, 0)).toThrow(RangeError);
  });

  it('should be of as many events as there are, beyond the limit of a run', () => {
    const events = Array.from({ length: 5000 }, (_, value) => ({ kind: 'other', index: 0, value }) as const);
    expect(Trace.of(events)).toHaveLength(5000);
  });

  it('should keep every event while it grows', () => {
    const trace = new Trace();
    fill(trace, 1000);
    expect([...trace].map(({ value }) => value)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it.each([-1, 1, 0.5, Number.NaN])('should have no event at %s of one', (position) =>
    expect(() => Trace.of([{ kind: 'notify', index: 0, value: 0 }]).at(position)).toThrow(
      new RangeError(`a trace of 1 events has none at ${position}`),
    ),
  );
});

describe('a trace that is used again', () => {
  it('should have forgotten every event of the run before', () => {
    const trace = new Trace();
    fill(trace, 300);
    trace.clear();
    trace.push('notify', 1, 1);
    expect([...trace]).toEqual([{ kind: 'notify', index: 1, value: 1 }]);
    expect(() => trace.at(1)).toThrow(RangeError);
  });

  it.each([0, 1, 100, 128, 129, 200, 5000])(
    'should take %i events where that is the limit, and then no more',
    (limit) => {
      const trace = new Trace();
      trace.clear(limit);
      fill(trace, limit);
      for (let again = 0; again < 3; again++) {
        expect(() => trace.push('status-read', 0, 0)).toThrow(RunawayError);
        expect(trace).toHaveLength(limit);
      }
    },
  );

  it('should keep to a smaller limit though it once was larger', () => {
    const trace = new Trace();
    fill(trace, 1000);
    trace.clear(3);
    expect(() => fill(trace, 4)).toThrow('more than 3');
  });

  it('should take 4096 events unless told otherwise', () => {
    const trace = new Trace();
    fill(trace, EVENT_LIMIT);
    expect(() => fill(trace, 1)).toThrow('more than 4096');
    trace.clear();
    fill(trace, 4096);
    expect(() => fill(trace, 1)).toThrow(RunawayError);
  });

  it('should have no limit once it is lifted', () => {
    const trace = new Trace();
    trace.clear(2);
    fill(trace, 2);
    trace.unlimit();
    fill(trace, 2 * EVENT_LIMIT);
    expect(trace).toHaveLength(2 + 2 * EVENT_LIMIT);
  });
});
