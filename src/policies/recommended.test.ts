import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario, offer } from '../../properties/net/generators.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, intersects, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { transports } from '../../spec/transports.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { Acceptance } from '../scenario/scenario.ts';
import { trafficIn } from '../types/net/fixtures/troubles.ts';
import { oracleOf } from '../types/net/oracle.ts';
import { type NetRun, runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { linuxMainline } from './linux-mainline.ts';
import { recommended } from './recommended.ts';

const plain = union(VERSION_1, net.MAC);
const offloads = union(plain, net.GUEST_CSUM, net.GUEST_TSO4);
const control = union(plain, net.CTRL_VQ, net.CTRL_RX);

const run = (set: FeatureSet, sizes: readonly number[], changes: Partial<NetScenario> = {}): NetRun =>
  runNetPolicy(recommended, aNetDevice({ rounds: [aRound({ offer: set, sizes })], ...changes }));

/** On a device that answers each negotiation in turn. */
const runAnswered = (set: FeatureSet, ...answers: readonly Acceptance[]): NetRun =>
  runNetPolicy(
    recommended,
    aNetDevice({ rounds: answers.map((acceptance) => aRound({ offer: set, acceptance })) }),
  );

const setsOf = ({ negotiations }: NetRun): FeatureSet[] => negotiations.map(({ answer }) => answer.accepted);
const endOf = ({ outcome }: NetRun): string =>
  outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? '');

const yes: Acceptance = { kind: 'accepts' };
const no: Acceptance = { kind: 'refuses' };

describe('what the recommended policy gives up', () => {
  it('should be guest offloads where the receive ring is too small for them, and nothing else', () => {
    expect(setsOf(run(offloads, [16, 16, 16]))).toEqual([offloads, union(plain, net.GUEST_CSUM)]);
    expect(setsOf(run(offloads, [256, 1, 1]))).toEqual([offloads]);
  });

  it('should be nothing where mergeable buffers make do with a small ring', () => {
    const mergeable = union(offloads, net.MRG_RXBUF);
    expect(setsOf(run(mergeable, [32, 32, 32]))).toEqual([mergeable]);
    expect(setsOf(run(mergeable, [16, 16, 16]))).toEqual([
      mergeable,
      union(plain, net.GUEST_CSUM, net.MRG_RXBUF),
    ]);
  });

  it('should be control features that the control ring cannot hold, one by one', () => {
    expect(setsOf(run(control, [256, 256, 1])).at(-1)).toBe(plain);
    expect(setsOf(run(control, [256, 256, 2])).at(-1)).toBe(union(plain, net.CTRL_VQ));
    expect(setsOf(run(control, [256, 256, 4]))).toEqual([control]);
  });

  it('should be MQ where one of its queues does not exist', () => {
    const many = union(plain, net.CTRL_VQ, net.MQ);
    const { plan } = run(many, [256, 256, 0, 256, 256], { maxVirtqueuePairs: 2 });
    expect(plan?.features).toBe(union(plain, net.CTRL_VQ));
  });

  it('should be known only after the queues were made where the transport cannot peek', () => {
    const { rounds, plan } = run(offloads, [16, 16, 16], { peek: false });
    expect(rounds.map(({ firstQueueChange }) => firstQueueChange >= 0)).toEqual([true, true]);
    expect(plan?.features).toBe(union(plain, net.GUEST_CSUM));
  });

  it('should follow from the size that is made where that is not the one that was peeked at', () => {
    const { plan } = run(offloads, [256, 256, 256], { quirks: { createdSizes: [16, 16, 16] } });
    expect([plan?.features, plan?.queues]).toEqual([union(plain, net.GUEST_CSUM), [16, 16]]);
  });
});

