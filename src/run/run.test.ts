import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Core } from '../driver/core.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { factsOf } from '../ring/queue-facts.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { accessesByKind, type TraceEvent } from '../trace/events.ts';
import { event } from '../trace/fixtures/events.ts';
import { Trace } from '../trace/trace.ts';
import { SealedError } from '../transport/recorder.ts';
import { carriesTraffic, isSeenLive } from '../types/net/applies.ts';
import { netDevice } from '../types/net/model.ts';
import { netPolicy } from '../types/net/policy.ts';
import { netRuns, runNetPolicy } from '../types/net/run.ts';
import { policy } from '../types/policy.ts';
import {
  hasRounds,
  isLive,
  isLiveOnDevice,
  isProbe,
  makesQueues,
  negotiates,
  negotiatesLegacy,
  negotiatesModern,
} from './applies.ts';

const offer = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4);
const small = aNetDevice({ rounds: [aRound({ offer, sizes: [16, 16, 16] })] });
const idle = policy({ id: 'idle', title: 'Does nothing', probe: (core) => core.fail('at once') });

describe('the end of a run', () => {
  it('should be that of the whole run', () =>
    fc.assert(
      fc.property(netScenario, fc.constantFrom(linuxMainline, probeRenegotiate), (scenario, policy) => {
        const { outcome, plan, inUse, device } = runNetPolicy(policy, scenario);
        const end = netRuns.end(policy, scenario, netDevice(scenario), new Trace());
        expect(end).toMatchObject({ scenario, outcome, plan, inUse });
        expect(end.device.status).toBe(device.status);
      }),
      { seed: 1, numRuns: 300 },
    ));
});

describe('a run', () => {
  it('should tell how the probe went, round by round', () => {
    const run = runNetPolicy(probeRenegotiate, small);
    expect(run.rounds).toHaveLength(2);
    expect(run.last).toBe(run.rounds[1]);
    expect(run.negotiations.map(({ round }) => round)).toEqual(run.rounds);
    expect(run.final).toBe(run.negotiations[1]);
    expect([run.outcome?.kind, run.inUse, run.legacy]).toEqual([
      'live',
      union(VERSION_1, net.GUEST_CSUM),
      false,
    ]);
    expect(run.rings).toMatchObject({ receive: 16, data: 16, unfit: NONE });
    expect(run.supports).toBeUndefined();
  });

  it('should have no rings and no traffic where the driver is not live', () => {
    const { plan, rings, queues, final, outcome } = runNetPolicy(idle, small);
    expect([plan, rings, queues, final]).toEqual([undefined, undefined, [], undefined]);
    expect(outcome).toEqual({ kind: 'failed', reason: 'at once' });
  });

  it('should count no round as a negotiation in which no feature was written', () => {
    const resetter = netPolicy({
      id: 'resetter',
      title: 'Resets once more than it has to',
      probe(probe) {
        probe.core.reset();
        probe.negotiate();
        return probe.fail('enough');
      },
    });
    const { rounds, negotiations } = runNetPolicy(resetter, small);
    expect([rounds.length, negotiations.length]).toEqual([2, 1]);
  });

  it('should say what the subject knows, if it says so itself', () => {
    const knowing = netPolicy({
      id: 'knowing',
      title: 'Knows',
      supports: VERSION_1,
      probe: (n) => n.fail('x'),
    });
    expect(runNetPolicy(knowing, small).supports).toBe(VERSION_1);
  });

  it('should cost what its events cost', () =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const { accesses, trace } = runNetPolicy(probeRenegotiate, scenario);
        expect(accesses).toBe([...trace].reduce((sum, { kind }) => sum + accessesByKind[kind], 0));
      }),
      { numRuns: 100, seed: 1 },
    ));

  it('should tell the polls for the end of a reset apart, over all rounds', () => {
    const polls = (resetPolls: number) =>
      runNetPolicy(probeRenegotiate, { ...small, initialStatus: 15, resetPolls }).polls;
    expect([polls(0), polls(3)]).toEqual([2, 8]);
  });

  it('should be the same on a trace that was used before', () => {
    const used = new Trace();
    runNetPolicy(linuxMainline, aNetDevice(), used);
    const [fresh, again] = [
      runNetPolicy(probeRenegotiate, small),
      runNetPolicy(probeRenegotiate, small, used),
    ];
    expect([...again.trace]).toEqual([...fresh.trace]);
    expect(again.rounds).toEqual(fresh.rounds);
  });

  it('should find a device as the run before left it, where it is given one', () => {
    const rounds = [aRound({ offer }), aRound({ offer: VERSION_1 })];
    const scenario = aNetDevice({ rounds });
    const device = netDevice(scenario);
    const sets = [0, 1].map(() => netRuns.runOn(linuxMainline, scenario, device, new Trace()).inUse);
    expect(sets).toEqual([offer, VERSION_1]);
  });
});

