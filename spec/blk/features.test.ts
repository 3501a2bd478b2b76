import { describe, expect, test } from 'vitest';
import { ACCESS_PLATFORM, RING_PACKED, VERSION_1 } from '../feature-bits.ts';
import { namesOf } from '../feature-names.ts';
import { bitsOf, features, intersects, NONE } from '../features.ts';
import { specVersions } from '../versions.ts';
import * as blk from './features.ts';

// Typed from the standard's own list, not from the code.
const modern: Readonly<Record<string, number>> = {
  SIZE_MAX: 1,
  SEG_MAX: 2,
  GEOMETRY: 4,
  RO: 5,
  BLK_SIZE: 6,
  FLUSH: 9,
  TOPOLOGY: 10,
  CONFIG_WCE: 11,
  MQ: 12,
  DISCARD: 13,
  WRITE_ZEROES: 14,
  LIFETIME: 15,
  SECURE_ERASE: 16,
  ZONED: 17,
};
const legacy: Readonly<Record<string, number>> = { BARRIER: 0, SCSI: 7 };

describe('block feature bits', () => {
  test('have the numbers of the standard', () => {
    const constants = Object.entries(blk).flatMap(([name, value]) =>
      typeof value === 'bigint' ? [[name, value]] : [],
    );
    expect(Object.fromEntries(constants.filter(([name]) => name !== 'legacyBlkFeatures'))).toEqual(
      Object.fromEntries(
        Object.entries({ ...modern, ...legacy }).map(([name, bit]) => [name, features(bit)]),
      ),
    );
  });

  test('have these names, WCE for FLUSH among them', () => {
    const own = [...blk.blkFeatureNames].filter(([, bit]) => !(bit >= 24));
    expect(Object.fromEntries(own)).toStrictEqual({ ...modern, ...legacy, WCE: 9 });
    expect(blk.blkFeatureNames.get('VERSION_1')).toBe(32);
  });

  test('joined the standard version by version', () => {
    const known = specVersions.map((version) => blk.blkFeatures(version));
    const added = known.map((set, at) => namesOf(set & ~(known[at - 1] ?? NONE), blk.blkFeatureNames));
    expect(added).toEqual([
      ['SIZE_MAX', 'SEG_MAX', 'GEOMETRY', 'RO', 'BLK_SIZE', 'FLUSH', 'TOPOLOGY', 'CONFIG_WCE'],
      ['DISCARD', 'WRITE_ZEROES'],
      ['MQ', 'LIFETIME', 'SECURE_ERASE'],
      ['ZONED'],
      [],
    ]);
  });

  test('of the legacy interface are never known to a modern driver', () => {
    expect(bitsOf(blk.legacyBlkFeatures)).toEqual([0, 7]);
    for (const version of specVersions)
      expect(intersects(blk.knownBlkFeatures(version), blk.legacyBlkFeatures)).toBe(false);
  });

  test('come with the device-independent ones of the same version', () => {
    expect(intersects(blk.knownBlkFeatures('1.0'), VERSION_1)).toBe(true);
    expect(intersects(blk.knownBlkFeatures('1.0'), RING_PACKED | ACCESS_PLATFORM)).toBe(false);
    expect(blk.knownBlkFeatures('1.4') & RING_PACKED).toBe(RING_PACKED);
  });
});
