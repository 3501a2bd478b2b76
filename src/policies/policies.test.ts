import { describe, expect, it } from 'vitest';
import { INDIRECT_DESC, RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { everything, offloads, plain, ring, runOnRings as run } from '../types/net/fixtures/rings.ts';
import { trafficIn } from '../types/net/fixtures/troubles.ts';
import { type NetRun, runNetPolicy } from '../types/net/run.ts';
import { SEED_RECEIVE } from '../types/net/seed-table.ts';
import { coreFlagsRetry } from './core-flags-retry.ts';
import { disableSmallPairs } from './disable-small-pairs.ts';
import { dropScatterGather } from './drop-scatter-gather.ts';
import { letControlFail } from './let-control-fail.ts';
import { linuxMainline } from './linux-mainline.ts';
import { peekBeforeFeaturesOk } from './peek-before-features-ok.ts';
import { probeRenegotiate, probeRenegotiateOwnRing } from './probe-renegotiate.ts';
import { probeRenegotiateFirstSeries } from './probe-renegotiate-first-series.ts';
import { rejectSmall } from './reject-small.ts';
import { renegotiateAfterQueues } from './renegotiate-after-queues.ts';
import { rfcAsPosted } from './rfc-as-posted.ts';

const kindsOf = ({ trace }: NetRun): string[] => [...trace].map(({ kind }) => kind);
const endOf = ({ outcome }: NetRun): string =>
  outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? '');
const keptIn = ({ negotiations }: NetRun): FeatureSet[] => negotiations.map(({ answer }) => answer.accepted);

describe('linux-mainline', () => {
  it('should accept what it knows, whatever the ring, and never peek', () => {
    const small = run(linuxMainline, everything, ring(16));
    expect(keptIn(small)).toEqual([everything]);
    expect(kindsOf(small)).not.toContain('peek');
    expect([endOf(small), trafficIn(small).stalled]).toEqual(['live', 1]);
  });

  it('should wait for ever for a PCI device that never ends its reset', () =>
    expect(endOf(run(linuxMainline, plain, ring(256), { resetPolls: 'never', initialStatus: 15 }))).toBe(
      'crashed',
    ));
});

describe('reject-small', () => {
  it.each([
    [16, 'a ring is too small'],
    [32, 'live'],
  ])('should go by MAX_FRAGS + 2, rounded up: %i entries end %s', (size, end) => {
    expect(endOf(run(rejectSmall, plain, ring(size)))).toBe(end);
    expect(endOf(run(rejectSmall, plain, [256, size, 256]))).toBe(end);
  });

  it('should not look at the control ring', () =>
    expect(endOf(run(rejectSmall, everything, [256, 256, 1]))).toBe('live'));
});

describe('probe-renegotiate', () => {
  it('should peek, reset and negotiate again without what a small ring blocks', () => {
    const small = run(probeRenegotiate, everything, ring(16));
    expect(keptIn(small)).toEqual([everything, everything & ~SEED_RECEIVE]);
    expect(small.plan).toMatchObject({ small: true, transmitChain: 1 });
    expect(small.rounds[0]?.firstQueueChange).toBe(-1);
  });

  it('should give up CTRL_VQ and what depends on it where a ring is below 2', () =>
    expect(keptIn(run(probeRenegotiate, everything, ring(1))).at(-1)).toBe(union(plain, net.GUEST_CSUM)));

  it('should reset wherever a ring is small, also where nothing that is blocked was accepted', () =>
    expect(keptIn(run(probeRenegotiate, plain, ring(16)))).toEqual([plain, plain]));

  it('should go by the ring of each queue, under the other reading', () => {
    const kept = (sizes: readonly number[]) =>
      [probeRenegotiate, probeRenegotiateOwnRing].map((policy) =>
        keptIn(run(policy, everything, sizes)).at(-1),
      );
    const offloaded = everything & ~SEED_RECEIVE;
    expect(kept([256, 256, 8])).toEqual([offloaded, everything]);
    expect(kept([256, 16, 256])).toEqual([offloaded, everything]);
    expect(kept([16, 256, 2])).toEqual([everything, offloaded]);
    expect(kept([16, 16, 1])).toEqual([union(plain, net.GUEST_CSUM), union(plain, net.GUEST_CSUM)]);
  });

  it('should do nothing at exactly 2, which belongs to neither class', () =>
    expect(keptIn(run(probeRenegotiate, everything, ring(2)))).toEqual([everything]));

  it('should fail after the queues are made where it could not peek', () => {
    const blind = run(probeRenegotiate, everything, ring(16), { peek: false });
    expect(endOf(blind)).toBe('a ring is small and blocked features were negotiated');
    expect(blind.rounds).toHaveLength(1);
  });

  it('should fail where the second negotiation is refused', () => {
    const scenario = aNetDevice({
      rounds: [
        aRound({ offer: offloads, sizes: ring(16) }),
        aRound({ offer: offloads, sizes: ring(16), acceptance: { kind: 'refuses' } }),
      ],
    });
    expect(endOf(runNetPolicy(probeRenegotiate, scenario))).toBe('the device refused the accepted features');
  });

  it('should cost a large ring no second round', () =>
    expect(run(probeRenegotiate, everything, ring(256)).rounds).toHaveLength(1));
});

