import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { union } from '../../spec/features.ts';
import { GUEST_CSUM, GUEST_TSO4, MAC } from '../../spec/net/features.ts';
import type { Policy } from '../driver/policy.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { rejectSmall } from '../policies/reject-small.ts';
import { AT_THE_END, type Property, violation } from '../run/property.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../scenario/scenario.ts';
import { netType } from '../types/net/net.ts';
import { netPolicy } from '../types/net/policy.ts';
import { netProperty } from '../types/net/property.ts';
import type { NetRun } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { isEarlier, keepFirst, MOST_CAUSES } from './causes.ts';
import { PropertySet } from './property-set.ts';
import { emptyTally, type First, judgeOne, mergeTally, type PropertySets, type Tally } from './tally.ts';

const named = (
  id: string,
  side: Property<NetRun>['side'],
  changes: Partial<Property<NetRun>> = {},
): Property<NetRun> =>
  netProperty({
    id,
    title: id,
    clauses: [],
    level: 'must',
    side,
    appliesTo: () => true,
    check: () => violation(AT_THE_END, () => id),
    ...changes,
  });

const sets: PropertySets<NetRun> = {
  driver: new PropertySet([
    named('always', 'driver'),
    named('live', 'driver', { appliesTo: (run) => run.plan !== undefined, check: () => undefined }),
    named('relation', 'driver', { relation: true }),
  ]),
  device: new PropertySet([named('device', 'device')]),
};

const offloads = union(VERSION_1, MAC, GUEST_CSUM, GUEST_TSO4);
const deviceOf = (round: Partial<RoundScript> = {}, changes: Partial<NetScenario> = {}): NetScenario =>
  aNetDevice({ rounds: [aRound({ offer: offloads, ...round })], ...changes });

/** The tallies of a policy on scenarios, in order. */
function judged(policy: Policy, scenarios: readonly NetScenario[], thorough = true) {
  const [tally, device] = [emptyTally(sets.driver), emptyTally(sets.device)];
  for (const [i, scenario] of scenarios.entries()) {
    judgeOne(netType, policy, sets, tally, device, { order: 10 + i, scenario, thorough });
  }
  return { tally, device };
}

describe('one run', () => {
  it('should be counted, by property: where it applied and was violated, and where for the first time', () => {
    const [first, second] = [deviceOf(), deviceOf({ acceptance: { kind: 'refuses' } })];
    const { tally } = judged(linuxMainline, [first, second]);
    expect([tally.runs, tally.thorough]).toEqual([2, 2]);
    expect([...tally.applicable]).toEqual([2, 1, 2]);
    expect([...tally.violations]).toEqual([2, 0, 2]);
    expect(tally.first).toEqual([
      [{ cause: 'always', order: 10, scenario: first, driver: 'linux-mainline' }],
      [],
      [{ cause: 'relation', order: 10, scenario: first, driver: 'linux-mainline' }],
    ]);
  });

  it('should be asked neither for relations nor of the device where it is not thorough', () => {
    const { tally, device } = judged(linuxMainline, [deviceOf()], false);
    expect([tally.runs, tally.thorough, device.runs]).toEqual([1, 0, 0]);
    expect([...tally.applicable]).toEqual([1, 1, 0]);
  });

  it('should be asked of the device only where that has no fault', () => {
    const { device } = judged(linuxMainline, [
      deviceOf(),
      deviceOf({}, { quirks: { accumulates: true } }),
      deviceOf({ acceptance: { kind: 'refuses' } }),
    ]);
    expect([device.runs, ...device.violations]).toEqual([1, 1]);
    expect(device.first[0]?.[0]).toMatchObject({ order: 10, driver: 'linux-mainline' });
  });

  it('should keep the violation that comes first in the campaign, not in time', () => {
    const tally = emptyTally(sets.driver);
    for (const order of [7, 3, 5]) {
      judgeOne(netType, linuxMainline, sets, tally, undefined, {
        order,
        scenario: deviceOf(),
        thorough: false,
      });
    }
    expect(tally.first[0]?.map(({ order }) => order)).toEqual([3]);
  });
});

