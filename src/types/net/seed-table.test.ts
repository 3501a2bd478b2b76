import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netProbe } from '../../driver/fixtures/cores.ts';
import {
  blockedBySeed,
  blockedOn as blockedOnRings,
  isSeedTable,
  SEED_RECEIVE,
  type SeedTable,
  seedTable,
} from './seed-table.ts';

const control = union(VERSION_1, net.MAC, net.CTRL_VQ);

describe("the seed's table", () => {
  const blockedOn = (sizes: readonly number[], table?: SeedTable) => {
    const { probe } = netProbe({ offer: control });
    probe.negotiate();
    return blockedBySeed(probe, sizes, table);
  };
  const everything = union(SEED_RECEIVE, net.CTRL_VQ);
  const rows: [number, FeatureSet][] = [
    [0, everything],
    [1, everything],
    [2, NONE],
    [3, SEED_RECEIVE],
    [18, SEED_RECEIVE],
    [19, NONE],
  ];

  it.each(rows)('should block on a ring of %i, whichever ring it is', (size, blocked) => {
    expect(blockedOn([size, 256, 256])).toBe(blocked);
    expect(blockedOn([256, size, 256])).toBe(blocked);
    expect(blockedOn([256, 256, size])).toBe(blocked);
  });

  it.each(rows)(
    'should block by the ring that a feature hangs on, under the other reading: %i',
    (size, blocked) => {
      const own = seedTable('own-ring');
      expect(blockedOn([size, 256, 256], own)).toBe(blocked & SEED_RECEIVE);
      expect(blockedOn([256, size, 256], own)).toBe(NONE);
      expect(blockedOn([256, 256, size], own)).toBe(blocked & net.CTRL_VQ);
    },
  );

  it('should let a ring of 2 hide every other where the smallest decides, and none where each goes by its own', () => {
    expect(blockedOn([8, 256, 2])).toBe(NONE);
    expect(blockedOn([8, 256, 2], seedTable('own-ring'))).toBe(SEED_RECEIVE);
  });

  it('should block what a policy claims of it, and no more', () =>
    expect(blockedOn([1, 1, 1], { ...seedTable('smallest-ring'), below2: NONE })).toBe(NONE));

  it('should put a ring of 2 into the class above it where the hole is closed', () => {
    const rings = { receive: 2, data: 2, control: 256 };
    expect(blockedOnRings(seedTable('own-ring'), rings, 19, true)).toBe(SEED_RECEIVE);
    expect(blockedOnRings(seedTable('own-ring'), rings, 19)).toBe(NONE);
  });

  it.each<[unknown, boolean]>([
    [seedTable('own-ring'), true],
    [{ ...seedTable('own-ring'), ring: 'largest-ring' }, false],
    [{ ...seedTable('own-ring'), small: 1 }, false],
    [{ ring: 'own-ring', small: 1n }, false],
    ['own-ring', false],
    [null, false],
  ])('should be told from what is none: %o', (value, is) => expect(isSeedTable(value)).toBe(is));

  it('should be GRO, which is every guest offload, and MRG_RXBUF', () =>
    expect(SEED_RECEIVE).toBe(union(net.GUEST_OFFLOADS, net.MRG_RXBUF)));
});
