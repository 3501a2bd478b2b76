import { describe, expect, test } from 'vitest';
import { clauseById } from '../clauses/index.ts';
import { namesOf, parseFeatures } from '../feature-names.ts';
import { bitsOf, type FeatureSet, features, intersects, isSubset, union } from '../features.ts';
import { greatestClosedSubset, inForce, isClosed, type Strength } from '../requirements.ts';
import { type SpecVersion, specVersions } from '../versions.ts';
import * as net from './features.ts';
import { netClosures, netRequirements } from './requirements.ts';

const set = (names: string): FeatureSet => parseFeatures(names, net.netFeatureNames);

// Typed from the standard's list of feature bit requirements, not from the code.
const listed: Readonly<Record<string, string>> = {
  GUEST_TSO4: 'GUEST_CSUM',
  GUEST_TSO6: 'GUEST_CSUM',
  GUEST_ECN: 'GUEST_TSO4 or GUEST_TSO6',
  GUEST_UFO: 'GUEST_CSUM',
  GUEST_USO4: 'GUEST_CSUM',
  GUEST_USO6: 'GUEST_CSUM',
  GUEST_UDP_TUNNEL_GSO: 'GUEST_TSO4 and GUEST_TSO6 and GUEST_USO4 and GUEST_USO6',
  GUEST_UDP_TUNNEL_GSO_CSUM: 'GUEST_UDP_TUNNEL_GSO',
  HOST_TSO4: 'CSUM',
  HOST_TSO6: 'CSUM',
  HOST_ECN: 'HOST_TSO4 or HOST_TSO6',
  HOST_UFO: 'CSUM',
  HOST_USO: 'CSUM',
  HOST_UDP_TUNNEL_GSO: 'HOST_TSO4 and HOST_TSO6 and HOST_USO',
  HOST_UDP_TUNNEL_GSO_CSUM: 'HOST_UDP_TUNNEL_GSO',
  CTRL_RX: 'CTRL_VQ',
  CTRL_VLAN: 'CTRL_VQ',
  GUEST_ANNOUNCE: 'CTRL_VQ',
  MQ: 'CTRL_VQ',
  CTRL_MAC_ADDR: 'CTRL_VQ',
  NOTF_COAL: 'CTRL_VQ',
  RSC_EXT: 'HOST_TSO4 or HOST_TSO6',
  RSS: 'CTRL_VQ',
  VQ_NOTF_COAL: 'CTRL_VQ',
  HASH_TUNNEL: 'CTRL_VQ and RSS or HASH_REPORT',
  RSS_CONTEXT: 'CTRL_VQ and RSS',
};

/** The sets of an AND of ORs; `or` binds tighter than `and`, as in the table above. */
const allOf = (text: string): FeatureSet[] =>
  text.split(' and ').map((part) => set(part.replaceAll(' or ', ' ')));

/** Feature by feature, what is required with the given strength. */
const table = (strength: Strength): [FeatureSet, readonly FeatureSet[]][] =>
  netRequirements.filter((r) => r.strength === strength).map((r) => [r.feature, r.allOf]);