describe('how well a run does', () => {
  const scoreOf = (policy: Policy, scenario: NetScenario) => {
    const { feasible, served, lost, good, goodRounds, small, smallRounds } = judged(policy, [scenario]).tally;
    return { feasible, served, lost, good: [good, goodRounds], small: [small, smallRounds] };
  };
  const nothing = { feasible: 0, served: 0, lost: 0, good: [0, 0], small: [0, 0] };

  it('should be served, for nothing, on large rings', () =>
    expect(scoreOf(linuxMainline, deviceOf({ sizes: [64, 64, 64] }))).toEqual({
      ...nothing,
      feasible: 1,
      served: 1,
      good: [1, 1],
    }));

  it('should be served at the cost of a second round on small ones', () =>
    expect(scoreOf(recommended, deviceOf({ sizes: [16, 16, 16] }))).toEqual({
      ...nothing,
      feasible: 1,
      served: 1,
      small: [1, 2],
    }));

  it('should not count the polls for a reset, which are the doing of the device', () => {
    const costOf = (resetPolls: number) =>
      judged(linuxMainline, [deviceOf({}, { initialStatus: 15, resetPolls })]).tally.goodAccesses;
    expect(costOf(5)).toBe(costOf(0));
    expect(costOf(0)).toBeGreaterThan(20);
  });

  it('should be on neither path between the two, or where the device refuses at times', () => {
    expect(scoreOf(linuxMainline, deviceOf({ sizes: [32, 32, 32] }))).toEqual({
      ...nothing,
      feasible: 1,
      served: 1,
    });
    const later = aNetDevice({ rounds: [aRound(), aRound({ acceptance: { kind: 'refuses' } })] });
    expect(scoreOf(linuxMainline, later)).toEqual({ ...nothing, feasible: 1, served: 1 });
  });

  it('should cost on either path only where all can do as they mean to: where the transport can peek', () => {
    for (const size of [16, 64]) {
      const blind = deviceOf({ sizes: [size, size, size] }, { peek: false });
      expect(scoreOf(recommended, blind)).toEqual({ ...nothing, feasible: 1, served: 1 });
    }
  });

  it('should be unserved where the policy fails though it need not', () =>
    expect(scoreOf(rejectSmall, deviceOf({ sizes: [16, 16, 16] }))).toEqual({ ...nothing, feasible: 1 }));

  it('should count for nothing where nobody could do it', () => {
    expect(scoreOf(linuxMainline, deviceOf({ sizes: [0, 16, 16] }))).toEqual(nothing);
    expect(scoreOf(linuxMainline, deviceOf({}, { quirks: { accumulates: true } }))).toEqual(nothing);
  });

  it('should count the features that were given up beyond need', () => {
    const frugal = netPolicy({
      id: 'frugal',
      title: 'Takes no offload',
      probe(net) {
        net.negotiate(GUEST_CSUM);
        net.findQueues();
        return net.goLiveBySize();
      },
    });
    expect(scoreOf(frugal, deviceOf({ sizes: [256, 256, 256] })).lost).toBe(2);
    expect(scoreOf(frugal, deviceOf({ sizes: [16, 16, 16] })).lost).toBe(1);
  });
});

/** The size of a tally of two properties that apply apart. */
const TWO = { properties: { length: 2 }, groupCount: 2 };

