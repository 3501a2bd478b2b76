import fc from 'fast-check';
import type { RingFormat } from '../spec/virtqueues.ts';

/** Ring sizes, in entries: the edges of every class of its format first, then any legal size, seldom an illegal one. */
export const ringSize = (format: RingFormat): fc.Arbitrary<number> => {
  const edges =
    format === 'split'
      ? [1, 1, 2, 2, 4, 8, 16, 32, 64, 128, 256, 512]
      : [1, 1, 2, 2, 3, 4, 16, 17, 18, 19, 20, 31, 46, 47, 64];
  const legal =
    format === 'split'
      ? fc.integer({ min: 0, max: 15 }).map((exponent) => 2 ** exponent)
      : fc.integer({ min: 1, max: 32768 });
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...edges) },
    { weight: 4, arbitrary: legal },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(3, 18, 19, 24, 300, 32769, 65535) },
  );
};

/**
 * Rings of a net device by queue: all alike, all tiny, all at the edge of what is small, all large, some of another
 * size among large ones (any one, the later pairs, the control ring), or anything each.
 */
export const netSizes = (format: RingFormat, pairs: number, maxSkbFrags: number): fc.Arbitrary<number[]> => {
  const queues = 2 * pairs + 1;
  const all = (size: number): number[] => new Array<number>(queues).fill(size);
  const large = fc.constantFrom(64, 128, 256);
  const small = maxSkbFrags + 2;
  const edges = format === 'packed' ? [small - 1, small, small, small + 1] : [16, 32];
  return fc.oneof(
    { weight: 3, arbitrary: ringSize(format).map(all) },
    { weight: 2, arbitrary: fc.constantFrom(1, 2, 2).map(all) },
    { weight: 1, arbitrary: fc.constantFrom(...edges).map(all) },
    { weight: 1, arbitrary: large.map(all) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(large, fc.integer({ min: 0, max: queues - 1 }), ringSize(format))
        .map(([size, queue, other]) => all(size).with(queue, other)),
    },
    // The later pairs against the first.
    {
      weight: pairs > 1 ? 1 : 0,
      arbitrary: fc
        .tuple(large, ringSize(format))
        .map(([size, later]) =>
          all(size).map((first, queue) => (queue < 2 || queue === queues - 1 ? first : later)),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(large, fc.constantFrom(1, 2, 4))
        .map(([size, control]) => all(size).with(-1, control)),
    },
    { weight: 4, arbitrary: fc.array(ringSize(format), { minLength: queues, maxLength: queues }) },
  );
};
