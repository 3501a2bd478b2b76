import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { type NetRun, runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { glimpseNumber, glimpseOf, LOOKS_FURTHER } from './glimpse.ts';

const on = (changes: Partial<NetScenario> = {}): NetRun => runNetPolicy(linuxMainline, aNetDevice(changes));
const refused = { rounds: [aRound({ acceptance: { kind: 'refuses' } })] };

describe('a glimpse of a run', () => {
  it('should show what its trace tells', () => {
    const run = on();
    const { legacy, rounds, last, accesses, polls, negotiations, final } = glimpseOf(run);
    expect({ legacy, rounds, last, accesses, polls, negotiations, final }).toEqual({
      legacy: run.legacy,
      rounds: run.rounds,
      last: run.last,
      accesses: run.accesses,
      polls: run.polls,
      negotiations: run.negotiations,
      final: run.final,
    });
    const { type, version, transport, peek } = glimpseOf(run).scenario;
    expect([type, version, transport, peek]).toEqual(['net', run.scenario.version, 'pci', run.scenario.peek]);
  });

  it('should show how its probe ended', () => {
    const [live, failed] = [glimpseOf(on()), glimpseOf(on(refused))];
    expect([live.outcome?.kind, live.plan === undefined]).toEqual(['live', false]);
    expect([failed.outcome?.kind, failed.plan]).toEqual(['failed', undefined]);
    expect(glimpseOf({ ...on(), outcome: undefined }).outcome).toBeUndefined();
  });

  it('should show that a device has no quirk, and nothing of those of others', () => {
    expect(glimpseOf(on()).scenario.quirks).toEqual({});
    expect(glimpseOf(on()).scenario.initialStatus).toBe(0);
    for (const odd of [{ quirks: { accumulates: true } }, { initialStatus: 1 }]) {
      expect(() => glimpseOf(on(odd)).scenario.quirks).toThrow(LOOKS_FURTHER);
      expect(() => glimpseOf(on(odd)).scenario.initialStatus).toThrow(LOOKS_FURTHER);
    }
  });

  it.each<[string, (run: NetRun) => unknown]>([
    ['the trace itself', (run) => run.trace],
    ['rings', (run) => run.rings],
    ['a device', (run) => run.device],
    ['sizes', (run) => run.scenario.rounds],
    ['a plan', (run) => run.plan?.queues],
    ['why it failed', (run) => run.outcome?.kind === 'live' && run.outcome.plan],
    ['what fields there are', (run) => ({ ...run })],
    ['… of a scenario', (run) => Object.keys(run.scenario)],
    ['whether there is a field', (run) => 'rings' in run],
  ])('should show no more: %s', (_, look) => {
    look(on());
    expect(() => look(glimpseOf(on()))).toThrow(LOOKS_FURTHER);
  });

  it('should have one number for all of which it shows the same', () => {
    const runs = [
      on(),
      on({ peek: false }),
      on({ quirks: { accumulates: true } }),
      on(refused),
      { ...on(), outcome: undefined },
      { ...on(), outcome: undefined, plan: undefined },
      on({ quirks: { vanishesAfter: 0 } }),
    ];
    expect(new Set(runs.map(glimpseNumber)).size).toBe(runs.length);
    expect(glimpseNumber(on({ quirks: {}, mtu: 9000 }))).toBe(glimpseNumber(on()));
  });
});