describe('two tallies', () => {
  const first = fc.record({
    cause: fc.constantFrom('p', 'q', 'r', 's', 't', 'u'),
    order: fc.nat(6),
    scenario: fc.constant(aNetDevice()),
    driver: fc.constantFrom('a', 'b', 'c'),
  });
  const tally: fc.Arbitrary<Tally> = fc
    .tuple(
      fc.array(fc.nat(9), { minLength: 11, maxLength: 11 }),
      fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.array(first, { maxLength: 8 })), {
        minLength: 2,
        maxLength: 2,
      }),
      fc.option(first, { nil: undefined }),
    )
    .map(([counts, properties, crashed]) => {
      const [runs = 0, thorough = 0, feasible = 0, served = 0, lost = 0, good = 0, goodAccesses = 0] = counts;
      const [, , , , , , , goodRounds = 0, small = 0, smallAccesses = 0, smallRounds = 0] = counts;
      return {
        ...{ runs, thorough, feasible, served, lost, good, goodAccesses },
        ...{ goodRounds, small, smallAccesses, smallRounds },
        applicable: Float64Array.from(properties.map(([applicable]) => applicable)),
        violations: Float64Array.from(properties.map(([, violations]) => violations)),
        first: properties.map(([, , found]) => {
          const kept: First[] = [];
          for (const one of found) keepFirst(kept, one);
          return kept;
        }),
        crashed,
      };
    });
  const sum = (...tallies: readonly Tally[]): Tally => {
    const total = emptyTally(TWO);
    for (const each of tallies) mergeTally(total, each);
    return total;
  };

  it('should add up count by count, and keep the earlier of two violations by one cause', () => {
    const one = { ...emptyTally(TWO), runs: 2, served: 1 };
    one.applicable[0] = 3;
    one.first[1]?.push({ cause: 'p', order: 9, scenario: aNetDevice(), driver: 'x' });
    const two = { ...emptyTally(TWO), runs: 5, lost: 4 };
    two.applicable[0] = 1;
    two.violations[1] = 7;
    two.first[1]?.push({ cause: 'p', order: 8, scenario: aNetDevice(), driver: 'y' });
    two.first[1]?.push({ cause: 'q', order: 10, scenario: aNetDevice(), driver: 'z' });
    const both = sum(one, two);
    expect(both).toMatchObject({ runs: 7, served: 1, lost: 4 });
    expect([...both.applicable]).toEqual([4, 0]);
    expect([...both.violations]).toEqual([0, 7]);
    expect(both.first.map((found) => found.map(({ driver }) => driver))).toEqual([[], ['y', 'z']]);
  });

  it('should keep no more causes than are told apart, those that come first', () => {
    const many = emptyTally(TWO);
    for (const [i, cause] of ['e', 'd', 'c', 'b', 'a'].entries()) {
      const each = emptyTally(TWO);
      each.first[0]?.push({ cause, order: 9 - i, scenario: aNetDevice(), driver: 'x' });
      mergeTally(many, each);
    }
    expect(many.first[0]?.map(({ cause }) => cause)).toEqual(['a', 'b', 'c', 'd']);
    expect(MOST_CAUSES).toBe(4);
  });

  it('should add up in any order', () =>
    fc.assert(
      fc.property(tally, tally, (one, two) => {
        expect(sum(one, two)).toEqual(sum(two, one));
      }),
      { numRuns: 200, seed: 1 },
    ));

  it('should add up however they are grouped', () =>
    fc.assert(
      fc.property(tally, tally, tally, (one, two, three) => {
        expect(sum(sum(one, two), three)).toEqual(sum(one, sum(two, three)));
      }),
      { numRuns: 200, seed: 1 },
    ));

  it('should add nothing where one is empty', () =>
    fc.assert(
      fc.property(tally, (one) => {
        expect(sum(one, emptyTally(TWO))).toEqual(one);
      }),
      { numRuns: 50, seed: 1 },
    ));

  it('should add up to what one of them would have counted', () => {
    const scenarios = [16, 64, 0, 32].map((size) => deviceOf({ sizes: [size, size, size] }));
    const whole = judged(recommended, scenarios).tally;
    const total = emptyTally(sets.driver);
    for (const [i, scenario] of scenarios.entries()) {
      const part = emptyTally(sets.driver);
      judgeOne(netType, recommended, sets, part, undefined, { order: 10 + i, scenario, thorough: true });
      mergeTally(total, part);
    }
    expect(total).toEqual(whole);
  });

  it('should survive the way from a worker thread', () => {
    const { tally: sent } = judged(linuxMainline, [deviceOf()]);
    expect(structuredClone(sent)).toEqual(sent);
  });
});

describe('which violation comes first', () => {
  it('should go by the scenario, then by the policy that drove it', () => {
    const at = (order: number, driver: string, cause = 'p'): First => ({
      cause,
      order,
      driver,
      scenario: aNetDevice(),
    });
    expect(isEarlier(at(1, 'a', 'p'), at(1, 'a', 'q'))).toBe(true);
    expect(isEarlier(at(1, 'b'), at(2, 'a'))).toBe(true);
    expect(isEarlier(at(2, 'a'), at(1, 'b'))).toBe(false);
    expect(isEarlier(at(1, 'a'), at(1, 'b'))).toBe(true);
    expect(isEarlier(at(1, 'a'), at(1, 'a'))).toBe(false);
  });
});
