import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSubset, NONE, union } from '../features.ts';
import { longestChain } from '../virtqueues.ts';
import { DISCARD, FLUSH, LIFETIME, SCSI, SECURE_ERASE, WRITE_ZEROES, ZONED } from './features.ts';
import {
  blkFeaturesTooLargeFor,
  MIN_REQUEST_DESCRIPTORS,
  type RequestLayout,
  requestChain,
  segmentCap,
} from './limits.ts';

const anyLayout = fc.constantFrom<RequestLayout>('combined', 'separate');
const anyLongest = fc.integer({ min: 0, max: 300 });

describe('a request', () => {
  test('with each part in its own descriptor: two more than its segments', () => {
    expect([0, 1, 126].map((segments) => requestChain(segments, 'separate'))).toEqual([2, 3, 128]);
  });

  test('with header or status sharing a descriptor with data: one more', () => {
    expect([0, 1, 2, 126].map((segments) => requestChain(segments, 'combined'))).toEqual([2, 2, 3, 127]);
  });

  test('never takes fewer than two descriptors: one is read, one is written', () => {
    fc.assert(
      fc.property(fc.nat(1000), anyLayout, (segments, layout) => {
        expect(requestChain(segments, layout)).toBeGreaterThanOrEqual(MIN_REQUEST_DESCRIPTORS);
      }),
    );
  });
});

describe('the segments of one request', () => {
  test('are capped by the ring where the device states more than fits: a legal offer', () => {
    expect(segmentCap(128, 'separate', 126)).toBe(126);
    expect(segmentCap(64, 'separate', 126)).toBe(62);
    expect(segmentCap(64, 'combined', 126)).toBe(63);
    expect(segmentCap(64, 'separate', 8)).toBe(8);
  });

  test('are capped by the ring alone where the device states nothing', () => {
    expect(segmentCap(64, 'separate')).toBe(62);
  });

  test('are none on a ring of two, unless header or status shares; and none on a ring of one', () => {
    expect(segmentCap(2, 'separate')).toBe(0);
    expect(segmentCap(2, 'combined')).toBe(1);
    expect(segmentCap(1, 'combined')).toBe(0);
    expect(segmentCap(0, 'separate')).toBe(0);
  });

  test('are capped the same in an indirect table, unless the rule on chains is read laxly', () => {
    expect(segmentCap(longestChain(4, true, 'strict'), 'separate', 126)).toBe(2);
    expect(segmentCap(longestChain(4, true, 'lax'), 'separate', 126)).toBe(126);
  });

  test('fit, and one more would break the stated bound or the ring', () => {
    const anySegMax = fc.option(fc.integer({ min: 0, max: 300 }), { nil: Number.POSITIVE_INFINITY });
    fc.assert(
      fc.property(anyLongest, anyLayout, anySegMax, (longest, layout, segMax) => {
        const cap = segmentCap(longest, layout, segMax);
        expect(cap).toBeGreaterThanOrEqual(0);
        expect(cap).toBeLessThanOrEqual(segMax);
        if (cap > 0) expect(requestChain(cap, layout)).toBeLessThanOrEqual(longest);
        expect(cap + 1 > segMax || requestChain(cap + 1, layout) > longest).toBe(true);
      }),
    );
  });
});

describe('features whose requests cannot pass', () => {
  const withData = union(DISCARD, WRITE_ZEROES, SECURE_ERASE, LIFETIME, ZONED);

  test.each([
    [1, 'separate', union(FLUSH, withData, SCSI)],
    [1, 'combined', union(FLUSH, withData, SCSI)],
    [2, 'separate', union(withData, SCSI)],
    [2, 'combined', SCSI],
    [3, 'separate', SCSI],
    [3, 'combined', NONE],
    [5, 'separate', NONE],
  ] as const)('where a chain is at most %i descriptors, %s', (longest, layout, tooLarge) => {
    expect(blkFeaturesTooLargeFor(longest, layout)).toBe(tooLarge);
  });

  test('are never more on a larger ring, nor where the layout is freer', () => {
    fc.assert(
      fc.property(anyLongest, fc.nat(10), anyLayout, (longest, more, layout) => {
        const now = blkFeaturesTooLargeFor(longest, layout);
        expect(isSubset(blkFeaturesTooLargeFor(longest + more, layout), now)).toBe(true);
        expect(isSubset(blkFeaturesTooLargeFor(longest, 'combined'), now)).toBe(true);
      }),
    );
  });
});
