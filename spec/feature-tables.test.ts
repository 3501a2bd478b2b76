import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featureTables, leastVersion, sinceOf } from './feature-tables.ts';
import { bitsOf, features, isSubset } from './features.ts';
import { specVersions } from './versions.ts';

const { net, blk, scsi, console: port } = featureTables;

describe('a bit came with', () => {
  test.each([
    ['CSUM', 0, net, '1.0'],
    ['MTU', 3, net, '1.1'],
    ['GSO', 6, net, 'legacy'],
    ['ADMIN_VQ, which legacy calls GUEST_RSC4', 41, net, '1.3'],
    ['the bit that nobody should negotiate', 30, scsi, 'legacy'],
    ['ZONED', 17, blk, '1.3'],
    ['BARRIER', 0, blk, 'legacy'],
    ['INOUT', 0, scsi, '1.0'],
    ['SIZE', 0, port, '1.0'],
    ['what no version knows', 58, net, undefined],
  ])('%s', (_, bit, table, since) => expect(sinceOf(bit, table)).toBe(since));
});

describe('the least version that knows a set', () => {
  test('is that of its youngest feature, and none of an unknown or a legacy one', () => {
    expect(leastVersion(features(0, 3, 60), net)).toBe('1.2');
    expect(leastVersion(features(0, 58), net)).toBeUndefined();
    expect(leastVersion(features(0, 6), net)).toBeUndefined();
    expect(leastVersion(0n, net)).toBe('1.0');
  });

  test.each(Object.entries(featureTables))('knows it, and no version before does: %s', (_, table) => {
    fc.assert(
      fc.property(fc.subarray(bitsOf(table.known('1.4'))), (bits) => {
        const set = features(...bits);
        const least = leastVersion(set, table);
        for (const version of specVersions) {
          const isKnown = isSubset(set, table.known(version));
          expect(isKnown).toBe(least !== undefined && version >= least);
        }
      }),
    );
  });
});

test('a disk offers CONFIG_WCE only with FLUSH, and its driver may accept it alone', () => {
  expect(blk.offers.length).toBeGreaterThan(0);
  expect(blk.accepts).toEqual([]);
});
