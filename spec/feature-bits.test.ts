import { describe, expect, test } from 'vitest';
import {
  ACCESS_PLATFORM,
  ANY_LAYOUT,
  deviceIndependentBits,
  legacyFeatures,
  NOTIF_CONFIG_DATA,
  NOTIFY_ON_EMPTY,
  ORDER_PLATFORM,
  RING_PACKED,
  rangeOf,
  reservedFeatures,
  shouldSurvive,
  survivesEveryMask,
  survivors,
  UNUSED,
  VERSION_1,
} from './feature-bits.ts';
import { bitsOf, includes, NONE, sizeOf, union } from './features.ts';
import { specVersions } from './versions.ts';

describe('device-independent bits', () => {
  test('lie between 24 and 43, one to a name', () => {
    const bits = deviceIndependentBits.flatMap(({ set }) => bitsOf(set));
    expect(deviceIndependentBits.every(({ set }) => sizeOf(set) === 1)).toBe(true);
    expect(bits).toEqual([24, 27, 28, 29, 30, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 43]);
    expect(new Set(deviceIndependentBits.map(({ name }) => name)).size).toBe(bits.length);
  });

  test('of the legacy interface are no part of any version', () => {
    expect(legacyFeatures).toBe(union(NOTIFY_ON_EMPTY, ANY_LAYOUT));
    for (const version of specVersions)
      expect(reservedFeatures(version) & (legacyFeatures | UNUSED)).toBe(NONE);
  });

  test('have come with a version, or are of the legacy interface', () => {
    for (const { name, since } of deviceIndependentBits)
      expect([...specVersions, 'legacy'], name).toContain(since);
  });

  test('are few in 1.0: two of the ring, and VERSION_1', () => {
    expect(bitsOf(reservedFeatures('1.0'))).toEqual([28, 29, 32]);
  });

  test('that no mask may take: what a device may refuse to work without', () => {
    expect(survivesEveryMask).toBe(union(VERSION_1, ACCESS_PLATFORM, ORDER_PLATFORM));
    expect(includes(reservedFeatures('1.4'), survivesEveryMask)).toBe(true);
  });

  test('that a legacy mask may not take: ANY_LAYOUT alone', () => {
    expect(survivors(true)).toBe(ANY_LAYOUT);
    expect(survivors(false)).toBe(survivesEveryMask);
  });

  test('that a mask should leave are no part of those that it must', () => {
    expect(shouldSurvive).toBe(union(RING_PACKED, NOTIF_CONFIG_DATA));
    expect(shouldSurvive & survivesEveryMask).toBe(NONE);
  });
});

describe('the range of a bit number', () => {
  test.each([
    [23, ['device-type', 'device-type', 'device-type', 'device-type', 'device-type']],
    [24, Array(5).fill('device-independent')],
    [33, ['future', ...Array(4).fill('device-independent')]],
    [38, ['future', 'future', ...Array(3).fill('device-independent')]],
    [41, ['future', 'future', 'future', 'device-independent', 'device-type']],
    [42, ['future', 'future', 'future', 'future', 'device-type']],
    [43, ['future', 'future', 'future', 'future', 'device-independent']],
    [44, Array(5).fill('future')],
    [50, ['future', 'future', ...Array(3).fill('device-type')]],
    [127, ['future', 'future', ...Array(3).fill('device-type')]],
    [128, Array(5).fill('future')],
  ])('%i is set aside by each version as it says', (bit, ranges) => {
    expect(specVersions.map((version) => rangeOf(bit, version))).toEqual(ranges);
  });

  test('holds every device-independent bit of its version but two: NOTIFICATION_DATA of 1.1, ADMIN_VQ of 1.4', () => {
    const outside = specVersions.flatMap((version) =>
      bitsOf(reservedFeatures(version))
        .filter((bit) => rangeOf(bit, version) !== 'device-independent')
        .map((bit) => [version, bit]),
    );
    expect(outside).toEqual([
      ['1.1', 38],
      ['1.4', 41],
    ]);
  });
});
