import { describe, expect, it } from 'vitest';
import { blkFields } from '../../properties/blk/fields.ts';
import { netFields } from '../../properties/net/fields.ts';
import { coveringArray } from './covering.ts';

/** Every set of four of the first numbers. */
function* fours(count: number): Generator<readonly number[]> {
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++)
      for (let c = b + 1; c < count; c++) for (let d = c + 1; d < count; d++) yield [a, b, c, d];
}

describe('a covering array', () => {
  it.each([
    ['virtio-net', netFields.map(({ length }) => length)],
    ['virtio-blk', blkFields.map(({ length }) => length)],
    ['fields of one value', [1, 1, 1, 1, 2]],
  ])('should hold every combination of values of any four fields: %s', (_, counts) => {
    const rows = coveringArray(counts);
    for (const set of fours(counts.length)) {
      const combinations = new Set(rows.map((row) => set.map((field) => row[field]).join()));
      expect(combinations.size).toBe(set.reduce((product, field) => product * (counts[field] ?? 0), 1));
    }
  });

  it('should be a small part of all combinations, and the same every time', () => {
    const counts = netFields.map(({ length }) => length);
    expect(coveringArray(counts).length).toBeLessThan(1500);
    expect(coveringArray([2, 3, 2, 3, 2])).toEqual(coveringArray([2, 3, 2, 3, 2]));
  });
});
