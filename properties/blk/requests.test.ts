import { describe, expect, it } from 'vitest';
import { DISCARD, MQ, SEG_MAX, ZONED } from '../../spec/blk/features.ts';
import type { ZonedModel } from '../../spec/blk/zones.ts';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import type { Outcome } from '../../src/driver/outcome.ts';
import { blkFitRequests } from '../../src/policies/blk-fit-requests.ts';
import { factsOf } from '../../src/ring/queue-facts.ts';
import { AT_THE_END, type Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, enables, event, offers, reads, reset, writes } from '../../src/trace/fixtures/events.ts';
import { Trace } from '../../src/trace/trace.ts';
import type { BlkPlan } from '../../src/types/blk/plan.ts';
import { type BlkRun, runBlkPolicy } from '../../src/types/blk/run.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import { disk } from '../examples/example.ts';
import { A, ADF, runOf } from '../fixtures/runs.ts';
import {
  blkChainFitsQueue,
  blkIndirectFitsQueue,
  blkQueuesNegotiated,
  blkServed,
  hostManagedGivenUp,
  noDiscardOnHostManaged,
  requestsMove,
  segMaxKept,
  segmentsNotWasted,
  unhandledZonesFailBeforeFeaturesOk,
} from './requests.ts';

const onDisk = (change: Partial<BlkScenario> = {}): BlkRun =>
  runBlkPolicy(blkFitRequests, disk(SEG_MAX, 256, change));
const ordinary = onDisk();

/** An ordinary run of a disk driver, but for its plan, what the device uses, and the sizes of its rings. */
function live(plan: Partial<BlkPlan> = {}, inUse: FeatureSet = SEG_MAX, sizes?: readonly number[]): BlkRun {
  const { device } = ordinary;
  if (!ordinary.plan) throw new Error('not live');
  return {
    ...ordinary,
    plan: { ...ordinary.plan, ...plan },
    inUse,
    device: sizes
      ? { ...device, isEnabled: () => true, effectiveSize: (queue) => sizes[queue] ?? 0 }
      : device,
  };
}
const failed: Outcome = { kind: 'failed', reason: 'no' };
const failedOf = (run: BlkRun): BlkRun => ({ ...run, plan: undefined, outcome: failed });

/** A run whose events are written by hand. */
function ofEvents(events: readonly TraceEvent[], change: Partial<BlkScenario> = {}): BlkRun {
  const { view, trace, rounds, last, negotiations, final } = runOf(events);
  return {
    ...failedOf(ordinary),
    scenario: disk(NONE, 256, change),
    view,
    trace,
    rounds,
    last,
    negotiations,
    final,
  };
}

const again = { on: () => ordinary, rebind: () => ordinary };

function saidOf(property: Property<BlkRun>, run: BlkRun) {
  if (!property.appliesTo(run)) return 'does not apply';
  return property.check(run, again)?.at ?? 'holds';
}
const told = (property: Property<BlkRun>, run: BlkRun) => property.check(run, again)?.because();