describe('how the recommended policy is live', () => {
  it('should be linear and marked on small rings, as mainline is on large ones', () => {
    expect(run(plain, [16, 16, 16]).plan).toMatchObject({ small: true, transmitChain: 1, wakeAt: 1 });
    expect(run(plain, [256, 256, 256]).plan).toMatchObject({ small: false, transmitChain: 1, wakeAt: 19 });
  });

  it('should leave out the pairs from the first on that is smaller than pair one', () => {
    const many = union(plain, net.CTRL_VQ, net.MQ);
    const pairs = (...sizes: number[]) => run(many, sizes, { maxVirtqueuePairs: 3 }).plan?.activePairs;
    expect(pairs(64, 64, 64, 64, 64, 64, 64)).toEqual([0, 1, 2]);
    expect(pairs(64, 64, 64, 16, 64, 64, 64)).toEqual([0]);
    expect(pairs(16, 16, 16, 16, 8, 16, 64)).toEqual([0, 1]);
    expect(pairs(64, 64, 32, 32, 64, 64, 64)).toEqual([0, 1, 2]);
  });

  it('should not be where not even one packet fits', () =>
    expect(endOf(run(net.MAC, [1, 1, 1], { transport: 'pci-legacy' }))).toBe(
      'not even one packet fits the rings',
    ));
});

describe('how the recommended policy answers a refusal', () => {
  it('should be with the same set, then without offloads, then without any feature of a net device', () => {
    const set = union(offloads, INDIRECT_DESC);
    const refused = runAnswered(set, no);
    expect(setsOf(refused)).toEqual([
      set,
      set,
      union(plain, net.GUEST_CSUM, INDIRECT_DESC),
      union(VERSION_1, INDIRECT_DESC),
    ]);
    expect(endOf(refused)).toBe('the device refused every set');
  });

  it.each([1, 2, 3])('should go on where it comes %i times', (times) =>
    expect(endOf(runAnswered(offloads, ...new Array<Acceptance>(times).fill(no), yes))).toBe('live'),
  );
});

describe('on every device', () => {
  it('should make no access more than linux-mainline where every ring is large', () => {
    const large = fc.constantFrom(64, 128, 1024, 32768);
    const device = fc.record({
      offer: offer('1.2').map((set) => set | VERSION_1),
      sizes: fc.tuple(large, large, large, large, large),
      transport: fc.constantFrom(...transports),
      peek: fc.boolean(),
    });
    let compared = 0;
    fc.assert(
      fc.property(device, ({ offer: set, sizes, transport, peek }) => {
        const scenario = aNetDevice({
          transport,
          peek,
          maxVirtqueuePairs: 2,
          rounds: [aRound({ offer: set, sizes })],
        });
        const [theirs, mine] = [runNetPolicy(linuxMainline, scenario), runNetPolicy(recommended, scenario)];
        if (theirs.plan === undefined || !oracleOf(scenario).feasible) return;
        compared++;
        expect(mine.negotiations).toHaveLength(1);
        expect(mine.accesses).toBeLessThanOrEqual(theirs.accesses);
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('should never go live with a feature that its rings cannot hold', () => {
    let live = 0;
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const ran = runNetPolicy(recommended, scenario);
        const {
          rings,
          scenario: { quirks },
        } = ran;
        // What a device that is gone says of its rings is no measure.
        if (!rings || quirks.vanishesAfter !== undefined) return;
        live++;
        expect(rings.unfit).toBe(NONE);
        const traffic = trafficIn(ran);
        expect([traffic.stalled, traffic.deaf, traffic.controlFails]).toEqual([-1, -1, false]);
      }),
      { numRuns: 600, seed: 1 },
    );
    expect(live).toBeGreaterThan(200);
  });

  it('should take back no feature that it gave up while the offer stays', () =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const [first] = scenario.rounds;
        const same = {
          ...scenario,
          rounds: scenario.rounds.map((r) => ({ ...r, offer: first?.offer ?? NONE })),
        };
        const sets = setsOf(runNetPolicy(recommended, same));
        for (let i = 1; i < sets.length; i++) {
          expect(intersects(sets[i] ?? NONE, ~(sets[i - 1] ?? NONE))).toBe(false);
        }
      }),
      { numRuns: 300, seed: 1 },
    ));
});
