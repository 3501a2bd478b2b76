import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printFeatures } from './feature-names.ts';
import { type FeatureSet, features, NONE, singles, subsetsOf, union } from './features.ts';
import * as net from './net/features.ts';
import { netRequirements } from './net/requirements.ts';
import {
  broken,
  greatestClosedSubset,
  inForce,
  isClosed,
  type Requirement,
  type Strength,
} from './requirements.ts';
import type { SpecVersion } from './versions.ts';

const must = inForce(netRequirements, '1.4', 'must');

// A made-up system of ANDs of ORs over eight bits, with cycles and contradictions as they come.
const anyUniverse = features(0, 1, 2, 3, 4, 5, 6, 64);
const oneOfUniverse = fc.constantFrom(...singles(anyUniverse));
const subsetOfUniverse = fc.subarray(singles(anyUniverse)).map((sets) => union(...sets));
const anyRequirement: fc.Arbitrary<Requirement> = fc.record({
  feature: oneOfUniverse,
  allOf: fc.array(
    fc.array(oneOfUniverse, { minLength: 1, maxLength: 3 }).map((sets) => union(...sets)),
    { minLength: 1, maxLength: 3 },
  ),
  strength: fc.constant('must'),
  since: fc.constant('1.0'),
  clause: fc.constant('made up'),
});
const anySystem = fc.array(anyRequirement, { maxLength: 10 });

// Small universes of net features whose requirements stay inside: 256 subsets at most, each of which is tried.
const netUniverses: readonly FeatureSet[] = [
  union(net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN, net.GUEST_UFO, net.MRG_RXBUF, net.MAC),
  union(net.CTRL_VQ, net.RSS, net.HASH_REPORT, net.HASH_TUNNEL, net.RSS_CONTEXT, net.MQ, net.CTRL_RX),
  union(
    net.GUEST_CSUM,
    net.GUEST_TSO4,
    net.GUEST_TSO6,
    net.GUEST_USO4,
    net.GUEST_USO6,
    net.GUEST_UDP_TUNNEL_GSO,
    net.GUEST_UDP_TUNNEL_GSO_CSUM,
    net.GUEST_ECN,
  ),
  union(
    net.CSUM,
    net.HOST_TSO4,
    net.HOST_TSO6,
    net.HOST_ECN,
    net.RSC_EXT,
    net.HOST_USO,
    net.HOST_UDP_TUNNEL_GSO,
  ),
];

/** The greatest closed subset by its definition: the union of all closed subsets. */
const byBruteForce = (set: FeatureSet, requirements: readonly Requirement[]): FeatureSet =>
  union(...[...subsetsOf(set)].filter((subset) => isClosed(subset, requirements)));

describe('a set is closed', () => {
  const TSO4 = union(net.GUEST_TSO4, net.GUEST_CSUM);

  test('when it holds what its features require, of an any-of one member, of an all-of each', () => {
    expect(isClosed(NONE, must)).toBe(true);
    expect(isClosed(TSO4, must)).toBe(true);
    expect(isClosed(net.GUEST_TSO4, must)).toBe(false);
    expect(isClosed(union(TSO4, net.GUEST_ECN), must)).toBe(true);
    expect(isClosed(union(net.RSS, net.HASH_TUNNEL), must)).toBe(false);
    expect(isClosed(union(net.RSS, net.HASH_TUNNEL, net.CTRL_VQ), must)).toBe(true);
  });

  test('or else names each requirement that it breaks', () => {
    const found = broken(union(net.GUEST_TSO4, net.RSS_CONTEXT, net.CTRL_VQ), must);
    expect(found.map((requirement) => requirement.feature)).toEqual([net.GUEST_TSO4, net.RSS_CONTEXT]);
    expect(broken(TSO4, must)).toEqual([]);
  });

  test('exactly when nothing is broken', () => {
    fc.assert(
      fc.property(subsetOfUniverse, anySystem, (set, system) => {
        expect(isClosed(set, system)).toBe(broken(set, system).length === 0);
      }),
    );
  });
});

describe('the greatest closed subset', () => {
  test('drops what lacks something, and what lacked only that', () => {
    const set = union(net.GUEST_TSO4, net.GUEST_ECN, net.MAC);
    expect(greatestClosedSubset(set, must)).toBe(net.MAC);
  });

  test('keeps a cycle, which no one-by-one build-up from nothing would reach', () => {
    const each = (feature: FeatureSet, other: FeatureSet): Requirement => ({
      feature,
      allOf: [other],
      strength: 'must',
      since: '1.0',
      clause: 'made up',
    });
    const cycle = [each(features(0), features(1)), each(features(1), features(0))];
    expect(greatestClosedSubset(features(0, 1), cycle)).toBe(features(0, 1));
    expect(greatestClosedSubset(features(0), cycle)).toBe(NONE);
  });

  test.each(netUniverses.map((set) => [printFeatures(set, net.netFeatureNames), set] as const))(
    'equals the union of all closed subsets, for every subset of %s',
    (_, universe) => {
      for (const set of subsetsOf(universe))
        expect(greatestClosedSubset(set, must)).toBe(byBruteForce(set, must));
    },
  );
});

describe('a mask', () => {
  test('takes what depends on the blocked features along', () => {
    const set = union(net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_ECN, net.MAC);
    expect(greatestClosedSubset(set & ~net.GUEST_TSO4, must)).toBe(union(net.GUEST_CSUM, net.MAC));
  });

  test('of one arm of an any-of leaves the feature standing, of both does not', () => {
    const set = union(net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN);
    expect(greatestClosedSubset(set & ~net.GUEST_TSO4, must)).toBe(set & ~net.GUEST_TSO4);
    expect(greatestClosedSubset(set & ~(net.GUEST_TSO4 | net.GUEST_TSO6), must)).toBe(net.GUEST_CSUM);
  });
});

describe('the requirements in force', () => {
  test('are those of the version and of the strengths that were asked for', () => {
    const of = (feature: FeatureSet, version: SpecVersion, ...strengths: readonly Strength[]) =>
      inForce(netRequirements, version, ...strengths).filter((r) => r.feature === feature).length;
    expect(of(net.RSS_CONTEXT, '1.4', 'must')).toBe(1);
    expect(of(net.RSS_CONTEXT, '1.3', 'must')).toBe(0);
    expect(of(net.RSC_EXT, '1.4', 'must')).toBe(1);
    expect(of(net.RSC_EXT, '1.4', 'must', 'implied')).toBe(2);
    expect(of(net.RSC_EXT, '1.4')).toBe(0);
  });
});
