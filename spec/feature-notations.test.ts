import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blkFeatureNames } from './blk/features.ts';
import { UnknownFeatureError } from './feature-names.ts';
import { readFeatures } from './feature-notations.ts';
import { bitsOf, features } from './features.ts';
import { netFeatureNames } from './net/features.ts';

describe('a set is read in the notation of', () => {
  test.each([
    ['sysfs, where the first digit is bit 0', `1${'0'.repeat(31)}1${'0'.repeat(31)}\n`, [0, 32], 'sysfs'],
    ['sysfs of a kernel with 128 bits', `${'0'.repeat(127)}1`, [127], 'sysfs'],
    ['a hexadecimal mask', '0x100000001', [0, 32], 'hexadecimal mask'],
    ['a decimal mask', '4294967297', [0, 32], 'decimal mask'],
    ['a decimal mask that no bit has the number of', '128', [7], 'decimal mask'],
    ['one bit by number', '127', [127], 'list'],
    ['bits by number', '1,5,32', [1, 5, 32], 'list'],
    ['names', 'F(MAC | VERSION_1)', [5, 32], 'list'],
  ])('%s', (_, text, bits, notation) => {
    expect(readFeatures(text, netFeatureNames)).toEqual({ set: features(...bits), notation });
  });

  test('any number, whichever the set', () => {
    fc.assert(
      fc.property(fc.bigInt(128n, (1n << 128n) - 1n), (set) => {
        const sysfs = Array.from({ length: 128 }, (_, bit) => (bitsOf(set).includes(bit) ? '1' : '0')).join(
          '',
        );
        expect(readFeatures(sysfs, blkFeatureNames).set).toBe(set);
        // A decimal of digits 0 and 1 alone may be what sysfs shows.
        fc.pre(!/^[01]+$/.test(String(set)));
        expect(readFeatures(String(set), blkFeatureNames).set).toBe(set);
      }),
    );
  });
});

test.each([
  ['0'.repeat(129), 'expected at most 128 bits'],
  [String(1n << 128n), 'expected at most 128 bits'],
  ['0110', 'at least 32 digits 0 and 1'],
  ['MRG_RXBUFF', 'expected a name such as'],
])('%s is no set, and the error says what was expected', (text, expected) => {
  expect(() => readFeatures(text, netFeatureNames)).toThrow(UnknownFeatureError);
  expect(() => readFeatures(text, netFeatureNames)).toThrow(expected);
});
