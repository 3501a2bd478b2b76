import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureSet, features, NONE, sizeOf } from '../../spec/features.ts';
import { perScenario, remembered, SLOTS } from './remembered.ts';

const anySet: fc.Arbitrary<FeatureSet> = fc
  .uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 20 })
  .map((bits) => features(...bits));

describe('a remembered function', () => {
  test('should compute once for each set, also where the answer is undefined', () => {
    const asked: FeatureSet[] = [];
    const halve = remembered((set) => {
      asked.push(set);
      return set === NONE ? undefined : sizeOf(set);
    });
    const [a, b] = [features(1, 2), features(3)];
    expect([a, a, b, a, NONE, b, NONE].map(halve)).toEqual([2, 2, 1, 2, undefined, 1, undefined]);
    expect(asked).toEqual([a, b, NONE]);
  });

  const counted = () => {
    const asked = { times: 0 };
    const next = remembered((set) => {
      asked.times++;
      return set + 1n;
    });
    return { asked, next };
  };

  test('should hold no more answers than it has slots: it computes again what it had to forget', () => {
    const { asked, next } = counted();
    const sets = Array.from({ length: 4 * SLOTS }, (_, n) => BigInt(n));
    for (const set of [...sets, ...sets]) expect(next(set)).toBe(set + 1n);
    expect(asked.times).toBeGreaterThanOrEqual(7 * SLOTS - 2);
  });

  test.each([
    ['the lowest bits', (n: number) => BigInt(n)],
    ['the bits from 24 on', (n: number) => BigInt(n) << 24n],
    ['the highest that hash', (n: number) => BigInt(n) << 56n],
    ['one bit', (n: number) => 1n << BigInt(n % 64)],
  ])('should remember most of a few sets that differ in %s', (_, setOf) => {
    const { asked, next } = counted();
    const sets = [...new Set(Array.from({ length: 64 }, (__, n) => setOf(n)))];
    for (const set of sets) next(set);
    asked.times = 0;
    for (const set of sets) next(set);
    expect(asked.times).toBeLessThan(sets.length / 2);
  });

  test('should answer as the function it stands for', () => {
    const size = remembered(sizeOf);
    fc.assert(
      fc.property(anySet, (set) => {
        expect(size(set)).toBe(sizeOf(set));
      }),
    );
  });
});

describe('what is remembered of a scenario', () => {
  test('should be computed once while the same scenario is asked about, and afresh for another', () => {
    const asked: object[] = [];
    const counted = perScenario((scenario: object) => asked.push(scenario));
    const [one, equal] = [{}, {}];
    expect([counted(one), counted(one), counted(equal), counted(one)]).toEqual([1, 1, 2, 3]);
    expect(asked[0]).toBe(one);
    expect(asked[1]).toBe(equal);
  });
});
