import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../../properties/blk/generators.ts';
import { CONFIG_WCE, DISCARD, FLUSH, MQ, SEG_MAX, ZONED } from '../../../spec/blk/features.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, features, NONE, union } from '../../../spec/features.ts';
import { blkFitRequests } from '../../policies/blk-fit-requests.ts';
import { blkLinux } from '../../policies/blk-linux.ts';
import { chainTooLong, indirectTooLong, stalled } from '../../run/queues.ts';
import { aDisk, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { Trace } from '../../trace/trace.ts';
import { blkDevice } from './model.ts';
import { blkConforms, blkOracleOf } from './oracle.ts';
import { blkPolicy } from './policy.ts';
import { type BlkRun, blkRuns, runBlkPolicy } from './run.ts';
import type { BlkScenario } from './scenario.ts';

const plain = union(VERSION_1, FLUSH, SEG_MAX);

const diskOf = (round: Partial<RoundScript> = {}, changes: Partial<BlkScenario> = {}): BlkScenario =>
  aDisk({ rounds: [aRound({ offer: plain, sizes: [128], ...round })], ...changes });

const troublesOf = (run: BlkRun) => ({
  chainTooLong: chainTooLong(run),
  indirectTooLong: indirectTooLong(run),
  stalled: stalled(run),
});
const NO_TROUBLE = { chainTooLong: -1, indirectTooLong: -1, stalled: -1 };

const trafficOf = (offer: FeatureSet, sizes: readonly number[], changes: Partial<BlkScenario> = {}) => {
  const run = runBlkPolicy(blkLinux, diskOf({ offer, sizes }, { numQueues: sizes.length, ...changes }));
  const requests = [...run.trace].filter(({ kind }) => kind === 'control');
  return { traffic: troublesOf(run), requests: requests.map(({ index, value }) => [index, value]) };
};

describe('the end of a run on a disk', () => {
  it('should be that of the whole run', () =>
    fc.assert(
      fc.property(blkScenario, fc.constantFrom(blkLinux, blkFitRequests), (scenario, policy) => {
        const { outcome, plan, inUse, device } = runBlkPolicy(policy, scenario);
        const end = blkRuns.end(policy, scenario, blkDevice(scenario), new Trace());
        expect(end).toMatchObject({ scenario, outcome, plan, inUse });
        expect(end.device.status).toBe(device.status);
      }),
      { seed: 1, numRuns: 300 },
    ));
});

describe('requests of a live disk driver', () => {
  it('should be the longest that it sends, on every queue', () =>
    expect(trafficOf(union(plain, MQ), [128, 256])).toEqual({
      traffic: NO_TROUBLE,
      requests: [
        [0, 128],
        [1, 128],
      ],
    }));

  it('should be too long for a queue of fewer entries than descriptors, which then moves nothing', () => {
    expect(trafficOf(plain, [64]).traffic).toEqual({ chainTooLong: -1, indirectTooLong: -1, stalled: 0 });
    expect(trafficOf(union(plain, MQ), [128, 64]).traffic).toEqual({
      chainTooLong: -1,
      indirectTooLong: -1,
      stalled: 1,
    });
  });

  it('should overrun a queue where the driver makes chains of any length', () => {
    const made = blkPolicy({
      id: 'made',
      title: 'Linux, but that it makes chains of any length',
      probe(blk) {
        const outcome = blkLinux.probe(blk.core);
        return outcome.kind === 'live' ? blk.core.goLive({ ...outcome.plan, overlong: 'made' }) : outcome;
      },
    });
    expect(troublesOf(runBlkPolicy(made, diskOf({ sizes: [64] })))).toEqual({
      chainTooLong: 0,
      indirectTooLong: -1,
      stalled: 0,
    });
  });

  it('should fit in an indirect table, but for the strict reading', () =>
    expect(trafficOf(union(plain, INDIRECT_DESC), [64]).traffic).toEqual({
      chainTooLong: -1,
      indirectTooLong: 0,
      stalled: -1,
    }));

  it('should be none where the driver is not live', () =>
    expect(trafficOf(FLUSH, [128])).toEqual({ traffic: NO_TROUBLE, requests: [] }));
});

describe('a disk that plays by the standard', () => {
  it('should be an ordinary one', () => expect(blkConforms(diskOf())).toBe(true));

  it.each<[string, Partial<RoundScript>, Partial<BlkScenario>]>([
    ['CONFIG_WCE without FLUSH', { offer: union(VERSION_1, CONFIG_WCE) }, {}],
    ['no VERSION_1', { offer: FLUSH }, {}],
    ['an unknown feature', { offer: union(plain, features(63)) }, {}],
    ['an illegal size', { sizes: [3] }, {}],
    ['a quirk', {}, { quirks: { status: 'one-bit' } }],
    ['a reset without an end', {}, { resetPolls: 'never' }],
  ])('should not have %s', (_, round, changes) => {
    expect(blkConforms(diskOf(round, changes))).toBe(false);
    expect(blkOracleOf(diskOf(round, changes))).toMatchObject({ feasible: false, acceptsAtOnce: false });
  });

  it('may have a reset that outlasts the patience of a driver, and is then served by none', () => {
    const slow = diskOf({}, { resetPolls: 100 });
    expect(blkConforms(slow)).toBe(true);
    expect(blkOracleOf(slow)).toMatchObject({ feasible: false, acceptsAtOnce: false });
  });

  it('may tell a maximum that is no power of two over MMIO, of which less is expected', () => {
    const uneven = diskOf({ sizes: [300] }, { transport: 'mmio' });
    expect(blkConforms(uneven)).toBe(true);
    expect(blkOracleOf(uneven)).toMatchObject({ feasible: true, acceptsAtOnce: false });
  });
});

describe('what the best disk driver could do', () => {
  const canServe = (round: Partial<RoundScript>, changes: Partial<BlkScenario> = {}): boolean =>
    blkOracleOf(diskOf(round, changes)).feasible;

  it.each([
    [0, false],
    [1, false],
    [2, false],
    [4, true],
  ])('should need room for a header, data and a status: %i entries, %s', (size, served) =>
    expect(canServe({ sizes: [size] })).toBe(served),
  );

  it('should need less where the driver combines them, as it may not over a legacy interface', () => {
    expect(canServe({ sizes: [2] }, { request: 'combined' })).toBe(true);
    expect(canServe({ sizes: [2] }, { request: 'combined', transport: 'pci-legacy' })).toBe(false);
  });

  it('should need one data segment at least', () => expect(canServe({}, { segMax: 0 })).toBe(false));

  it('should be nothing on zones that it cannot handle', () => {
    const offer = union(plain, ZONED, DISCARD);
    expect(canServe({ offer }, { zoned: 'host-managed' })).toBe(false);
    expect(canServe({ offer: plain }, { zoned: 'host-managed' })).toBe(false);
    expect(canServe({ offer }, { zoned: 'host-aware' })).toBe(true);
  });

  it('should go without what the device refuses', () => {
    expect(canServe({ acceptance: { kind: 'refuses' } })).toBe(false);
    expect(canServe({ acceptance: { kind: 'refuses-unless', lacks: SEG_MAX, holds: NONE } })).toBe(true);
    expect(canServe({ acceptance: { kind: 'refuses-unless', lacks: NONE, holds: MQ } })).toBe(false);
  });

  it('should be at once only where every round serves and accepts', () => {
    const rounds = [aRound({ offer: plain, sizes: [128] }), aRound({ offer: plain, sizes: [1] })];
    expect(blkOracleOf(aDisk({ rounds }))).toMatchObject({ feasible: true, acceptsAtOnce: false });
    expect(blkOracleOf(aDisk())).toMatchObject({ feasible: true, acceptsAtOnce: true });
  });

  it('should be bound by seg_max only where SEG_MAX is accepted', () => {
    const oracle = blkOracleOf(diskOf({}, { segMax: 14 }));
    expect([oracle.segmentLimit(SEG_MAX), oracle.segmentLimit(FLUSH)]).toEqual([
      14,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('should be no less than what the best policy does', () =>
    fc.assert(
      fc.property(blkScenario, (scenario) => {
        const { plan, legacy } = runBlkPolicy(blkFitRequests, scenario);
        // A legacy interface has neither ZONED nor a way to refuse.
        if (legacy && scenario.zoned === 'host-managed') return;
        if (plan && blkConforms(scenario)) expect(blkOracleOf(scenario).feasible).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    ));
});
