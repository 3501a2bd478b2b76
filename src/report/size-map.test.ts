import { describe, expect, it } from 'vitest';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { blkSuite } from '../suites/blk.ts';
import { netSuite } from '../suites/net.ts';
import { netType } from '../types/net/net.ts';
import { netPolicy } from '../types/net/policy.ts';
import { type Fate, mapBlock, type SizeMap, sizeMap } from './size-map.ts';

const infeasible = { feasible: false, lost: 0, path: undefined };

const at = ({ rows, columns, fates }: SizeMap, receive: number, transmit: number): Fate | undefined =>
  fates[rows.indexOf(receive)]?.[columns.indexOf(transmit)];

describe('sizeMap', () => {
  it('should find the recommended policy live and within the rules on every pair of rings', () => {
    expect(new Set(sizeMap(netSuite, recommended).fates.flat())).toEqual(new Set(['live']));
  });

  it('should tell the receive ring from the transmit ring', () => {
    const map = sizeMap(netSuite, linuxMainline);
    expect(at(map, 64, 64)).toBe('live');
    expect(at(map, 16, 64)).toBe('breaks-policy');
    // A frame in an indirect table is longer than the ring.
    expect(at(map, 64, 16)).toBe('breaks-must');
  });

  it('should tell a probe that fails by the rules from one that breaks them', () => {
    const gives = netPolicy({ id: 'gives-up', title: 'Gives up', probe: (net) => net.fail('no') });
    const fates = new Set(sizeMap({ ...netSuite, properties: [] }, gives).fates.flat());
    expect(fates).toEqual(new Set(['fails-needlessly']));
  });

  it('should tell a probe that has to fail from one that need not', () => {
    const nothing = { ...netSuite, deviceType: { ...netType, score: () => infeasible } };
    const gives = netPolicy({ id: 'gives-up', title: 'Gives up', probe: (net) => net.fail('no') });
    expect(new Set(sizeMap({ ...nothing, properties: [] }, gives).fates.flat())).toEqual(new Set(['fails']));
  });

  it('should have one row for a disk', () => {
    const { rows, columns, fates } = sizeMap(blkSuite, blkFitRequests);
    expect([rows.length, fates.length, fates[0]?.length]).toEqual([1, 1, columns.length]);
  });

  it('should hear of every run', () => {
    const heard: number[] = [];
    const { fates } = sizeMap(netSuite, recommended, (run) => heard.push(run));
    expect(heard).toEqual(fates.flat().map((_, i) => i));
  });

  it('should show each fate by a sign of its own, not by colour alone', () => {
    const block = mapBlock(sizeMap(netSuite, linuxMainline));
    if (block.kind !== 'map') throw new Error('no map');
    expect(new Set(block.legend.map(({ sign }) => sign.text)).size).toBe(block.legend.length);
  });
});
