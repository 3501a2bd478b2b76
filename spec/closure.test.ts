import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureSet, features, isSubset, NONE, singles, union } from './features.ts';
import * as net from './net/features.ts';
import { netClosures, netRequirements } from './net/requirements.ts';
import {
  broken,
  closureOf,
  greatestClosedSubset,
  inForce,
  isClosed,
  missingFrom,
  type Requirement,
  unmetBy,
} from './requirements.ts';
import { specVersions } from './versions.ts';

const must = inForce(netRequirements, '1.4', 'must');
const anyNetSubset = fc.subarray(singles(net.netFeatures('1.4'))).map((sets) => union(...sets));

// Bits at both ends of all four 32-bit words, where arithmetic on words would go wrong first.
const universe = features(0, 31, 32, 63, 64, 95, 96, 127);
const oneOfUniverse = fc.constantFrom(...singles(universe));
const subsetOfUniverse = fc.subarray(singles(universe)).map((sets) => union(...sets));
const anySystem: fc.Arbitrary<Requirement[]> = fc.array(
  fc.record({
    feature: oneOfUniverse,
    allOf: fc.array(subsetOfUniverse, { maxLength: 3 }),
    strength: fc.constant('must'),
    since: fc.constant('1.0'),
    clause: fc.constant('made up'),
  }),
  { maxLength: 12 },
);

describe('what is missing from a set', () => {
  const lacking = (set: FeatureSet): [FeatureSet, readonly FeatureSet[]][] =>
    missingFrom(set, must).map(({ requirement, anyOf }) => [requirement.feature, anyOf]);

  test('is named group by group: every arm of an any-of, of an all-of only what is not there', () => {
    expect(lacking(net.GUEST_ECN)).toEqual([[net.GUEST_ECN, [net.GUEST_TSO4 | net.GUEST_TSO6]]]);
    expect(lacking(net.HASH_TUNNEL | net.CTRL_VQ)).toEqual([[net.HASH_TUNNEL, [net.RSS | net.HASH_REPORT]]]);
    expect(lacking(net.HASH_TUNNEL)).toEqual([[net.HASH_TUNNEL, [net.CTRL_VQ, net.RSS | net.HASH_REPORT]]]);
    expect(lacking(net.HASH_TUNNEL | net.HASH_REPORT | net.CTRL_VQ)).toEqual([]);
  });

  test('is nothing exactly where the set is closed; adding a member of each group mends what is there', () => {
    fc.assert(
      fc.property(anyNetSubset, (set) => {
        const missing = missingFrom(set, must);
        expect(missing.length === 0).toBe(isClosed(set, must));
        for (const { requirement, anyOf } of missing) {
          expect(anyOf.length).toBeGreaterThan(0);
          expect(unmetBy(union(set, ...anyOf), requirement)).toEqual([]);
        }
      }),
    );
  });

  test('an any-of of nothing is met by nothing', () => {
    const impossible: Requirement = {
      feature: features(0),
      allOf: [NONE],
      strength: 'must',
      since: '1.0',
      clause: 'made up',
    };
    expect(isClosed(features(0), [impossible])).toBe(false);
    expect(closureOf([impossible]).greatestClosedSubset(features(0, 1))).toBe(features(1));
  });
});

describe('a closure should answer as the rules that it was made of', () => {
  test('in the net table of each version', () => {
    const all = net.netFeatures('1.4');
    for (const version of specVersions) {
      const { every } = netClosures(version);
      expect(every.isClosed(net.netFeatures(version))).toBe(true);
      expect(every.greatestClosedSubset(all & ~net.CTRL_VQ)).toBe(
        greatestClosedSubset(all & ~net.CTRL_VQ, every.requirements),
      );
    }
    expect(netClosures('1.4').must.greatestClosedSubset(net.GUEST_TSO4 | net.MAC)).toBe(net.MAC);
    expect(netClosures('1.4').should.isClosed(net.HASH_REPORT)).toBe(false);
    expect(netClosures('1.2').should.isClosed(net.HASH_REPORT)).toBe(true);
    expect(netClosures('1.2').implied.isClosed(net.HASH_REPORT)).toBe(false);
  });

  test('in any system over any bits', () => {
    fc.assert(
      fc.property(anySystem, fc.array(subsetOfUniverse, { maxLength: 8 }), (system, sets) => {
        const closure = closureOf(system);
        for (const set of [...sets, ...sets]) {
          expect(closure.isClosed(set)).toBe(broken(set, system).length === 0);
          expect(closure.greatestClosedSubset(set)).toBe(greatestClosedSubset(set, system));
          expect(isSubset(closure.greatestClosedSubset(set), set)).toBe(true);
        }
      }),
    );
  });
});