describe('a request', () => {
  it.each([
    ['be longer than its queue', blkChainFitsQueue, [event('control', 0, 257)]],
    [
      'be longer than its queue in a table',
      blkIndirectFitsQueue,
      [event('indirect', 0, 1), event('control', 0, 257)],
    ],
    ['wait for ever', requestsMove, [event('drop', 0, 257), event('stop', 0, 256)]],
  ] as const)('should not %s', (_, property, events) => {
    const troubled = { ...ordinary, queues: factsOf(Trace.of(events), true) };
    expect([saidOf(property, ordinary), saidOf(property, troubled)]).toEqual(['holds', AT_THE_END]);
    expect(saidOf(property, failedOf(troubled))).toBe('does not apply');
    expect(told(property, troubled)).toMatch(/requestq1 .*256 entries$/);
  });

  it('should be told by its descriptors', () => {
    const long = { ...ordinary, queues: factsOf(Trace.of([event('control', 0, 300)]), true) };
    expect(told(blkChainFitsQueue, long)).toBe('a request takes 300 descriptors, requestq1 has 256 entries');
  });

  it('should carry data', () =>
    expect(told(requestsMove, live({ segments: 0 }))).toBe('no request on requestq1 carries data'));

  it('should keep seg_max where SEG_MAX is negotiated', () => {
    expect(saidOf(segMaxKept, live({ segments: 126 }))).toBe('holds');
    expect(told(segMaxKept, live({ segments: 127 }))).toBe(
      'a request has 127 data segments, 126 are allowed',
    );
    expect(saidOf(segMaxKept, live({ segments: 127 }, NONE))).toBe('holds');
    expect(saidOf(segMaxKept, failedOf(ordinary))).toBe('does not apply');
  });

  it('should be as long as it may: by seg_max, by the driver, by every ring', () => {
    const limits = (change: Partial<BlkScenario>) => ({
      ...live({ segments: 10 }),
      scenario: disk(SEG_MAX, 256, change),
    });
    expect(told(segmentsNotWasted, limits({}))).toBe('10 data segments where 126 would go');
    expect(told(segmentsNotWasted, limits({ segMax: 11 }))).toBe('10 data segments where 11 would go');
    expect(told(segmentsNotWasted, limits({ maxSegments: 12 }))).toBe('10 data segments where 12 would go');
    expect(saidOf(segmentsNotWasted, limits({ maxSegments: 10 }))).toBe('holds');
    const rings = live({ segments: 10, queues: [256, 16] }, SEG_MAX, [256, 16]);
    expect(told(segmentsNotWasted, rings)).toBe('10 data segments where 14 would go');
  });

  it('should be cut as the driver likes, and over a legacy interface in parts', () => {
    const cut = (legacy: boolean) => ({
      ...live({ segments: 10, queues: [16] }, SEG_MAX, [16]),
      scenario: disk(SEG_MAX, 256, { request: 'combined' }),
      legacy,
    });
    expect(told(segmentsNotWasted, cut(false))).toMatch(/ 15 would go$/);
    expect(told(segmentsNotWasted, cut(true))).toMatch(/ 14 would go$/);
  });

  it('may be short where nobody states a limit', () => {
    expect(saidOf(segmentsNotWasted, live({ segments: 1 }, NONE))).toBe('holds');
    expect(saidOf(segmentsNotWasted, failedOf(ordinary))).toBe('does not apply');
  });
});

describe('zones', () => {
  const both = windowOf(ZONED | DISCARD, 0);
  const takes = (answer: FeatureSet, ...after: readonly TraceEvent[]) => [
    reset,
    offers(0, both),
    accepts(0, windowOf(answer, 0)),
    ...after,
  ];
  const on = (zoned: ZonedModel, quirks = {}) => ({ zoned, quirks });

  it('should keep DISCARD out of what is settled on, if a host manages them', () => {
    const settles = (answer: FeatureSet) => takes(answer, writes(ADF));
    expect(saidOf(noDiscardOnHostManaged, ofEvents(settles(DISCARD), on('host-managed')))).toBe(2);
    expect(saidOf(noDiscardOnHostManaged, ofEvents(settles(DISCARD), on('host-aware')))).toBe('holds');
    expect(saidOf(noDiscardOnHostManaged, ofEvents(settles(ZONED), on('host-managed')))).toBe('holds');
    expect(told(noDiscardOnHostManaged, ofEvents(settles(ZONED | DISCARD), on('host-managed')))).toBe(
      '{DISCARD} is accepted',
    );
    const unsettled = ofEvents(takes(DISCARD, writes(A)), on('host-managed'));
    expect(saidOf(noDiscardOnHostManaged, unsettled)).toBe('holds');
    const gone = ofEvents(settles(DISCARD), on('host-managed', { vanishesAfter: 9 }));
    expect(saidOf(noDiscardOnHostManaged, gone)).toBe('holds');
    expect(saidOf(noDiscardOnHostManaged, ofEvents([reset]))).toBe('does not apply');
    expect(saidOf(noDiscardOnHostManaged, { ...ofEvents(settles(DISCARD)), legacy: true })).toBe(
      'does not apply',
    );
  });

  it('should be given up by a driver that cannot handle them', () => {
    const zoned = (model: ZonedModel, inUse: FeatureSet) => ({
      ...live({}, inUse),
      scenario: disk(ZONED, 256, { zoned: model }),
    });
    expect(told(hostManagedGivenUp, zoned('host-managed', ZONED))).toBe(
      'live on a host-managed device with ZONED',
    );
    expect(saidOf(hostManagedGivenUp, zoned('host-managed', NONE))).toBe('holds');
    expect(saidOf(hostManagedGivenUp, zoned('host-aware', ZONED))).toBe('holds');
    expect(saidOf(hostManagedGivenUp, failedOf(ordinary))).toBe('does not apply');
  });
});

