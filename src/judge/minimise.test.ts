import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { blkProperties } from '../../properties/blk/index.ts';
import { netScenario } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { singles } from '../../spec/features.ts';
import { GUEST_CSUM, GUEST_TSO4, GUEST_TSO6, MRG_RXBUF } from '../../spec/net/features.ts';
import type { Policy } from '../driver/policy.ts';
import { blkLinux } from '../policies/blk-linux.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { rfcAsPosted } from '../policies/rfc-as-posted.ts';
import { AT_THE_END, type Property, violation } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { aDisk, aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { RoundScript, Scenario } from '../scenario/scenario.ts';
import { blkType } from '../types/blk/blk.ts';
import type { DeviceType } from '../types/device-type.ts';
import { netType } from '../types/net/net.ts';
import { netProperty } from '../types/net/property.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { breachOn, minimise } from './minimise.ts';

const named = <R extends Run>(list: readonly Property<R>[], id: string): Property<R> => {
  const found = list.find((each) => each.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

/** Every scenario with one quirk less, one round less, one offered bit less, one smaller ring, or all rings capped. */
function* smallerThan<S extends Scenario>(scenario: S): Generator<S> {
  const { rounds, quirks } = scenario;
  for (const quirk of Object.keys(quirks)) {
    yield {
      ...scenario,
      quirks: Object.fromEntries(Object.entries(quirks).filter(([name]) => name !== quirk)),
    };
  }
  for (let i = 0; i < rounds.length && rounds.length > 1; i++) {
    yield { ...scenario, rounds: rounds.toSpliced(i, 1) };
  }
  const changed = (i: number, round: Partial<RoundScript>): S => ({
    ...scenario,
    rounds: rounds.map((before, at) => (at === i ? { ...before, ...round } : before)),
  });
  for (const [i, { offer, sizes }] of rounds.entries()) {
    for (const bit of singles(offer)) yield changed(i, { offer: offer & ~bit });
    for (const [queue, size] of sizes.entries()) {
      for (let smaller = 0; smaller < size; smaller++)
        yield changed(i, { sizes: sizes.with(queue, smaller) });
    }
  }
  for (let cap = 0; cap < Math.max(...rounds.flatMap(({ sizes }) => sizes)); cap++) {
    yield {
      ...scenario,
      rounds: rounds.map((round) => ({ ...round, sizes: round.sizes.map((size) => Math.min(size, cap)) })),
    };
  }
}

const netScenarios = fc.sample(netScenario, { seed: 3, numRuns: 1200 });
const blkScenarios = fc.sample(blkScenario, { seed: 3, numRuns: 500 });

/** Minimises the first random scenarios on which a policy breaks a property, and checks the results against their every neighbour. */
function expectMinimal<R extends Run>(
  deviceType: DeviceType<R>,
  scenarios: readonly R['scenario'][],
  policy: Policy,
  property: Property<R>,
): void {
  const fails = (scenario: R['scenario']) => breachOn(deviceType, policy, property, scenario) !== undefined;
  const starts = scenarios.filter(fails).slice(0, 2);
  if (starts.length === 0) throw new Error(`${policy.id} never breaks ${property.id}`);
  for (const start of starts) {
    const smallest: R['scenario'] = minimise(start, deviceType.simpler, fails);
    expect(fails(smallest)).toBe(true);
    for (const smaller of smallerThan(smallest)) {
      if (fails(smaller)) expect.fail(`${JSON.stringify(smaller, bigints)} is smaller and fails too`);
    }
  }
}

const bigints = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `0x${value.toString(16)}` : value;

describe('the smallest scenario', () => {
  it('should be one ring, the features it takes, and nothing out of the ordinary', () => {
    const start = aNetDevice({
      transport: 'mmio',
      format: 'packed',
      peek: false,
      maxVirtqueuePairs: 2,
      mtu: 9000,
      maxSkbFrags: 45,
      rounds: [
        aRound({ offer: netType.offers[5]?.offer ?? 0n, sizes: [30, 40, 64, 64, 256] }),
        aRound({ offer: netType.offers[3]?.offer ?? 0n, sizes: [3, 4, 5, 6, 7] }),
      ],
      resetPolls: 3,
      initialStatus: 15,
      quirks: { accumulates: true, vanishesAfter: 200 },
    });
    const stalls = named(netProperties, 'traffic-never-stalls');
    const fails = (scenario: NetScenario) => breachOn(netType, linuxMainline, stalls, scenario) !== undefined;
    expect(minimise(start, netType.simpler, fails)).toEqual(
      aNetDevice({ rounds: [aRound({ offer: VERSION_1, sizes: [1, 1, 0] })] }),
    );
  });

  it('should keep what the failure takes', () => {
    const fit = named(netProperties, 'features-fit-their-rings');
    const fails = (scenario: NetScenario) => breachOn(netType, linuxMainline, fit, scenario) !== undefined;
    const start = aNetDevice({
      rounds: [aRound({ offer: netType.offers[1]?.offer ?? 0n, sizes: [16, 256, 256] })],
    });
    const { rounds } = minimise(start, netType.simpler, fails);
    expect(rounds).toHaveLength(1);
    expect(rounds[0]?.sizes).toEqual([1, 1, 0]);
    // The device refuses GUEST_TSO6 without GUEST_CSUM, and the driver wants VERSION_1.
    expect(rounds[0]?.offer).toBe(VERSION_1 | GUEST_CSUM | GUEST_TSO6);
  });

  it('should be the start where nothing smaller fails', () => {
    const start = aNetDevice();
    expect(minimise(start, netType.simpler, (scenario) => scenario === start)).toBe(start);
  });

  it('should be of a vanishing device the one that vanishes first', () => {
    const fails = ({ quirks }: NetScenario) => (quirks.vanishesAfter ?? 0) >= 17;
    const start = aNetDevice({ quirks: { vanishesAfter: 40, accumulates: true } });
    expect(minimise(start, netType.simpler, fails).quirks).toEqual({ vanishesAfter: 17 });
  });

  it('should shrink an acceptance, and the sizes that queues are made with', () => {
    const acceptance = { kind: 'refuses-unless', lacks: MRG_RXBUF | GUEST_TSO4, holds: GUEST_CSUM } as const;
    const start = aNetDevice({
      rounds: [aRound({ acceptance })],
      quirks: { createdSizes: [64, 32, 16] },
    });
    const fails = ({ rounds: [round], quirks }: NetScenario) =>
      round?.acceptance.kind === 'refuses-unless' &&
      (round.acceptance.lacks & MRG_RXBUF) !== 0n &&
      (quirks.createdSizes?.[1] ?? 0) >= 5;
    const { rounds, quirks } = minimise(start, netType.simpler, fails);
    expect(rounds[0]?.acceptance).toEqual({ kind: 'refuses-unless', lacks: MRG_RXBUF, holds: 0n });
    expect(quirks.createdSizes).toEqual([0, 5, 0]);
  });

  it('should lose a feature in every round where it takes the same offer in all of them', () => {
    const fails = ({ rounds: [first, second] }: NetScenario) =>
      second !== undefined && first?.offer === second.offer && first.sizes[0] === 5;
    const round = aRound({ sizes: [5, 5, 5] });
    const { rounds } = minimise(aNetDevice({ rounds: [round, round] }), netType.simpler, fails);
    expect(rounds.map(({ offer, sizes }) => [offer, sizes])).toEqual([
      [0n, [5, 0, 0]],
      [0n, [0, 0, 0]],
    ]);
  });

  it('should have as few pairs as it takes, with the control ring last', () => {
    const start = aNetDevice({ maxVirtqueuePairs: 3, rounds: [aRound({ sizes: [1, 2, 3, 4, 5, 6, 7] })] });
    const fails = (scenario: NetScenario) => scenario.rounds[0]?.sizes.at(-1) === 7;
    const { maxVirtqueuePairs, rounds } = minimise(start, netType.simpler, fails);
    expect([maxVirtqueuePairs, rounds[0]?.sizes]).toEqual([1, [0, 0, 7]]);
  });

  it('should be a disk of one queue, few segments and no zones', () => {
    const start = aDisk({
      numQueues: 2,
      zoned: 'host-aware',
      request: 'combined',
      rounds: [aRound({ offer: blkType.offers[3]?.offer ?? 0n, sizes: [64, 32] })],
    });
    const tooLong = named(blkProperties, 'requests-move-data');
    const smallest = minimise(
      start,
      blkType.simpler,
      (scenario) => breachOn(blkType, blkLinux, tooLong, scenario) !== undefined,
    );
    expect(smallest).toMatchObject({
      numQueues: 1,
      zoned: 'none',
      request: 'separate',
      segMax: 1,
      maxSegments: 1,
    });
    expect(smallest.rounds[0]?.sizes).toEqual([1]);
  });
});

describe('no scenario that is a step smaller fails', () => {
  it.each([
    { id: 'features-fit-their-rings', policy: linuxMainline },
    { id: 'receive-buffer-posted', policy: linuxMainline },
    { id: 'traffic-never-stalls', policy: linuxMainline },
    { id: 'largest-message-sent', policy: linuxMainline },
    { id: 'largest-frame-received', policy: linuxMainline },
    { id: 'no-control-queue-below-2', policy: linuxMainline },
    { id: 'reset-awaited', policy: linuxMainline },
    { id: 'probe-ends', policy: linuxMainline },
    { id: 'features-fit-their-rings', policy: probeRenegotiate },
    { id: 'largest-message-sent', policy: probeRenegotiate },
    { id: 'small-ring-without-mrg-rxbuf', policy: probeRenegotiate },
    { id: 'no-over-blocking', policy: probeRenegotiate },
    { id: 'each-queue-by-its-own-size', policy: probeRenegotiate },
    { id: 'larger-ring-keeps-features', policy: probeRenegotiate },
    { id: 'derived-state-fresh', policy: rfcAsPosted },
  ])('than the one found for $id of $policy.id', ({ id, policy }) =>
    expectMinimal(netType, netScenarios, policy, named(netProperties, id)),
  );

  it('than the one found for a disk', () =>
    expectMinimal(blkType, blkScenarios, blkLinux, named(blkProperties, 'requests-move-data')));
});

describe('a breach', () => {
  const always = netProperty({
    id: 'always',
    title: 'Never holds',
    clauses: [],
    level: 'must',
    side: 'driver',
    since: '1.2',
    appliesTo: (run) => run.plan !== undefined,
    check: () => violation(AT_THE_END, () => 'never'),
  });

  it('should be the run and the violation', () => {
    const breach = breachOn(netType, linuxMainline, always, aNetDevice());
    expect(breach?.run.inUse).toBe(aRound().offer);
    expect(breach?.violation.because()).toBe('never');
  });

  it('should be none where the property does not apply: the driver fails, or the standard is older', () => {
    const refuses = aRound({ acceptance: { kind: 'refuses' } });
    expect(breachOn(netType, linuxMainline, always, aNetDevice({ rounds: [refuses] }))).toBeUndefined();
    expect(breachOn(netType, linuxMainline, always, aNetDevice({ version: '1.1' }))).toBeUndefined();
  });

  it('should be found by running the subject again where the property is a relation', () => {
    const relation = netProperty({
      ...always,
      relation: true,
      check: (_, again) =>
        again.on(aNetDevice()).plan && again.rebind().plan ? violation(3, () => 'x') : undefined,
    });
    expect(breachOn(netType, linuxMainline, relation, aNetDevice())?.violation.at).toBe(3);
  });
});