describe('probe-renegotiate-first-series', () => {
  it('should know no ring below 2', () => {
    expect(keptIn(run(probeRenegotiateFirstSeries, everything, ring(1)))).toEqual([everything]);
    expect(keptIn(run(probeRenegotiateFirstSeries, everything, ring(16))).at(-1)).toBe(
      everything & ~SEED_RECEIVE,
    );
  });
});

describe('core-flags-retry', () => {
  it('should make the queues, see that the set grew, reset and probe again', () => {
    const small = run(coreFlagsRetry, everything, ring(16), { peek: false });
    expect(keptIn(small)).toEqual([everything, everything & ~SEED_RECEIVE]);
    expect(small.rounds.map(({ firstEnable }) => firstEnable > 0)).toEqual([true, true]);
    expect(endOf(small)).toBe('live');
  });

  it('should give back what it made before it goes over again, as its alternatives do', () => {
    const released = [coreFlagsRetry, renegotiateAfterQueues, rfcAsPosted, probeRenegotiate].map((policy) => {
      const small = run(policy, everything, ring(16));
      const kinds = kindsOf(small);
      const at = kinds.indexOf('queue-release');
      const [, second] = small.rounds;
      return [
        kinds.filter((kind) => kind === 'queue-release').length,
        second !== undefined && at > second.start && at < second.firstAcceptedWrite,
      ];
    });
    expect(released).toEqual([
      [3, true],
      [3, true],
      [3, true],
      [0, false],
    ]);
  });

  it('should probe as often as the set grows', () => {
    const shrinking = aNetDevice({
      rounds: [16, 1].map((size) => aRound({ offer: everything, sizes: ring(size) })),
    });
    expect(keptIn(runNetPolicy(coreFlagsRetry, shrinking))).toEqual([
      everything,
      everything & ~SEED_RECEIVE,
      union(plain, net.GUEST_CSUM),
    ]);
  });
});

describe('renegotiate-after-queues', () => {
  it('should make the queues, then start over, once', () => {
    const small = run(renegotiateAfterQueues, everything, ring(16), { peek: false });
    expect(keptIn(small)).toEqual([everything, everything & ~SEED_RECEIVE]);
    expect(small.rounds.every(({ firstEnable }) => firstEnable > 0)).toBe(true);
  });

  it('should fail where the rings are smaller still the second time', () => {
    const shrinking = aNetDevice({
      rounds: [16, 1].map((size) => aRound({ offer: everything, sizes: ring(size) })),
    });
    expect(endOf(runNetPolicy(renegotiateAfterQueues, shrinking))).toBe(
      'a ring is small and blocked features were negotiated',
    );
  });
});

