import { describe, expect, it } from 'vitest';
import { ANY_LAYOUT, RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import { CTRL_VQ, GUEST_ANNOUNCE, GUEST_CSUM, GUEST_TSO4, MQ, MRG_RXBUF } from '../../spec/net/features.ts';
import { recommended } from '../../src/policies/recommended.ts';
import { AT_THE_END } from '../../src/run/property.ts';
import { event } from '../../src/trace/fixtures/events.ts';
import { aPlan } from '../../src/types/net/fixtures/plans.ts';
import type { NetPlan } from '../../src/types/net/plan.ts';
import type { NetDriver } from '../../src/types/net/policy.ts';
import { type SeedTable, seedTable } from '../../src/types/net/seed-table.ts';
import { type Left, live, runOf, said, saidOf, told } from '../fixtures/runs.ts';
import {
  chainFitsQueue,
  featuresFitTheirRings,
  indirectChainFitsQueue,
  legacyFramingKept,
  noControlQueueBelow2,
  smallRingFitsMrgRxbuf,
  smallRingMarked,
  smallRingWithoutMrgRxbuf,
  trafficNeverStalls,
} from './small-rings.ts';

/** A live driver on rings of so many entries: receive, transmit, control. */
const onRings = (sizes: readonly number[], inUse: FeatureSet = NONE, plan: Partial<NetPlan> = {}): Left => ({
  outcome: live(plan),
  device: { inUse, effectiveSize: (queue) => sizes[queue] ?? 0 },
});
const nobody: Left = { outcome: { kind: 'failed', reason: 'no' } };

/** A driver that uses its control queue. */
const commands = {
  derived: { ...aPlan().derived, hasControlQueue: true },
  controlChain: 2,
} satisfies Partial<NetPlan>;

/** A live driver on such rings that accepted a set and claims a table of the proposal. */
const claiming = (sizes: readonly number[], accepted: FeatureSet, seedTable: SeedTable) => {
  const windows = [0, 1].map((index) => ({
    kind: 'accepted-write' as const,
    index,
    value: windowOf(accepted, index),
  }));
  return runOf(windows, { ...onRings(sizes, accepted), seedTable });
};

describe("whoever claims the proposal's table", () => {
  const [smallest, own] = [seedTable('smallest-ring'), seedTable('own-ring')];

  it.each<[readonly number[], FeatureSet, SeedTable, number | string]>([
    [[18, 256, 256], MRG_RXBUF, smallest, AT_THE_END],
    [[18, 256, 256], GUEST_TSO4, smallest, AT_THE_END],
    [[18, 256, 256], CTRL_VQ, smallest, 'holds'],
    [[19, 256, 256], MRG_RXBUF | GUEST_TSO4, smallest, 'holds'],
    // Whichever ring is the smallest …
    [[256, 18, 256], MRG_RXBUF, smallest, AT_THE_END],
    [[256, 256, 18], MRG_RXBUF | CTRL_VQ, smallest, AT_THE_END],
    [[256, 1, 256], CTRL_VQ, smallest, AT_THE_END],
    // … but for a control ring that nobody negotiated, which is none.
    [[256, 256, 0], MRG_RXBUF, smallest, 'holds'],
    [[256, 18, 18], MRG_RXBUF | CTRL_VQ, own, 'holds'],
    [[18, 256, 256], MRG_RXBUF, own, AT_THE_END],
    [[1, 1, 256], CTRL_VQ, own, 'holds'],
    [[256, 256, 1], CTRL_VQ, own, AT_THE_END],
    // What is not claimed is not asked for.
    [[1, 1, 1], MRG_RXBUF | CTRL_VQ, { ...smallest, below2: NONE }, 'holds'],
  ])('should keep to it on rings of %o', (sizes, accepted, table, expected) =>
    expect(saidOf(smallRingWithoutMrgRxbuf, claiming(sizes, accepted, table))).toBe(expected),
  );

  it('should be told of the ring of 2 as of a hole in the proposal', () => {
    const found = (sizes: readonly number[], accepted: FeatureSet) => {
      const run = claiming(sizes, accepted, smallest);
      const violation = smallRingWithoutMrgRxbuf.check(run, { on: runNothing, rebind: runNothing });
      return [violation?.because(), violation?.clauses];
    };
    expect(found([2, 256], MRG_RXBUF)).toEqual([
      '{MRG_RXBUF} is live on rings of receive 2, transmit 256: of a ring of 2 the table says nothing, a hole in the proposal',
      ['seed:classes'],
    ]);
    expect(found([1, 256, 256], MRG_RXBUF | CTRL_VQ)).toEqual([
      '{MRG_RXBUF, CTRL_VQ} is live, which the table blocks on rings of receive 1, transmit 256, control 256',
      ['seed:small-ring', 'seed:control-ring'],
    ]);
  });

  it('should count a ring as small by the fragments of the driver', () => {
    const run = claiming([46, 256], MRG_RXBUF, smallest);
    const withFragments = (maxSkbFrags: number) => ({ ...run, scenario: { ...run.scenario, maxSkbFrags } });
    expect(saidOf(smallRingWithoutMrgRxbuf, withFragments(45))).toBe(AT_THE_END);
    expect(saidOf(smallRingWithoutMrgRxbuf, withFragments(44))).toBe('holds');
  });

  it('should be bound by it alone, and everybody else by the oracle', () => {
    const claims: NetDriver[] = [{ ...recommended, seedTable: smallest }, recommended];
    expect(claims.map((policy) => smallRingWithoutMrgRxbuf.binds?.(policy))).toEqual([true, false]);
    expect(claims.map((policy) => smallRingFitsMrgRxbuf.binds?.(policy))).toEqual([false, true]);
    const merged = MRG_RXBUF | GUEST_CSUM | GUEST_TSO4;
    expect(saidOf(smallRingFitsMrgRxbuf, claiming([16, 256], merged, smallest))).toBe('does not apply');
    expect(said(smallRingWithoutMrgRxbuf, [], onRings([16, 256], merged))).toBe('does not apply');
  });
});

describe('a receive ring', () => {
  it.each<[number, FeatureSet, number | string]>([
    [16, MRG_RXBUF, 'holds'],
    [1, MRG_RXBUF, 'holds'],
    [16, GUEST_CSUM | GUEST_TSO4, 'holds'],
    [16, MRG_RXBUF | GUEST_CSUM | GUEST_TSO4, AT_THE_END],
    [18, MRG_RXBUF | GUEST_CSUM | GUEST_TSO4, 'holds'],
  ])(
    'of %i entries should run with MRG_RXBUF where merged buffers hold what comes in',
    (size, inUse, expected) =>
      expect(said(smallRingFitsMrgRxbuf, [], onRings([size, 256, 256], inUse))).toBe(expected),
  );

  it('should fit the live features, as the oracle counts', () => {
    const segmentation = GUEST_CSUM | GUEST_TSO4;
    expect(said(featuresFitTheirRings, [], onRings([18, 256], segmentation))).toBe(AT_THE_END);
    expect(said(featuresFitTheirRings, [], onRings([19, 256], segmentation))).toBe('holds');
    expect(told(featuresFitTheirRings, runOf([], onRings([18, 256], segmentation)))).toBe(
      '{GUEST_TSO4} cannot work on a receive ring of 18',
    );
  });

  it('should cite the rules of what does not fit', () => {
    const cited = (sizes: readonly number[], inUse: FeatureSet) =>
      featuresFitTheirRings.check(
        runOf([], { ...onRings(sizes, inUse), outcome: live({ ...commands, controlChain: 3 }) }),
        { on: runNothing, rebind: runNothing },
      )?.clauses;
    const receive = ['seed:small-ring', expect.stringMatching(/Setting Up Receive Buffers #1$/)];
    const control = expect.stringMatching(/Control Virtqueue #2$/);
    const segmentation = GUEST_CSUM | GUEST_TSO4;
    expect(cited([18, 256, 256], segmentation | CTRL_VQ)).toEqual(receive);
    expect(cited([256, 256, 1], segmentation | CTRL_VQ)).toEqual([control]);
    expect(cited([18, 256, 1], segmentation | CTRL_VQ)).toEqual([...receive, control]);
    const merged = onRings([16, 256], segmentation | MRG_RXBUF);
    const found = featuresFitTheirRings.check(runOf([], merged), { on: runNothing, rebind: runNothing });
    expect(found?.because()).toBe('{GUEST_TSO4} cannot work on a receive ring of 16, in merged buffers');
    expect(found?.clauses).toEqual([
      'seed:small-ring',
      expect.stringMatching(/^sec:.* Setting Up Receive Buffers #1$/),
    ]);
    const legacy = {
      ...onRings([32, 256], segmentation | MRG_RXBUF),
      scenario: { transport: 'pci-legacy' },
    } as const;
    const apart = featuresFitTheirRings.check(runOf([], legacy), { on: runNothing, rebind: runNothing });
    expect(apart?.because()).toMatch(
      /, in merged buffers, where each buffer takes a descriptor more for its header$/,
    );
    expect(apart?.clauses).toEqual([
      expect.stringMatching(/^sec:.* Setting Up Receive Buffers #1$/),
      expect.stringMatching(/Framing Requirements #1$/),
    ]);
  });

  it('should be asked for of live drivers only', () => {
    for (const property of [smallRingFitsMrgRxbuf, featuresFitTheirRings, noControlQueueBelow2])
      expect(said(property, [], nobody)).toBe('does not apply');
    expect(
      smallRingWithoutMrgRxbuf.check(runOf([], nobody), { on: runNothing, rebind: runNothing }),
    ).toBeUndefined();
    expect(
      featuresFitTheirRings.check(runOf([], nobody), { on: runNothing, rebind: runNothing }),
    ).toBeUndefined();
  });
});

const runNothing = () => runOf([], nobody);

describe('a control ring', () => {
  it.each<[number, FeatureSet, number | string]>([
    [1, CTRL_VQ, AT_THE_END],
    [1, NONE, 'holds'],
    [2, CTRL_VQ, 'holds'],
  ])('of %i entries should run with CTRL_VQ only from 2 on', (size, inUse, expected) =>
    expect(
      said(noControlQueueBelow2, [], { ...onRings([256, 256, size], inUse), outcome: live(commands) }),
    ).toBe(expected),
  );

  it('should be of any size, and need not exist, where it is negotiated and lies idle', () => {
    for (const plan of [{}, { ...commands, controlChain: 0 }]) {
      const idle = { ...onRings([256, 256, 0], CTRL_VQ), outcome: live(plan) };
      expect(said(noControlQueueBelow2, [], idle)).toBe('holds');
      expect(said(featuresFitTheirRings, [], idle)).toBe('holds');
    }
  });

  it('should hold commands as the driver packs them', () => {
    const packed = (controlChain: number) => ({
      ...onRings([256, 256, 2], CTRL_VQ | MQ),
      outcome: live({ ...commands, controlChain }),
    });
    expect(said(featuresFitTheirRings, [], packed(2))).toBe('holds');
    expect(said(featuresFitTheirRings, [], packed(3))).toBe(AT_THE_END);
    // Nobody sends a command in one descriptor.
    expect(said(featuresFitTheirRings, [], packed(1))).toBe(AT_THE_END);
  });
});

describe('a chain', () => {
  it.each([
    ['longer than its queue', chainFitsQueue, [event('transmit', 1, 17)]],
    [
      'longer than its queue in a table',
      indirectChainFitsQueue,
      [event('indirect', 1, 1), event('transmit', 1, 17)],
    ],
    ['that stops a queue for ever', trafficNeverStalls, [event('stop', 1, 15)]],
  ] as const)('%s should be none', (_, property, events) => {
    const left = { ...onRings([16, 16]), outcome: live({ transmitChain: 1, stopBelow: 1, wakeAt: 1 }) };
    expect(said(property, [], left)).toBe('holds');
    expect(said(property, events, left)).toBe(AT_THE_END);
    expect(said(property, events, nobody)).toBe('does not apply');
    expect(told(property, runOf(events, left))).toMatch(/transmitq1 .*16 entries/);
  });

  it('longer than its queue should break the rules of its format', () => {
    const cited = (inUse: FeatureSet) =>
      chainFitsQueue.check(runOf([event('transmit', 1, 17)], onRings([16, 16], inUse)), {
        on: runNothing,
        rebind: runNothing,
      })?.clauses;
    expect(cited(NONE)).toEqual([
      expect.stringMatching(/Descriptors #3$/),
      expect.stringMatching(/Table #1$/),
    ]);
    expect(cited(RING_PACKED)).toEqual([
      expect.stringMatching(/Scatter-Gather Support #2$/),
      expect.stringMatching(/Size and Alignment #2$/),
    ]);
  });

  it('should be told to wait for a wake-up, or of a recording that none came', () => {
    const stalled = onRings([16, 16]);
    expect(told(trafficNeverStalls, runOf([], stalled))).toMatch(/stops, and waits for 19 free ones$/);
    expect(told(trafficNeverStalls, runOf([event('stop', 1, 0)], { ...stalled, ...nobody }))).toMatch(
      /stops, and never wakes$/,
    );
  });
});

describe('the legacy framing', () => {
  const legacy = { scenario: { transport: 'pci-legacy' } } as const;
  const frames = (features: FeatureSet, plan: Partial<NetPlan>) =>
    said(legacyFramingKept, [], { ...legacy, outcome: live({ features, receiveChain: 2, ...plan }) });

  it('should give the header a descriptor of its own, in both directions', () => {
    expect(frames(NONE, { receiveChain: 2, transmitChain: 2 })).toBe('holds');
    expect(frames(NONE, { receiveChain: 1, transmitChain: 2 })).toBe(AT_THE_END);
    expect(frames(NONE, { receiveChain: 2, transmitChain: 1 })).toBe(AT_THE_END);
    expect(frames(ANY_LAYOUT, { receiveChain: 1, transmitChain: 1 })).toBe('holds');
  });

  it('should give each part of a command one, where commands are sent', () => {
    expect(frames(CTRL_VQ | MQ, { ...commands, controlChain: 3 })).toBe('holds');
    expect(frames(CTRL_VQ | MQ, { ...commands, controlChain: 2 })).toBe(AT_THE_END);
    // ANNOUNCE_ACK has no data, and who may send it need not send anything else.
    expect(frames(CTRL_VQ | MQ | GUEST_ANNOUNCE, { ...commands, controlChain: 2 })).toBe('holds');
    expect(frames(CTRL_VQ | MQ, { ...commands, controlChain: 0 })).toBe('holds');
    expect(frames(MQ, { controlChain: 0 })).toBe('holds');
    const joined = live({ features: CTRL_VQ | MQ, receiveChain: 2, ...commands, controlChain: 2 });
    expect(told(legacyFramingKept, runOf([], { ...legacy, outcome: joined }))).toBe(
      'a command takes 2 descriptors',
    );
    expect(frames(CTRL_VQ | MQ | ANY_LAYOUT, { ...commands, controlChain: 2 })).toBe('holds');
  });

  it('should bind nobody else', () => {
    expect(said(legacyFramingKept, [], { outcome: live() })).toBe('does not apply');
    expect(said(legacyFramingKept, [], { ...nobody, ...legacy })).toBe('does not apply');
  });
});

describe('the mark of small rings', () => {
  it('should be there where a data ring is small, and only there', () => {
    const marks = (sizes: readonly number[], small: boolean) =>
      said(smallRingMarked, [], onRings(sizes, NONE, { small }));
    expect([marks([18, 256], true), marks([256, 18], true)]).toEqual(['holds', 'holds']);
    expect([marks([18, 256], false), marks([256, 18], false)]).toEqual([AT_THE_END, AT_THE_END]);
    expect([marks([19, 19], true), marks([19, 19], false)]).toEqual([AT_THE_END, 'holds']);
    expect(said(smallRingMarked, [], nobody)).toBe('does not apply');
  });

  it('should be told missing, or wrong', () => {
    const tells = (sizes: readonly number[], small: boolean) =>
      told(smallRingMarked, runOf([], onRings(sizes, NONE, { small })));
    expect(tells([18, 18], false)).toBe('a small ring is not marked');
    expect(tells([19, 19], true)).toBe('large rings are marked small');
  });
});
