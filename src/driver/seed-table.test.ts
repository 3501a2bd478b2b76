import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { netProbe } from './fixtures/cores.ts';
import { blockedByFirstSeries, blockedBySeed, SEED_RECEIVE } from './seed-table.ts';

const control = union(VERSION_1, net.MAC, net.CTRL_VQ);

describe("the seed's table", () => {
  const blockedAt = (data: number, ring: number) => {
    const { probe } = netProbe({ offer: control });
    probe.negotiate();
    return [blockedBySeed(probe, [data, 256, ring]), blockedByFirstSeries(probe, [data, 256, ring])];
  };
  const everything = union(SEED_RECEIVE, net.CTRL_VQ);

  it.each([
    [0, everything, NONE],
    [1, everything, NONE],
    [2, NONE, NONE],
    [3, SEED_RECEIVE, SEED_RECEIVE],
    [18, SEED_RECEIVE, SEED_RECEIVE],
    [19, NONE, NONE],
  ])('should block on a ring of %i, whichever ring it is', (size, seed, firstSeries) => {
    expect(blockedAt(size, 256)).toEqual([seed, firstSeries]);
    expect(blockedAt(256, size)).toEqual([seed, firstSeries]);
  });

  it('should be GRO, which is every guest offload, and MRG_RXBUF', () =>
    expect(SEED_RECEIVE).toBe(union(net.GUEST_OFFLOADS, net.MRG_RXBUF)));
});