describe('rfc-as-posted', () => {
  it('should begin its second round at the features, without ACKNOWLEDGE and DRIVER', () => {
    const { rounds } = run(rfcAsPosted, everything, ring(16));
    expect(rounds.map(({ statusWrites }) => statusWrites[0]?.value)).toEqual([1, 8]);
    expect(rounds).toHaveLength(2);
  });

  it('should keep MRG_RXBUF and the control queue, whatever its ring', () => {
    const { plan } = run(rfcAsPosted, everything, [16, 16, 1]);
    expect(plan?.features).toBe(everything & ~net.GUEST_TSO4);
  });

  it.each([16, 3, 1])('should block on every ring below MAX_FRAGS + 2, also below 4: %i', (size) =>
    expect(keptIn(run(rfcAsPosted, offloads, [256, size, 256], { format: 'packed' }))).toEqual([
      union(offloads, RING_PACKED),
      union(offloads, RING_PACKED) & ~net.GUEST_TSO4,
    ]),
  );

  it('should validate in every negotiation', () => {
    const offer = union(VERSION_1, net.STANDBY, net.MTU, net.GUEST_CSUM, net.GUEST_TSO4);
    const { negotiations } = run(rfcAsPosted, offer, ring(16), { mtu: 60 });
    expect(negotiations.map(({ answer }) => answer.accepted)).toEqual([
      union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4),
      union(VERSION_1, net.GUEST_CSUM),
    ]);
  });

  it('should negotiate as often as it finds more to block, which is what is negotiated', () => {
    const scenario = aNetDevice({
      rounds: [union(plain, net.GUEST_CSUM, net.GUEST_TSO4), offloads | net.GUEST_TSO6].map((offer) =>
        aRound({ offer, sizes: ring(16) }),
      ),
    });
    expect(keptIn(runNetPolicy(rfcAsPosted, scenario))).toEqual([
      union(plain, net.GUEST_CSUM, net.GUEST_TSO4),
      union(plain, net.GUEST_CSUM, net.GUEST_TSO6, net.MRG_RXBUF),
      union(plain, net.GUEST_CSUM, net.MRG_RXBUF),
    ]);
  });

  it('should be as Linux is where the rings come out large the second time, but for what is blocked', () => {
    const scenario = aNetDevice({
      rounds: [16, 256].map((size) => aRound({ offer: offloads, sizes: ring(size) })),
    });
    const { plan } = runNetPolicy(rfcAsPosted, scenario);
    expect(plan).toMatchObject({ small: false, stopBelow: 19, features: offloads & ~net.GUEST_TSO4 });
  });

  it.each([
    [9000, 1500],
    [1000, 1000],
  ])('should lower an MTU of %i to %i while its bit stays', (mtu, lowered) => {
    const { plan } = run(rfcAsPosted, union(plain, net.MTU), ring(16), { mtu });
    expect([plan?.derived.mtu, includes(plan?.features ?? 0n, net.MTU)]).toEqual([lowered, true]);
  });

  it.each([
    ['without host segmentation', 3, net.CSUM],
    ['with it', 4, union(net.CSUM, net.HOST_TSO4)],
    ['with it and HOST_ECN', 4, union(net.CSUM, net.HOST_TSO4, net.HOST_ECN)],
  ])('should send fragments as before, %s, and stop and wake at %i descriptors', (_, free, sent) =>
    expect(run(rfcAsPosted, plain | sent, ring(16)).plan).toMatchObject({
      small: true,
      transmitChain: 19,
      stopBelow: free,
      wakeAt: free,
    }),
  );

  it('should never wake on a ring of 2', () =>
    expect([2, 4].map((size) => trafficIn(run(rfcAsPosted, plain, ring(size))).stalled)).toEqual([1, -1]));
});

