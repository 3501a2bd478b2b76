import { describe, expect, it } from 'vitest';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { blkSuite, suite } from '../suites/suites.ts';
import { netPolicy } from '../types/net/policy.ts';
import { type Fate, mapBlock, type SizeMap, sizeMap } from './size-map.ts';

const at = ({ rows, columns, fates }: SizeMap, receive: number, transmit: number): Fate | undefined =>
  fates[rows.indexOf(receive)]?.[columns.indexOf(transmit)];

describe('sizeMap', () => {
  it('should find the recommended policy live and within the rules on every pair of rings', () => {
    expect(new Set(sizeMap(suite, recommended).fates.flat())).toEqual(new Set(['live']));
  });

  it('should tell the receive ring from the transmit ring', () => {
    const map = sizeMap(suite, linuxMainline);
    expect(at(map, 64, 64)).toBe('live');
    expect(at(map, 16, 64)).toBe('breaks-policy');
    // A frame in an indirect table is longer than the ring.
    expect(at(map, 64, 16)).toBe('breaks-must');
  });

  it('should tell a probe that fails by the rules from one that breaks them', () => {
    const gives = netPolicy({ id: 'gives-up', title: 'Gives up', probe: (net) => net.fail('no') });
    const fates = new Set(sizeMap({ ...suite, properties: [] }, gives).fates.flat());
    expect(fates).toEqual(new Set(['fails']));
  });

  it('should have one row for a disk', () => {
    const { rows, columns, fates } = sizeMap(blkSuite, blkFitRequests);
    expect([rows.length, fates.length, fates[0]?.length]).toEqual([1, 1, columns.length]);
  });

  it('should hear of every run', () => {
    const heard: number[] = [];
    const { fates } = sizeMap(suite, recommended, (run) => heard.push(run));
    expect(heard).toEqual(fates.flat().map((_, i) => i));
  });

  it('should show each fate by a sign of its own, not by colour alone', () => {
    const block = mapBlock(sizeMap(suite, linuxMainline));
    if (block.kind !== 'map') throw new Error('no map');
    expect(new Set(block.legend.map(({ sign }) => sign.text)).size).toBe(block.legend.length);
    expect(new Set(block.legend.map(({ sign }) => sign.tone)).size).toBe(block.legend.length);
  });
});