describe('a driver that cannot handle zones', () => {
  const model = event('config-read', 92, 1);
  const negotiates = [reset, reads(0), offers(0, windowOf(ZONED, 0)), offers(1, 1)];
  const asks = [accepts(0, windowOf(ZONED, 0)), accepts(1, 1), writes(ADF), reads(ADF)];
  const failed = writes(ADF | 0x80);
  const on = (events: readonly TraceEvent[], changes: Partial<BlkScenario> = {}) =>
    saidOf(
      unhandledZonesFailBeforeFeaturesOk,
      ofEvents(events, { ...disk(ZONED, 256, { zoned: 'host-managed' }), ...changes }),
    );

  it.each<[string, readonly TraceEvent[], number | 'holds']>([
    ['which it sees at once', [...negotiates, model, writes(0x83)], 'holds'],
    ['which it sees late', [...negotiates, ...asks, model, failed], 6],
    ['which it sees and does not heed', [...negotiates, model, ...asks, failed], 7],
    ['which it never sees', [...negotiates, ...asks, failed], 'holds'],
    ['which it handles', [...negotiates, ...asks, model, writes(15)], 'holds'],
    ['and is refused', [...negotiates, model, writes(ADF), reads(A), failed], 'holds'],
  ])('should not set FEATURES_OK for a device %s', (_, events, expected) =>
    expect(on(events)).toBe(expected),
  );

  it('should be asked only where another reason to fail is not at hand', () => {
    const late = [...negotiates, ...asks, model, failed];
    const { rounds } = disk(ZONED, 0, { zoned: 'host-managed' });
    expect(on(late, { rounds })).toBe('holds');
    expect(on(late, { zoned: 'host-aware' })).toBe('does not apply');
  });
});

describe('the queues of a disk', () => {
  it('should be one, or as many as MQ brings', () => {
    const makes = (answer: FeatureSet, queue: number) =>
      ofEvents([reset, accepts(0, windowOf(answer, 0)), enables(queue), enables(0)], { numQueues: 2 });
    expect(saidOf(blkQueuesNegotiated, makes(NONE, 0))).toBe('holds');
    expect(told(blkQueuesNegotiated, makes(NONE, 1))).toBe('virtqueue 1 is enabled of 1');
    expect(saidOf(blkQueuesNegotiated, makes(NONE, 1))).toBe(3);
    expect(saidOf(blkQueuesNegotiated, makes(MQ, 1))).toBe('holds');
    expect(saidOf(blkQueuesNegotiated, makes(MQ, 2))).toBe(3);
    expect(saidOf(blkQueuesNegotiated, ofEvents([reset, accepts(0, 0)]))).toBe('does not apply');
  });
});

describe('a disk that can be served', () => {
  it('should be served', () => {
    expect(saidOf(blkServed, ordinary)).toBe('holds');
    expect(told(blkServed, failedOf(ordinary))).toBe(
      'the probe fails though the device takes a set that works',
    );
    expect(saidOf(blkServed, { ...failedOf(ordinary), outcome: undefined })).toBe('does not apply');
    const refused = { ...failedOf(ordinary), scenario: disk(SEG_MAX, 0) };
    expect(saidOf(blkServed, refused)).toBe('holds');
  });
});
