import { describe, expect, test } from 'vitest';
import {
  ACCESS_PLATFORM,
  ANY_LAYOUT,
  deviceIndependentBits,
  legacyFeatures,
  NOTIFY_ON_EMPTY,
  ORDER_PLATFORM,
  reservedFeatures,
  survivesEveryMask,
  VERSION_1,
} from './feature-bits.ts';
import { bitsOf, includes, NONE, sizeOf, union } from './features.ts';
import { specVersions } from './versions.ts';

describe('device-independent bits', () => {
  test('lie between 24 and 43, one to a name', () => {
    const bits = deviceIndependentBits.flatMap(({ set }) => bitsOf(set));
    expect(deviceIndependentBits.every(({ set }) => sizeOf(set) === 1)).toBe(true);
    expect(bits).toEqual([24, 27, 28, 29, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 43]);
    expect(new Set(deviceIndependentBits.map(({ name }) => name)).size).toBe(bits.length);
  });

  test('of the legacy interface are no part of any version', () => {
    expect(legacyFeatures).toBe(union(NOTIFY_ON_EMPTY, ANY_LAYOUT));
    for (const version of specVersions) expect(reservedFeatures(version) & legacyFeatures).toBe(NONE);
  });

  test('are few in 1.0: two of the ring, and VERSION_1', () => {
    expect(bitsOf(reservedFeatures('1.0'))).toEqual([28, 29, 32]);
  });

  test('that no mask may take: what a device may refuse to work without', () => {
    expect(survivesEveryMask).toBe(union(VERSION_1, ACCESS_PLATFORM, ORDER_PLATFORM));
    expect(includes(reservedFeatures('1.4'), survivesEveryMask)).toBe(true);
  });
});
