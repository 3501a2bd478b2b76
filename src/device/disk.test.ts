import { describe, expect, it } from 'vitest';
import { blkConfig } from '../../spec/blk/configuration.ts';
import { CONFIG_WCE, FLUSH, MQ, SEG_MAX, ZONED } from '../../spec/blk/features.ts';
import type { ZonedModel } from '../../spec/blk/zones.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, union, windowOf } from '../../spec/features.ts';
import { FEATURES_OK } from '../../spec/status.ts';
import { aDisk, aRound } from '../scenario/fixtures/scenarios.ts';
import { blkDevice } from '../types/blk/model.ts';
import type { BlkScenario } from '../types/blk/scenario.ts';
import type { SimulatedDevice } from './simulated-device.ts';

const offer = union(VERSION_1, FLUSH, CONFIG_WCE, SEG_MAX, MQ, ZONED);

const diskOf = (changes: Partial<BlkScenario> = {}): SimulatedDevice =>
  blkDevice(aDisk({ numQueues: 3, rounds: [aRound({ offer, sizes: [128, 64, 32] })], ...changes }));

function takes(disk: SimulatedDevice, set: FeatureSet): boolean {
  disk.writeStatus(3);
  for (let window = 0; window < 2; window++) disk.writeAccepted(window, windowOf(set, window));
  disk.writeStatus(3 | FEATURES_OK);
  return (disk.readStatus() & FEATURES_OK) !== 0;
}

describe('a disk', () => {
  it('should state its segments, its queues and its zones', () => {
    const disk = diskOf({ segMax: 14, zoned: 'host-aware' });
    expect(
      [blkConfig.segMax, blkConfig.numQueues, blkConfig.zonedModel, 0].map((at) => disk.readConfig(at)),
    ).toEqual([14, 3, 2, 0]);
    expect(disk.readQueueCount()).toBe(3);
  });

  it.each<[string, FeatureSet, number[]]>([
    ['one queue', VERSION_1, [128, 0, 0, 0]],
    ['as many as it states under MQ', union(VERSION_1, MQ), [128, 64, 32, 0]],
  ])('should have %s', (_, set, sizes) => {
    const disk = diskOf();
    takes(disk, set);
    expect([0, 1, 2, 3].map((queue) => disk.readQueueSize(queue))).toEqual(sizes);
  });

  it('should take CONFIG_WCE without FLUSH, which binds the offer alone', () =>
    expect(takes(diskOf(), union(VERSION_1, CONFIG_WCE))).toBe(true));

  it.each<[ZonedModel, boolean, boolean]>([
    ['none', true, true],
    ['host-aware', true, true],
    ['host-managed', true, false],
  ])('should, of zones %s, take ZONED: %s, and a set without it: %s', (zoned, withZones, without) => {
    expect(takes(diskOf({ zoned }), offer)).toBe(withZones);
    expect(takes(diskOf({ zoned }), VERSION_1)).toBe(without);
  });
});
