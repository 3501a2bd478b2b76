import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_LAYOUT } from '../feature-bits.ts';
import { NONE, union } from '../features.ts';
import { INOUT, T10_PI } from './features.ts';
import {
  type CommandLayout,
  commandChain,
  commandSegments,
  linkedCommandsPerUnit,
  longestCommand,
  MIN_COMMAND_DESCRIPTORS,
  mayCombine,
  scsiFeaturesTooLargeFor,
  segmentCap,
} from './limits.ts';

const anyLayout = fc.constantFrom<CommandLayout>('combined', 'separate');

describe('a command', () => {
  test('takes a request and a response besides its data, both ways', () => {
    expect(commandChain(0, 0, 'separate')).toBe(MIN_COMMAND_DESCRIPTORS);
    expect(commandChain(4, 0, 'separate')).toBe(6);
    expect(commandChain(4, 4, 'separate')).toBe(10);
  });

  test('takes one less for each way that shares a descriptor with data', () => {
    expect(commandChain(0, 0, 'combined')).toBe(MIN_COMMAND_DESCRIPTORS);
    expect(commandChain(4, 0, 'combined')).toBe(5);
    expect(commandChain(4, 4, 'combined')).toBe(8);
  });

  test('is cut freely, but for the legacy interface without ANY_LAYOUT', () => {
    expect([mayCombine(NONE, false), mayCombine(ANY_LAYOUT, true), mayCombine(NONE, true)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the segments of one direction', () => {
  test('are bounded each way by itself, so both ways take twice as many of the ring', () => {
    expect(segmentCap(128, 'separate', false, 126)).toBe(126);
    expect(segmentCap(128, 'separate', true, 126)).toBe(63);
    expect(segmentCap(256, 'separate', true, 126)).toBe(126);
    expect(segmentCap(128, 'combined', true, 126)).toBe(64);
    expect(segmentCap(128, 'separate', false)).toBe(126);
  });

  test('are none where request and response fill the ring', () => {
    expect(segmentCap(2, 'separate', false)).toBe(0);
    expect(segmentCap(3, 'separate', true)).toBe(0);
    expect(segmentCap(2, 'combined', true)).toBe(1);
    expect(segmentCap(1, 'combined', false)).toBe(0);
    expect(segmentCap(0, 'separate', true)).toBe(0);
  });

  test('fit, and one more would break the stated bound or the ring', () => {
    fc.assert(
      fc.property(
        fc.nat(300),
        anyLayout,
        fc.boolean(),
        fc.nat(300),
        (longest, layout, bidirectional, segMax) => {
          const chain = (segments: number) => commandChain(segments, bidirectional ? segments : 0, layout);
          const cap = segmentCap(longest, layout, bidirectional, segMax);
          expect(cap).toBeGreaterThanOrEqual(0);
          expect(cap).toBeLessThanOrEqual(segMax);
          if (cap > 0) expect(chain(cap)).toBeLessThanOrEqual(longest);
          expect(cap + 1 > segMax || chain(cap + 1) > longest).toBe(true);
        },
      ),
    );
  });
});

describe('features that cannot work', () => {
  test.each([
    [1, 'combined', union(INOUT, T10_PI)],
    [2, 'combined', NONE],
    [3, 'separate', union(INOUT, T10_PI)],
    [4, 'separate', NONE],
  ] as const)('where a chain is at most %i descriptors, %s', (longest, layout, tooLarge) => {
    expect(scsiFeaturesTooLargeFor(longest, layout)).toBe(tooLarge);
  });

  test('agree with the chains: data both ways, or data with its protection', () => {
    fc.assert(
      fc.property(fc.nat(10), anyLayout, (longest, layout) => {
        const fits = longest >= MIN_COMMAND_DESCRIPTORS && segmentCap(longest, layout, true) >= 1;
        expect(scsiFeaturesTooLargeFor(longest, layout) & INOUT).toBe(fits ? NONE : INOUT);
      }),
    );
  });
});

test('linked commands to one unit are bounded by cmd_per_lun and by the queue size, whichever is less', () => {
  expect(linkedCommandsPerUnit(128, 16)).toBe(16);
  expect(linkedCommandsPerUnit(8, 16)).toBe(8);
});

describe('the longest command of a driver', () => {
  test.each([
    [NONE, 'separate', 6],
    [T10_PI, 'separate', 7],
    [INOUT, 'separate', 10],
    [union(INOUT, T10_PI), 'separate', 12],
    [T10_PI, 'combined', 5],
    [INOUT, 'combined', 8],
  ] as const)('has four segments a direction, and what %s brings, %s: %i descriptors', (set, layout, chain) =>
    expect(longestCommand(4, set, layout)).toBe(chain),
  );

  test('has as many segments as fit, and no more than seg_max', () => {
    expect(commandSegments(128, NONE, 'separate', 200)).toBe(126);
    expect(commandSegments(128, T10_PI, 'separate', 200)).toBe(125);
    expect(commandSegments(128, T10_PI, 'separate', 14)).toBe(14);
    expect(commandSegments(128, union(INOUT, T10_PI), 'separate', 200)).toBe(62);
    expect(commandSegments(2, T10_PI, 'separate', 200)).toBe(0);
  });

  test('fits as it is, and no longer one does', () =>
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.constantFrom(NONE, INOUT, T10_PI, union(INOUT, T10_PI)),
        anyLayout,
        fc.nat(300),
        (longest, set, layout, segMax) => {
          const most = commandSegments(longest, set, layout, segMax);
          if (most > 0) expect(longestCommand(most, set, layout)).toBeLessThanOrEqual(longest);
          expect(most === segMax || longestCommand(most + 1, set, layout) > longest).toBe(true);
        },
      ),
    ));
});
