import { describe, expect, it } from 'vitest';
import type { Scores, SubjectResult, Verdict } from './result.ts';
import { betterPolicies, scoresOf } from './scores.ts';
import { emptyTally, NO_PROPERTIES } from './tally.ts';

const typical: Scores = {
  serves: 0.9,
  regret: 0.5,
  goodPath: { accesses: 50, rounds: 1 },
  smallRing: { accesses: 80, rounds: 2 },
};

const subject = (id: string, scores: Partial<Scores> = {}, verdict: Verdict = 'holds'): SubjectResult => ({
  id,
  kind: 'policy',
  type: 'net',
  title: id,
  verdict,
  properties: [],
  scores: { ...typical, ...scores },
  betterPolicies: [],
});

describe('scores', () => {
  it('should be shares and means of what was counted, to three digits', () =>
    expect(
      scoresOf({
        ...emptyTally(NO_PROPERTIES),
        runs: 99,
        feasible: 9,
        served: 6,
        lost: 4,
        good: 3,
        goodAccesses: 100,
        goodRounds: 3,
        small: 2,
        smallAccesses: 161,
        smallRounds: 5,
      }),
    ).toEqual({
      serves: 0.667,
      regret: 0.667,
      goodPath: { accesses: 33.333, rounds: 1 },
      smallRing: { accesses: 80.5, rounds: 2.5 },
    }));

  it('should call a share 1 only where it is all', () => {
    const servesOf = (served: number) =>
      scoresOf({ ...emptyTally(NO_PROPERTIES), feasible: 10_000, served }).serves;
    expect([9994, 9995, 9999, 10_000].map(servesOf)).toEqual([0.999, 0.999, 0.999, 1]);
  });

  it('should be 0 where nothing was counted', () =>
    expect(scoresOf(emptyTally(NO_PROPERTIES))).toEqual({
      serves: 0,
      regret: 0,
      goodPath: { accesses: 0, rounds: 0 },
      smallRing: { accesses: 0, rounds: 0 },
    }));
});

describe('better policies', () => {
  const mine = subject('mine');

  it.each<[string, Partial<Scores>]>([
    ['serves more', { serves: 0.91 }],
    ['regrets less', { regret: 0.4 }],
    ['makes fewer accesses on large rings', { goodPath: { accesses: 49, rounds: 1 } }],
    ['takes fewer rounds on large rings', { goodPath: { accesses: 50, rounds: 0.9 } }],
    ['makes fewer accesses on small rings', { smallRing: { accesses: 79, rounds: 2 } }],
    ['takes fewer rounds on small rings', { smallRing: { accesses: 80, rounds: 1.9 } }],
  ])('should be one that %s and is worse in nothing', (_, scores) => {
    const other = subject('other', scores);
    expect(betterPolicies(mine, [mine, other])).toEqual(['other']);
    expect(betterPolicies(other, [mine, other])).toEqual([]);
  });

  it('should not be one that is equal, or better in one column and worse in another', () => {
    const trade = subject('trade', { serves: 1, regret: 0.6 });
    expect(betterPolicies(mine, [mine, subject('equal'), trade])).toEqual([]);
    expect(betterPolicies(trade, [mine, trade])).toEqual([]);
  });

  it('should not be one that is unsafe, or not known to be safe', () => {
    const better = { serves: 1 };
    const others = [subject('unsafe', better, 'violated'), subject('unknown', better, 'unknown')];
    expect(betterPolicies(mine, [mine, ...others])).toEqual([]);
  });

  it('should not be looked for where the policy itself is unsafe', () =>
    expect(betterPolicies(subject('unsafe', {}, 'violated'), [subject('other', { serves: 1 })])).toEqual([]));

  it('should be all of them, in order', () =>
    expect(betterPolicies(mine, [subject('b', { serves: 1 }), mine, subject('a', { regret: 0 })])).toEqual([
      'b',
      'a',
    ]));
});
