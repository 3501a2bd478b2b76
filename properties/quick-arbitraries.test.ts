import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { features } from '../spec/features.ts';
import { transports } from '../spec/transports.ts';
import { ANYWHERE, type Bounds } from '../src/scenario/bounds.ts';
import { blkScenarios } from './blk/generators.ts';
import { netScenarios } from './net/generators.ts';
import {
  bigInt,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  type Quick,
  record,
  subset,
  times,
  tuple,
  twoOrThree,
} from './quick-arbitraries.ts';
import { scsiScenarios } from './scsi/generators.ts';

const small: Bounds = { transports: transports.slice(0, 2), sizes: [1, 2, 3, 4] };
const wide = features(...Array.from({ length: 64 }, (_, bit) => 2 * bit));

const all: readonly (readonly [string, Quick<unknown>])[] = [
  ['a constant', constant('a')],
  ['one of several', constantFrom(1, 2, 3)],
  ['one of one', constantFrom('a')],
  ['a truth', boolean()],
  ['a number', integer({ min: 3, max: 90 })],
  ['a number from 0 on', integer({ min: 0, max: 4 })],
  ['the only number', integer({ min: 7, max: 7 })],
  ['a wide number', bigInt({ min: 0n, max: (1n << 80n) - 1n })],
  ['some of one kind', times(3, integer({ min: 0, max: 9 }))],
  ['two or three', twoOrThree(integer({ min: 0, max: 9 }))],
  ['a tuple', tuple(integer({ min: 0, max: 9 }), boolean())],
  ['a choice', oneof(integer({ min: 0, max: 9 }), { weight: 3, arbitrary: integer({ min: 50, max: 99 }) })],
  ['a choice that is never taken', oneof({ weight: 0, arbitrary: constant(1) }, constant(2))],
  ['a record', record({ one: integer({ min: 0, max: 9 }), other: boolean() })],
  ['a subset of none', subset(0n)],
  ['a subset of one', subset(features(90))],
  ['a subset of many', subset(wide)],
  ['what is made of another', integer({ min: 0, max: 9 }).map((size) => `${size}`)],
  ['what hangs on another', integer({ min: 1, max: 9 }).chain((size) => times(size, boolean()))],
  ['a net device', netScenarios(ANYWHERE)],
  ['a net device within bounds', netScenarios(small)],
  ['a disk', blkScenarios(ANYWHERE)],
  ['a disk within bounds', blkScenarios(small)],
  ['a SCSI host', scsiScenarios(ANYWHERE)],
  ['a SCSI host within bounds', scsiScenarios(small)],
];

describe('a quick arbitrary', () => {
  it.each(all)("should draw what fast-check's draws: %s", (_, quick) => {
    for (const seed of [1, -77]) {
      const parameters = { seed, numRuns: 300 };
      expect(fc.sample(quick, parameters)).toEqual(fc.sample(quick.whole, parameters));
      const unbiased = { ...parameters, unbiased: true };
      expect(fc.sample(quick, unbiased)).toEqual(fc.sample(quick.whole, unbiased));
    }
  });

  it.each(all)("should shrink as fast-check's does: %s", (_, quick) => {
    for (let place = 0; place < 20; place++) {
      for (const path of [`${place}:0`, `${place}:1:0`, `${place}:2:1:0`]) {
        const shrunk = (arbitrary: fc.Arbitrary<unknown>): unknown =>
          triedOr<unknown>('no such shrink', () => fc.sample(arbitrary, { seed: 5, path, numRuns: 3 }));
        expect(shrunk(quick)).toEqual(shrunk(quick.whole));
      }
    }
  });

  it.each(all)("should know its values as fast-check's does: %s", (_, quick) => {
    for (const value of [...fc.sample(quick, { seed: 2, numRuns: 20 }), 'else'])
      expect(quick.canShrinkWithoutContext(value)).toBe(quick.whole.canShrinkWithoutContext(value));
  });
});

describe('a subset', () => {
  it('should hold every feature now and then, and then another one', () => {
    const drawn = fc.sample(subset(wide), { seed: 1, numRuns: 500 });
    expect(drawn.reduce((one, other) => one | other)).toBe(wide);
    expect(drawn.reduce((one, other) => one & other)).toBe(0n);
  });

  it('should be of 64 features at the most', () => {
    expect(() => subset(wide | features(1))).toThrow('found a set of 65 features, expected 64 at the most');
  });
});

// --- internal ---

/** What is made, or another value where nothing can be. */
function triedOr<T>(otherwise: T, make: () => T): T {
  try {
    return make();
  } catch {
    return otherwise;
  }
}
