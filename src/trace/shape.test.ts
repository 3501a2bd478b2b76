import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventKinds, type TraceEvent } from './events.ts';
import { enables, reads, reset, sizeIs, sizeTo, writes } from './fixtures/events.ts';
import { readRounds, roundsOf } from './rounds.ts';
import { IMPOSSIBLE, RAISED, Shaper, ShapeStore, type TraceShape } from './shape.ts';
import { Trace } from './trace.ts';

/** A shape that lasts. */
const sketchOf = (...events: readonly TraceEvent[]) => copyOf(new Shaper().draw(Trace.of(events)));
const copyOf = ({ length, heads, values, hash }: TraceShape) => ({
  length,
  heads: heads.slice(0, length),
  values: values.slice(0, length),
  hash,
});

/** Whether two shapes are the same, whatever was kept before them. */
function isSame(one: TraceShape, other: TraceShape): boolean {
  const store = new ShapeStore();
  store.add(sketchOf(reset, writes(1)));
  return store.isSame(store.add(one), other);
}

/** The word of the last event. */
const lastWord = (...events: readonly TraceEvent[]) => sketchOf(...events).values.at(-1);

const event = fc.record({
  kind: fc.constantFrom(...eventKinds),
  index: fc.nat(3),
  value: fc.constantFrom(0, 1, 2, 3, 8, 16, 32768, 32769, 0xffff_ffff),
});
const events = fc.array(event, { maxLength: 60 });

describe('a shape', () => {
  it('should be the same for rings of other sizes', () => {
    const on = (size: number) => sketchOf(reset, writes(1), sizeIs(0, size), sizeTo(0, size), enables(0));
    expect(isSame(on(16), on(1024))).toBe(true);
    expect(isSame(on(16), on(17))).toBe(true);
    expect(isSame(on(16), on(65535))).toBe(false);
  });

  it('should tell that a size is below what was read only where a queue is reset later', () => {
    const on = (size: number, then: TraceEvent) => sketchOf(reset, sizeIs(0, size), sizeTo(0, 16), then);
    const resets: TraceEvent = { kind: 'queue-reset-write', index: 0, value: 1 };
    expect(isSame(on(16, enables(0)), on(24, enables(0)))).toBe(true);
    expect(isSame(on(16, resets), on(24, resets))).toBe(false);
  });

  it.each(['queue-size-read', 'peek'] as const)('should tell by a %s whether there is a queue', (kind) => {
    const of = (value: number) => sketchOf(reset, { kind, index: 0, value });
    expect(isSame(of(16), of(17))).toBe(true);
    expect(isSame(of(16), of(0))).toBe(false);
  });

  it('should be another where anything else differs', () => {
    const one = sketchOf(reset, writes(1), reads(1));
    for (const other of [
      sketchOf(reset, writes(1), reads(3)),
      sketchOf(reset, writes(1), writes(1)),
      sketchOf(reset, writes(1)),
      sketchOf(reset, writes(1), reads(1), reads(1)),
    ]) {
      expect(isSame(one, other)).toBe(false);
    }
    expect(isSame(sketchOf(enables(0)), sketchOf(enables(1)))).toBe(false);
    expect(isSame(one, sketchOf(reset, writes(1), reads(1)))).toBe(true);
  });

  it.each([
    ['nothing, where it may be written', [sizeTo(0, 16)], 0],
    ['that it is impossible', [sizeTo(0, 0)], IMPOSSIBLE],
    ['that it is above 32768', [sizeTo(0, 32769)], IMPOSSIBLE],
    ['that it is no number', [sizeTo(0, Number.NaN)], IMPOSSIBLE],
    ['that it is negative', [sizeTo(0, -4)], IMPOSSIBLE],
    ['that it is a fraction', [sizeTo(0, 16.5)], IMPOSSIBLE],
    ['nothing of powers of two', [sizeTo(0, 24)], 0],
    ['that it is above what was read', [sizeIs(0, 8), sizeTo(0, 16)], RAISED],
    ['nothing of what was read of another queue', [sizeIs(1, 8), sizeTo(0, 16)], 0],
    ['nothing of what was read before a reset', [sizeIs(0, 8), reset, sizeTo(0, 16)], 0],
    ['all that is wrong with it', [sizeIs(0, 8), sizeTo(0, 65535)], IMPOSSIBLE | RAISED],
  ] as const)('should say of a written size %s', (_, told, word) => {
    expect(lastWord(...told)).toBe(word);
  });

  it('should be drawn afresh, whatever was drawn before', () =>
    fc.assert(
      fc.property(events, events, (before, now) => {
        const shaper = new Shaper();
        shaper.draw(Trace.of(before));
        expect(copyOf(shaper.draw(Trace.of(now)))).toEqual(sketchOf(...now));
      }),
      { seed: 1, numRuns: 200 },
    ));

  it('should be kept among others, however many, until all are forgotten', () => {
    const store = new ShapeStore();
    const shapes = Array.from({ length: 100 }, (_, n) => {
      const told = Array.from({ length: 100 }, (__, i) => reads((n * i) % 7));
      return sketchOf(reset, ...told);
    });
    const kept = shapes.map((shape) => store.add(shape));
    for (const [i, one] of kept.entries()) {
      const same = shapes.map((shape) => store.isSame(one, shape));
      expect(same).toEqual(shapes.map((_, j) => j % 7 === i % 7));
    }
    expect(store.length).toBe(100 * 101);
    store.clear();
    expect([store.length, store.add(sketchOf(reset)).start]).toEqual([0, 0]);
  });

  it('should be the same as another where both hold what is no number', () => {
    const nonsense = sketchOf(reset, writes(Number.NaN));
    expect(isSame(nonsense, nonsense)).toBe(true);
    expect(isSame(nonsense, sketchOf(reset, writes(0)))).toBe(false);
    expect(isSame(sketchOf(reset, writes(0)), nonsense)).toBe(false);
  });

  it('should tell the rounds of every trace that leaves it', () =>
    fc.assert(
      fc.property(events, (told) => {
        // Other sizes with the same faults.
        const doubled = told.map((one) =>
          ['queue-size-read', 'queue-size-write'].includes(one.kind) && one.value > 0 && one.value < 16384
            ? { ...one, value: 2 * one.value }
            : one,
        );
        fc.pre(isSame(sketchOf(...told), sketchOf(...doubled)));
        expect(readRounds(Trace.of(doubled))).toEqual(roundsOf(sketchOf(...told), false));
      }),
      { seed: 1, numRuns: 200 },
    ));
});
