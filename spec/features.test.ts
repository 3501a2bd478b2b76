import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  type FeatureSet,
  features,
  fromWindows,
  includes,
  intersection,
  intersects,
  isEmpty,
  isSubset,
  NONE,
  singles,
  sizeOf,
  subsetsOf,
  union,
  windowOf,
  windowsOf,
  without,
} from './features.ts';

const anyBits = fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 20 });
const anySet: fc.Arbitrary<FeatureSet> = anyBits.map((bits) => features(...bits));

describe('a feature set', () => {
  test('holds the bits it was made of, also beyond the 32 and 64 bits of other numbers', () => {
    expect(features()).toBe(NONE);
    expect(features(0)).toBe(1n);
    expect(features(31)).toBe(0x8000_0000n);
    expect(features(32, 127)).toBe((1n << 32n) | (1n << 127n));
    expect(features(5, 5)).toBe(features(5));
  });

  test.each([-1, 128, 1.5, Number.NaN])('cannot hold bit %s', (bit) => {
    expect(() => features(bit)).toThrow(RangeError);
    expect(() => features(bit)).toThrow(`feature bit ${bit} is not between 0 and 127`);
  });

  test('lists its bits in ascending order', () => {
    expect(bitsOf(features(64, 3, 32))).toEqual([3, 32, 64]);
    expect(bitsOf(NONE)).toEqual([]);
    fc.assert(
      fc.property(anyBits, (bits) => {
        expect(bitsOf(features(...bits))).toEqual([...bits].sort((a, b) => a - b));
        expect(sizeOf(features(...bits))).toBe(bits.length);
      }),
    );
  });

  test('is the union of its singles', () => {
    expect(singles(features(1, 40))).toEqual([features(1), features(40)]);
    fc.assert(
      fc.property(anySet, (set) => {
        expect(union(...singles(set))).toBe(set);
        expect(singles(set).every((one) => sizeOf(one) === 1)).toBe(true);
      }),
    );
  });
});

describe('the algebra', () => {
  const a = features(1, 2);
  const b = features(2, 3);

  test('joins, meets and takes away', () => {
    expect(union(a, b)).toBe(features(1, 2, 3));
    expect(union()).toBe(NONE);
    expect(intersection(a, b)).toBe(features(2));
    expect(without(a, b)).toBe(features(1));
    expect(without(a, a)).toBe(NONE);
  });

  test('tells all from any from none', () => {
    expect(includes(a, features(1, 2))).toBe(true);
    expect(includes(a, b)).toBe(false);
    expect(includes(a, NONE)).toBe(true);
    expect(intersects(a, b)).toBe(true);
    expect(intersects(a, features(3))).toBe(false);
    expect(intersects(a, NONE)).toBe(false);
    expect(isEmpty(NONE)).toBe(true);
    expect(isEmpty(a)).toBe(false);
  });

  test('agrees with what sets of numbers do', () => {
    fc.assert(
      fc.property(anyBits, anyBits, (xs, ys) => {
        const [x, y] = [features(...xs), features(...ys)];
        expect(union(x, y)).toBe(features(...xs, ...ys));
        expect(intersection(x, y)).toBe(features(...xs.filter((bit) => ys.includes(bit))));
        expect(without(x, y)).toBe(features(...xs.filter((bit) => !ys.includes(bit))));
        expect(intersects(x, y)).toBe(xs.some((bit) => ys.includes(bit)));
        expect(isSubset(x, y)).toBe(xs.every((bit) => ys.includes(bit)));
        expect(includes(x, y)).toBe(isSubset(y, x));
        expect(isEmpty(without(x, y))).toBe(isSubset(x, y));
      }),
    );
  });
});

describe('the subsets of a set', () => {
  test('come with the empty one first and the set itself last', () => {
    expect([...subsetsOf(features(0, 64))]).toEqual([NONE, features(0), features(64), features(0, 64)]);
    expect([...subsetsOf(NONE)]).toEqual([NONE]);
  });

  test('are 2^n, all different, all inside', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 8 }), (bits) => {
        const set = features(...bits);
        const subsets = [...subsetsOf(set)];
        expect(new Set(subsets).size).toBe(2 ** bits.length);
        expect(subsets).toHaveLength(2 ** bits.length);
        expect(subsets.every((subset) => isSubset(subset, set))).toBe(true);
      }),
    );
  });
});

describe('the 32-bit windows of a register', () => {
  test('are unsigned, the lowest first', () => {
    const set = features(0, 31, 32, 63, 64, 127);
    expect([0, 1, 2, 3].map((index) => windowOf(set, index))).toEqual([
      0x8000_0001, 0x8000_0001, 0x0000_0001, 0x8000_0000,
    ]);
    for (const none of [4, -1, 0.5, Number.NaN]) expect(windowOf(set, none)).toBe(0);
    expect(fromWindows([])).toBe(NONE);
    expect(fromWindows([0x8000_0000, 1])).toBe(features(31, 32));
  });

  test('take the number that a signed read yields', () => {
    expect(fromWindows([-1])).toBe(0xffff_ffffn);
  });

  test('put together, give the set back', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        expect(fromWindows([0, 1, 2, 3].map((index) => windowOf(set, index)))).toBe(set);
      }),
    );
  });

  test('are all four at hand at once, whatever their number', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        expect(windowsOf(set)).toEqual([0, 1, 2, 3].map((index) => windowOf(set, index)));
        expect(fromWindows([...windowsOf(set), 0xffff_ffff])).toBe(set);
      }),
    );
  });

  test('never stand for another set that was composed before', () => {
    const word = fc.oneof(
      fc.constantFrom(0, 1, 0x400, 0x8000_0000),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 50 }), (many) => {
        for (const words of many)
          expect(fromWindows(words)).toBe(
            words.reduce((set, value, index) => set | (BigInt(value) << BigInt(32 * index)), NONE),
          );
      }),
    );
  });
});
