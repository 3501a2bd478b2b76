import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { DISCARD, FLUSH, MQ, SEG_MAX, ZONED } from '../../spec/blk/features.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, union } from '../../spec/features.ts';
import { linuxKernel } from '../driver/linux-kernels.ts';
import { onKernel, type Policy } from '../driver/policy.ts';
import { chainTooLong, stalled } from '../run/queues.ts';
import { aDisk, aRound } from '../scenario/fixtures/scenarios.ts';
import { type BlkRun, runBlkPolicy } from '../types/blk/run.ts';
import type { BlkScenario } from '../types/blk/scenario.ts';
import { blkFitRequests } from './blk-fit-requests.ts';
import { blkLinux, blkLinuxZoned } from './blk-linux.ts';
import { blkPolicies } from './index.ts';

const plain = union(VERSION_1, FLUSH, SEG_MAX);

const run = (
  policy: Policy,
  offer: FeatureSet,
  sizes: readonly number[],
  changes: Partial<BlkScenario> = {},
): BlkRun =>
  runBlkPolicy(policy, aDisk({ rounds: [aRound({ offer, sizes })], numQueues: sizes.length, ...changes }));

const endOf = ({ outcome }: BlkRun): string =>
  outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? '');

describe('blk-linux', () => {
  it('should take seg_max at its word, whatever the ring', () => {
    const small = run(blkLinux, plain, [16]);
    expect([small.plan?.segments, small.plan?.requestChain, stalled(small)]).toEqual([126, 128, 0]);
  });

  it('should look at the zones only after FEATURES_OK, and give up then', () => {
    const zoned = run(blkLinux, union(plain, ZONED), [128], { zoned: 'host-managed' });
    expect(endOf(zoned)).toBe('no support for host-managed zones');
    expect(zoned.rounds[0]?.confirmed).toBe(true);
  });

  it('should fail where a queue does not exist', () =>
    expect(endOf(run(blkLinux, union(plain, MQ), [128, 0]))).toBe('a request queue does not exist'));
});

describe('blk-linux-zoned', () => {
  it('should be live on a host-managed disk, with DISCARD, which it only ignores', () => {
    const offer = union(plain, ZONED, DISCARD);
    const zoned = run(blkLinuxZoned, offer, [128], { zoned: 'host-managed' });
    expect([endOf(zoned), zoned.inUse, zoned.handlesHostManaged]).toEqual(['live', offer, true]);
  });

  it('should know no zones before 6.3, which a host-managed disk refuses', () => {
    const kernel = linuxKernel('6.1');
    if (!kernel) return expect.unreachable('a kernel is missing');
    const old = run(onKernel(blkLinuxZoned, kernel), union(plain, ZONED), [128], { zoned: 'host-managed' });
    expect(endOf(old)).toBe('the device refused the accepted features');
  });
});

describe('blk-fit-requests', () => {
  it.each([
    [16, 14],
    [128, 126],
    [32768, 126],
  ])('should cap its requests by a ring of %i: %i segments', (size, segments) => {
    const sized = run(blkFitRequests, plain, [size]);
    expect([sized.plan?.segments, chainTooLong(sized), stalled(sized)]).toEqual([segments, -1, -1]);
  });

  it.each([
    [14, 30, 14],
    [254, 30, 30],
    [126, 1, 1],
  ])(
    'should send no more segments than the disk takes, %i, nor than it wants, %i',
    (segMax, maxSegments, sent) =>
      expect(run(blkFitRequests, plain, [128], { segMax, maxSegments }).plan?.segments).toBe(sent),
  );

  it('should read the zones before FEATURES_OK, and never accept what it cannot handle', () => {
    const zoned = run(blkFitRequests, union(plain, ZONED), [128], { zoned: 'host-managed' });
    expect(endOf(zoned)).toBe('no support for host-managed zones');
    expect(zoned.negotiations).toEqual([]);
    const aware = run(blkFitRequests, union(plain, ZONED, DISCARD), [128], { zoned: 'host-aware' });
    expect(aware.inUse).toBe(union(plain, ZONED, DISCARD));
  });

  it.each([0, 1, 2])('should go without MQ where the further queue has %i entries', (size) => {
    const { negotiations, plan } = run(blkFitRequests, union(plain, MQ), [128, size]);
    expect(negotiations.map(({ answer }) => includes(answer.accepted, MQ))).toEqual([true, false]);
    expect(plan?.queues).toEqual([128]);
  });

  it('should fail where no request with data fits, at once where there is no MQ to give up', () => {
    const small = run(blkFitRequests, plain, [2]);
    expect([endOf(small), small.rounds.length]).toEqual(['no request with data fits the request queue', 1]);
    expect(run(blkFitRequests, union(plain, MQ), [2, 2]).rounds).toHaveLength(2);
  });

  it('should never go live with a request that a ring cannot hold', () => {
    let live = 0;
    fc.assert(
      fc.property(blkScenario, (scenario) => {
        const ran = runBlkPolicy(blkFitRequests, scenario);
        if (!ran.plan || scenario.quirks.vanishesAfter !== undefined) return;
        live++;
        expect([chainTooLong(ran), stalled(ran)]).toEqual([-1, -1]);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(live).toBeGreaterThan(50);
  });
});

describe('every disk policy', () => {
  it.each(blkPolicies)('$id should bring a plain disk live, in one round', (policy) => {
    const { outcome, rounds, inUse } = run(policy, plain, [128]);
    expect([outcome?.kind, rounds.length, inUse]).toEqual(['live', 1, plain]);
  });
});
