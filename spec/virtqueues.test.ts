import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isLegalSize,
  isPowerOfTwo,
  largestLegalSize,
  longestChain,
  MAX_QUEUE_SIZE,
  MAX_QUEUES,
  type RingFormat,
  slotsOf,
} from './virtqueues.ts';

const sizes = Array.from({ length: MAX_QUEUE_SIZE + 3 }, (_, size) => size);
const anyFormat = fc.constantFrom<RingFormat>('split', 'packed');

describe('the size of a virtqueue', () => {
  test('split: the sixteen powers of two from 1 to 32768', () => {
    expect(sizes.filter((size) => isLegalSize(size, 'split'))).toEqual(
      Array.from({ length: 16 }, (_, exponent) => 2 ** exponent),
    );
  });

  test('packed: every number from 1 to 32768', () => {
    const legal = sizes.filter((size) => isLegalSize(size, 'packed'));
    expect([legal[0], legal.at(-1), legal.length]).toEqual([1, 32768, 32768]);
  });

  test('0 says that there is no queue; fractions and negative numbers say nothing', () => {
    for (const size of [0, -1, -2, 0.5, 2.5, Number.NaN, 65536])
      for (const format of ['split', 'packed'] as const) expect(isLegalSize(size, format)).toBe(false);
  });

  test('0 is no power of two, 1 is', () => {
    expect([0, 1, 2, 3, 4, 6, 32768].map(isPowerOfTwo)).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  test('indices have 16 bits', () => {
    expect(MAX_QUEUES).toBe(65536);
  });
});

describe('a maximum that is no legal size itself', () => {
  test('is rounded down for a split ring and taken as it is for a packed one', () => {
    expect(largestLegalSize(300, 'split')).toBe(256);
    expect(largestLegalSize(300, 'packed')).toBe(300);
    expect(largestLegalSize(1, 'split')).toBe(1);
    expect(largestLegalSize(65535, 'split')).toBe(32768);
    expect(largestLegalSize(65535, 'packed')).toBe(32768);
    expect(largestLegalSize(0, 'split')).toBe(0);
    expect(largestLegalSize(-5, 'packed')).toBe(0);
    expect(largestLegalSize(2.9, 'packed')).toBe(2);
  });

  test('the result is legal, not above the maximum, and nothing legal lies between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70000 }), anyFormat, (max, format) => {
        const size = largestLegalSize(max, format);
        expect(isLegalSize(size, format)).toBe(true);
        expect(size).toBeLessThanOrEqual(max);
        const next = format === 'packed' ? size + 1 : 2 * size;
        expect(next > max || !isLegalSize(next, format)).toBe(true);
      }),
    );
  });
});

describe('the longest descriptor chain', () => {
  test('is the queue size, in an indirect table too', () => {
    expect(longestChain(16, false, 'strict')).toBe(16);
    expect(longestChain(16, true, 'strict')).toBe(16);
  });

  test('read laxly, an indirect table is bounded by no ring', () => {
    expect(longestChain(16, false, 'lax')).toBe(16);
    expect(longestChain(1, true, 'lax')).toBe(MAX_QUEUE_SIZE);
  });

  test('the lax reading never forbids what the strict one allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_QUEUE_SIZE }), fc.boolean(), (size, indirect) => {
        expect(longestChain(size, indirect, 'lax')).toBeGreaterThanOrEqual(
          longestChain(size, indirect, 'strict'),
        );
      }),
    );
  });
});

test('a chain takes one slot for each descriptor, or one for its table', () => {
  expect(slotsOf(3, false)).toBe(3);
  expect(slotsOf(2, true)).toBe(1);
  expect(slotsOf(1, true)).toBe(1);
  expect(slotsOf(0, true)).toBe(0);
});

describe('a queue carries a chain', () => {
  test('within the bound that a device keeps to itself', () => {
    expect(longestChain(1024, false, 'strict', 1000)).toBe(1000);
    expect(longestChain(16, true, 'lax', 1000)).toBe(1000);
    expect(longestChain(16, false, 'strict', 1000)).toBe(16);
  });
});