describe('what net features require', () => {
  test('must: the list of the standard, in its order', () => {
    expect(table('must')).toEqual(Object.entries(listed).map(([name, text]) => [set(name), allOf(text)]));
  });

  test('should: two that only make sense with a control queue', () => {
    expect(table('should')).toEqual([
      [net.HASH_REPORT, [net.CTRL_VQ]],
      [net.CTRL_RX_EXTRA, [net.CTRL_VQ]],
    ]);
  });

  test('implied: what works by control command, and two that prose ties together', () => {
    expect(table('implied')).toEqual([
      [net.CTRL_GUEST_OFFLOADS, [net.CTRL_VQ]],
      [net.HASH_REPORT, [net.CTRL_VQ]],
      [net.CTRL_RX_EXTRA, [net.CTRL_VQ]],
      [net.DEVICE_STATS, [net.CTRL_VQ]],
      [net.GUEST_ANNOUNCE, [net.STATUS]],
      [net.RSC_EXT, [net.GUEST_TSO4 | net.GUEST_TSO6]],
    ]);
  });

  test('before 1.3 nothing is recommended, only implied', () => {
    expect(specVersions.map((version) => inForce(netRequirements, version, 'should').length)).toEqual([
      0, 0, 0, 2, 2,
    ]);
  });

  test('each names one feature, and a clause of the ledger that speaks of it', () => {
    for (const { feature, clause } of netRequirements) {
      expect(bitsOf(feature)).toHaveLength(1);
      expect(clauseById.get(clause)?.rule.split(/\W+/), clause).toContain(
        namesOf(feature, net.netFeatureNames).join(),
      );
    }
  });

  test('each listed one names the clause that names its feature', () => {
    for (const { feature, clause } of inForce(netRequirements, '1.4', 'must')) {
      const subject = clauseById.get(clause)?.rule.split(' requires ')[0] ?? '';
      expect(set(subject), clause).toBe(feature);
    }
  });

  test('a requirement comes into force with its feature; the recommended ones came later', () => {
    const firstVersion = (feature: FeatureSet): SpecVersion | undefined =>
      specVersions.find((version) => isSubset(feature, net.netFeatures(version)));
    for (const { feature, since, strength } of netRequirements)
      expect(since).toBe(strength === 'should' ? '1.3' : firstVersion(feature));
  });

  test('no requirement in force asks for what its version does not define', () => {
    for (const version of specVersions) {
      const defined = net.netFeatures(version);
      for (const { feature, allOf: required } of inForce(
        netRequirements,
        version,
        'must',
        'should',
        'implied',
      )) {
        expect(isSubset(feature, defined)).toBe(true);
        expect(required.every((anyOf) => intersects(anyOf, defined))).toBe(true);
      }
    }
  });

  test('of every strength are all of them together', () => {
    for (const version of specVersions) {
      const { must, should, implied, every } = netClosures(version);
      const apart = [must, should, implied].flatMap(({ requirements }) => requirements);
      expect(new Set(every.requirements)).toEqual(new Set(apart));
      expect(every.requirements).toHaveLength(apart.length);
    }
  });

  test('a full offer is closed in every version', () => {
    for (const version of specVersions) {
      const all = inForce(netRequirements, version, 'must', 'should', 'implied');
      expect(isClosed(net.netFeatures(version), all)).toBe(true);
    }
  });
});

describe('what falls with a mask, over a full 1.4 offer', () => {
  const falls = (root: FeatureSet, ...strengths: readonly Strength[]): number[] => {
    const rest = net.netFeatures('1.4') & ~root;
    return bitsOf(rest & ~greatestClosedSubset(rest, inForce(netRequirements, '1.4', ...strengths)));
  };
  const smallRing = features(7, 8, 10, 54, 55);

  test('guest segmentation takes ECN and the tunnels along', () => {
    expect(smallRing).toBe(net.GUEST_GSO);
    expect(falls(smallRing, 'must')).toEqual([9, 65, 66]);
  });

  test('and RSC_EXT, where prose is believed', () => {
    expect(falls(smallRing, 'must', 'implied')).toEqual([9, 61, 65, 66]);
  });

  test('with MRG_RXBUF nothing more: no feature stands on it', () => {
    expect(falls(net.MRG_RXBUF, 'must', 'should', 'implied')).toEqual([]);
    expect(falls(union(smallRing, net.MRG_RXBUF), 'must')).toEqual([9, 65, 66]);
  });

  test('the control queue takes along all that is set by command', () => {
    expect(falls(net.CTRL_VQ, 'must')).toEqual([18, 19, 21, 22, 23, 51, 52, 53, 60, 64]);
  });

  test('two more where recommendations count, and another two where prose does', () => {
    const must = falls(net.CTRL_VQ, 'must');
    const should = falls(net.CTRL_VQ, 'must', 'should');
    const implied = falls(net.CTRL_VQ, 'must', 'should', 'implied');
    expect(should.filter((bit) => !must.includes(bit))).toEqual([20, 57]);
    expect(implied.filter((bit) => !should.includes(bit))).toEqual([2, 50]);
  });

  test('guest segmentation in part takes along what needs all of it, not what needs any of it', () => {
    expect(falls(net.GUEST_TSO4, 'must')).toEqual([65, 66]);
    expect(falls(union(net.GUEST_TSO4, net.GUEST_TSO6), 'must')).toEqual([9, 65, 66]);
  });
});
