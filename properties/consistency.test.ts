import { describe, expect, it } from 'vitest';
import { NONE } from '../spec/features.ts';
import { MAC } from '../spec/net/features.ts';
import { type Again, AT_THE_END } from '../src/run/property.ts';
import type { NetRun } from '../src/types/net/run.ts';
import type { NetScenario } from '../src/types/net/scenario.ts';
import { sameDeviceSameAnswer } from './consistency.ts';
import { unknownOfferHarmless } from './features.ts';
import { type Left, live, runOf, saidOf, told } from './fixtures/runs.ts';
import { rebindEqualsBind, retryEqualsDirect } from './net/consistency.ts';

const run = runOf([], { outcome: live(), device: { status: 15, inUse: NONE } });
const ended = (left: Left): NetRun => runOf([], { outcome: live(), device: { status: 15 }, ...left });
const failed: Left = { outcome: { kind: 'failed', reason: 'no' } };
const crashed: Left = { outcome: { kind: 'crashed', reason: 'loop' } };

/** Runs that come one after another, whatever they are run on, and what that was. */
function answers(...runs: readonly NetRun[]): Again<NetRun> & { readonly asked: NetScenario[] } {
  const asked: NetScenario[] = [];
  const next = (): NetRun => runs[asked.length - 1] ?? run;
  return {
    asked,
    on: (scenario) => {
      asked.push(scenario);
      return next();
    },
    rebind: () => runs[0] ?? run,
  };
}

const others: readonly (readonly [string, NetRun, RegExp])[] = [
  ['outcome', ended(failed), /^failed, where it was live$/],
  ['status', ended({ device: { status: 0x8f } }), /^at status \S+FAILED, where it was at status \S+$/],
  ['features', ended({ outcome: live({ features: MAC }) }), /^with other features$/],
];

/** What is said after a beginning that has to be there. */
const endOf = (because: string | undefined, beginning: string): string => {
  expect(because?.slice(0, beginning.length)).toBe(beginning);
  return because?.slice(beginning.length) ?? '';
};

describe('a second probe', () => {
  it('should end as the first, also after one of a device with small rings', () => {
    const same = answers();
    expect(saidOf(sameDeviceSameAnswer, run, same)).toBe('holds');
    const sizes = same.asked.map(({ rounds }) => rounds[0]?.sizes);
    expect(sizes).toEqual([Array(3).fill(256), Array(3).fill(2), Array(3).fill(256)]);
    const { rounds, ...rest } = run.scenario;
    for (const scenario of same.asked) expect(scenario).toMatchObject(rest);
    expect(same.asked[1]?.rounds[0]).toMatchObject({ offer: rounds[0]?.offer });
  });

  it.each(others)('should not end with another %s', (_, other, how) => {
    const [second, third] = [
      'a second probe of an equal device ends ',
      'a probe after that of a device with small rings ends ',
    ];
    expect(endOf(told(sameDeviceSameAnswer, run, answers(other)), second)).toMatch(how);
    expect(endOf(told(sameDeviceSameAnswer, run, answers(run, run, other)), third)).toMatch(how);
    expect(saidOf(sameDeviceSameAnswer, run, answers(run, other, run))).toBe('holds');
  });

  it('should not be asked of a recording', () => {
    expect(saidOf(sameDeviceSameAnswer, runOf([]), answers())).toBe('does not apply');
  });
});

describe('a second bind', () => {
  it('should end as the first', () => expect(saidOf(rebindEqualsBind, run, answers())).toBe('holds'));

  it.each(others)('should not end with another %s', (_, other, how) =>
    expect(endOf(told(rebindEqualsBind, run, answers(other)), 'a second bind of the device ends ')).toMatch(
      how,
    ),
  );

  it('should be asked where nothing changes, of a driver that did not crash', () => {
    expect(saidOf(rebindEqualsBind, ended(failed), answers(ended(failed)))).toBe('holds');
    for (const other of [ended(crashed), runOf([]), ended({ scenario: { quirks: { accumulates: true } } })])
      expect(saidOf(rebindEqualsBind, other, answers())).toBe('does not apply');
  });
});

describe('a set that is negotiated directly', () => {
  it('should be offered alone', () => {
    const taken = ended({ outcome: live({ features: MAC }) });
    const asked = answers(taken);
    expect(saidOf(retryEqualsDirect, taken, asked)).toBe('holds');
    expect(asked.asked.map(({ rounds }) => rounds.map(({ offer }) => offer))).toEqual([[MAC]]);
    expect(asked.asked[0]?.rounds[0]?.sizes).toEqual(run.scenario.rounds[0]?.sizes);
    expect(asked.asked[0]).toMatchObject({ mtu: run.scenario.mtu });
  });

  const { plan } = run;
  it.each([
    ['hasControlQueue', { hasControlQueue: true }, 'hasControlQueue is false, but true'],
    ['bigPackets', { bigPackets: true }, 'bigPackets is false, but true'],
    ['mergeableBuffers', { mergeableBuffers: true }, 'mergeableBuffers is false, but true'],
    ['headerLength', { headerLength: 20 }, 'headerLength is 12, but 20'],
    ['queuePairs', { queuePairs: 2 }, 'queuePairs is 1, but 2'],
    ['mtu', { mtu: 9000 }, 'mtu is 1500, but 9000'],
  ] as const)('should leave the same %s', (_, change, beginning) => {
    if (!plan) throw new Error('not live');
    const other = ended({ outcome: live({ derived: { ...plan.derived, ...change } }) });
    expect(told(retryEqualsDirect, run, answers(other))).toBe(
      `${beginning} where the set is negotiated directly`,
    );
  });

  it('should not fail', () => {
    expect(told(retryEqualsDirect, run, answers(ended(failed)))).toBe(
      'negotiating the final set directly fails',
    );
    expect(saidOf(retryEqualsDirect, ended(failed), answers())).toBe('does not apply');
  });
});

describe('unknown bits in an offer', () => {
  it('should change neither the end nor the features in use', () => {
    const same = answers();
    expect(saidOf(unknownOfferHarmless, run, same)).toBe('holds');
    const [before] = run.scenario.rounds;
    const added = (same.asked[0]?.rounds[0]?.offer ?? 0n) & ~(before?.offer ?? 0n);
    expect(added).toBe((1n << 25n) | (1n << 45n) | (1n << 58n));
    expect(same.asked[0]).toMatchObject({ mtu: run.scenario.mtu });
    expect(same.asked[0]?.rounds[0]?.sizes).toEqual(before?.sizes);
    expect(told(unknownOfferHarmless, run, answers(ended(failed)))).toBe(
      'with {bit 25, bit 45, bit 58} offered too the probe ends failed',
    );
    expect(told(unknownOfferHarmless, run, answers(runOf([])))).toMatch(/ends unknown$/);
    const more = ended({ device: { status: 15, inUse: MAC } });
    expect(saidOf(unknownOfferHarmless, run, answers(more))).toBe(AT_THE_END);
  });

  it('should be tried on drivers that end, on devices that stay', () => {
    const gone = ended({ scenario: { quirks: { vanishesAfter: 9 } } });
    for (const other of [ended(crashed), runOf([]), gone])
      expect(saidOf(unknownOfferHarmless, other, answers())).toBe('does not apply');
    expect(saidOf(unknownOfferHarmless, ended(failed), answers(ended(failed)))).toBe('holds');
  });
});
