import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offer } from '../../properties/net/generators.ts';
import { FEATURE_BITS, type FeatureSet, features, NONE, sizeOf, union } from '../../spec/features.ts';
import { specVersions } from '../../spec/versions.ts';
import { offerOf } from '../device/script.ts';
import { recommended } from '../policies/recommended.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { NEVER } from '../trace/rounds.ts';
import { knownRequirements } from '../types/net/linux-features.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { troublesOf } from '../types/net/troubles.ts';
import { direct, works } from './direct.ts';
import { type BareDevice, bestOf, scenarioOf } from './judge-device.ts';
import { slices } from './slices.ts';
import { maskOf, modernUnits, offersOf, takenOf, type Unit } from './units.ts';

/** What a device and its driver come to under one offer: all that `judgeDevice` looks at. */
function outcomeOf(device: BareDevice, offered: FeatureSet) {
  const scenario = scenarioOf(device, offered, true);
  const all = offerOf(scenario, aRound({ offer: offered }));
  const taken = takenOf(all, device.transport);
  return {
    taken,
    best: bestOf(device, offered),
    runs: [true, false].map((peek) => runNetPolicy(recommended, scenarioOf(device, offered, peek))),
    moves: works(direct(taken), scenario),
  };
}

/**
 * Shows of one device that an offer comes to the same as the offer of a slice that holds the same units: the same units
 * are kept, of the other features all that can be, and traffic moves or does not in the same way.
 */
function expectUnitsToDecide(
  device: BareDevice,
  offered: FeatureSet,
  units: readonly Unit[],
  base: FeatureSet,
) {
  const is = outcomeOf(device, offered);
  const mask = maskOf(is.taken, units);
  const ought = outcomeOf(device, offersOf(units, base)[mask] ?? NONE);
  expect(is.best === undefined).toBe(ought.best === undefined);
  if (is.best !== undefined && ought.best !== undefined) {
    const lost = mask & ~maskOf(ought.best, units);
    const gone = union(...units.filter((_, i) => lost & (1 << i)).map(({ standsFor }) => standsFor));
    expect(is.best).toBe(knownRequirements.greatestClosedSubset(is.taken & ~gone));
  }
  for (const [i, run] of is.runs.entries()) {
    expect(run.plan?.features).toBe(is.best);
    const other = ought.runs[i];
    expect(troublesOf(run)).toEqual(other && troublesOf(other));
  }
  expect(is.moves).toBe(ought.moves);
}

describe('the bits that the offers of the slices leave out', () => {
  it.each(slices)(
    'should change nothing in any offer to a device of "$name"',
    ({ units, base, grows, edges, devices: all }) => {
      const devices = grows ? edges() : all();
      const cases = fc
        .constantFrom(...specVersions)
        .chain((version) => fc.tuple(fc.constantFrom(...devices), offer(version)));
      fc.assert(
        fc.property(cases, ([device, any]) => expectUnitsToDecide(device, any | base, units, base)),
        { numRuns: 40 },
      );
    },
  );

  const bits = Array.from({ length: FEATURE_BITS }, (_, bit) => features(bit));
  const [modern, , legacy, , , paired] = slices;
  it.each([modern, legacy, paired])('should change nothing, each alone or with all else', (slice) => {
    if (!slice) throw new Error('no slice');
    const { units, base, devices } = slice;
    const everything = union(base, ...units.map(({ offered }) => offered));
    const device = devices().find(({ sizes }) => sizes.every((size) => size === 4));
    if (!device) throw new Error('no device');
    for (const bit of bits) {
      expectUnitsToDecide(device, base | bit, units, base);
      expectUnitsToDecide(device, everything | bit, units, base);
    }
  });

  it('should be all but a dozen or so', () => {
    const left = slices.map(({ units, base }) => sizeOf(union(base, ...units.map(({ offered }) => offered))));
    expect([Math.min(...left), Math.max(...left)]).toEqual([9, 12]);
  });
});

describe('VERSION_1', () => {
  it('should decide, where it is missing, before anybody looks at a virtqueue', () => {
    const device = aNetDevice({ format: 'packed' });
    for (const offered of offersOf(modernUnits, NONE)) {
      for (const peek of [true, false]) {
        const { rounds, plan } = runNetPolicy(recommended, {
          ...device,
          peek,
          rounds: [aRound({ offer: offered })],
        });
        expect([plan, ...rounds.map(({ firstQueueAccess }) => firstQueueAccess)]).toEqual([undefined, NEVER]);
      }
    }
  });
});