describe('a run that goes on and on', () => {
  const restless = policy({
    id: 'restless',
    title: 'Resets for ever',
    probe(core) {
      for (;;) core.startReset();
    },
  });

  it.each([
    [1, 4096 + 64],
    [8, 4096 + 8 * 64],
  ])('should be ended, later where a device has more pairs: %i pairs, %i events', (pairs, events) => {
    const sizes = new Array<number>(2 * pairs + 1).fill(16);
    const scenario = aNetDevice({ maxVirtqueuePairs: pairs, rounds: [aRound({ sizes })] });
    const { outcome, trace } = runNetPolicy(restless, scenario);
    expect(outcome).toEqual({
      kind: 'crashed',
      reason: expect.stringMatching(/^it does not end: /),
      endless: true,
    });
    expect(trace).toHaveLength(events);
  });
});

describe('a device whose probe has ended', () => {
  it('should answer no more', () => {
    let kept: Core | undefined;
    const keeper = policy({
      id: 'keeper',
      title: 'Keeps its core',
      probe(core) {
        kept = core;
        return core.fail('at once');
      },
    });
    runNetPolicy(keeper, small);
    expect(() => kept?.readStatus()).toThrow(new SealedError('keeper'));
    expect(() => kept?.readStatus()).toThrow(expect.objectContaining({ policy: 'keeper' }));
  });
});

describe('to which runs a property applies', () => {
  const live = runNetPolicy(linuxMainline, aNetDevice());
  const legacy = runNetPolicy(linuxMainline, aNetDevice({ transport: 'pci-legacy' }));
  const failed = runNetPolicy(idle, small);
  const gone = runNetPolicy(linuxMainline, aNetDevice({ quirks: { vanishesAfter: 500 } }));
  const recorded = { ...live, plan: undefined, outcome: undefined };
  const carrying = (...events: readonly TraceEvent[]) => ({
    ...recorded,
    queues: factsOf(Trace.of(events), true),
  });
  const silent = carrying();
  const once = carrying(event('transmit', 1, 1));
  const stuck = carrying(event('stop', 1, 0));
  const runs = [live, legacy, failed, gone, recorded, silent];

  it('should be traffic where one frame was sent, or none could be', () =>
    expect([once, stuck, silent].map(carriesTraffic)).toEqual([true, true, false]));

  it.each([
    ['hasRounds', hasRounds, [true, true, true, true, true, true]],
    ['negotiates', negotiates, [true, true, false, true, true, true]],
    ['negotiatesModern', negotiatesModern, [true, false, false, true, true, true]],
    ['negotiatesLegacy', negotiatesLegacy, [false, true, false, false, false, false]],
    ['isLive', isLive, [true, true, false, true, false, false]],
    ['isSeenLive', isSeenLive, [true, true, false, true, true, true]],
    ['carriesTraffic', carriesTraffic, [true, true, false, true, true, false]],
    ['isLiveOnDevice', isLiveOnDevice, [true, true, false, false, false, false]],
    ['isProbe', isProbe, [true, true, true, true, false, false]],
    ['makesQueues', makesQueues, [true, true, false, true, true, true]],
  ] as const)('should be, by %s', (_, applies, expected) => expect(runs.map(applies)).toEqual(expected));
});