describe('peek-before-features-ok', () => {
  it('should peek before FEATURES_OK and so need no second round', () => {
    const small = run(peekBeforeFeaturesOk, everything, ring(16));
    const [round] = small.rounds;
    expect(small.rounds).toHaveLength(1);
    expect(round?.firstPeek).toBeGreaterThan(round?.firstAcceptedWrite ?? 0);
    expect(round?.lastPeek).toBeLessThan(round?.featuresOkWritten ?? 0);
    expect(small.plan?.features).toBe(everything & ~SEED_RECEIVE);
  });

  it('should validate what it wrote, and write it again with all that goes', () => {
    const offer = union(offloads, net.MTU);
    const small = run(peekBeforeFeaturesOk, offer, ring(16), { mtu: 60 });
    const [round] = small.rounds;
    expect(round?.firstConfigRead).toBeGreaterThan(round?.firstAcceptedWrite ?? 0);
    expect(kindsOf(small).filter((kind) => kind === 'accepted-write')).toHaveLength(2 * 4);
    expect(small.plan?.features).toBe(union(plain, net.GUEST_CSUM));
  });

  it('should fail where it could not peek', () =>
    expect(endOf(run(peekBeforeFeaturesOk, everything, ring(16), { peek: false }))).toBe(
      'a ring is small and blocked features were negotiated',
    ));
});

describe('disable-small-pairs', () => {
  const pairs = (...sizes: number[]): NetRun =>
    run(disableSmallPairs, union(plain, net.CTRL_VQ, net.MQ), sizes, {
      maxVirtqueuePairs: (sizes.length - 1) / 2,
    });

  it('should use the pairs up to the first small one, without a reset', () => {
    const { plan, rounds } = pairs(64, 64, 64, 16, 64, 64, 64);
    expect([plan?.activePairs, rounds.length]).toEqual([[0], 1]);
    expect(pairs(64, 64, 64, 64, 64).plan?.activePairs).toEqual([0, 1]);
  });

  it('should fail where the first is small', () =>
    expect(endOf(pairs(64, 16, 64, 64, 64))).toBe('every usable pair has a small ring'));
});

describe('drop-scatter-gather', () => {
  const segments = union(plain, net.GUEST_CSUM, net.GUEST_TSO4);

  it('should keep every feature and send linear packets on a small ring', () => {
    const small = run(dropScatterGather, everything, ring(16));
    expect(keptIn(small)).toEqual([everything]);
    expect(small.plan).toMatchObject({ small: true, transmitChain: 1, stopBelow: 1 });
    expect(trafficIn(small).stalled).toBe(-1);
  });

  it.each([
    ['segments', segments, [1, 2, 4, 8, 16, 19]],
    ['segments, in indirect tables', union(segments, INDIRECT_DESC), [1, 2, 4, 8, 16, 19]],
    ['frames of an MTU', union(plain, net.MTU), [1, 2, 4, 5, 5, 5]],
    ['buffers that merge', offloads, [1, 1, 1, 1, 1, 1]],
  ])(
    'should size receive buffers by the ring, so that the largest frame comes in: %s',
    (_, offer, chains) => {
      const runs = [1, 2, 4, 8, 16, 32].map((size) =>
        run(dropScatterGather, offer, ring(size), { mtu: 9000 }),
      );
      expect(runs.map(({ plan }) => plan?.receiveChain)).toEqual(chains);
      for (const ran of runs) {
        expect(trafficIn(ran)).toMatchObject({
          deaf: -1,
          tooSmallForFrame: -1,
          tooSmallForMtu: -1,
          stalled: -1,
        });
        expect(ran.rings?.unfit).toBe(NONE);
      }
    },
  );

  it('should be Linux on large rings', () => {
    const [ours, linux] = [dropScatterGather, linuxMainline].map((policy) => run(policy, segments, ring(32)));
    expect(ours?.plan).toEqual(linux?.plan);
  });
});

describe('let-control-fail', () => {
  it('should keep CTRL_VQ on a ring that no command fits', () => {
    const small = run(letControlFail, everything, ring(1));
    const { plan } = small;
    expect(includes(plan?.features ?? 0n, union(net.CTRL_VQ, net.CTRL_RX))).toBe(true);
    expect(intersects(plan?.features ?? 0n, SEED_RECEIVE)).toBe(false);
    expect(trafficIn(small).controlFails).toBe(true);
  });

  it('should fail, as the proposal does, where it could not peek', () =>
    expect(endOf(run(letControlFail, everything, ring(1), { peek: false }))).toBe(
      'a ring is small and blocked features were negotiated',
    ));
});
