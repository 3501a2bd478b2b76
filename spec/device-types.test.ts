import { describe, expect, test } from 'vitest';
import { blkFeatureNames, DISCARD, knownBlkFeatures, legacyBlkFeatures } from './blk/features.ts';
import { blkAcceptRequirements, blkOfferRequirements } from './blk/requirements.ts';
import { allTypeNames, deviceTypeNames, deviceTypeRules, isJudged } from './device-types.ts';
import { legacyFeatures } from './feature-bits.ts';
import { CTRL_VQ, GSO, knownNetFeatures, MQ, netFeatureNames } from './net/features.ts';
import { netClosures } from './net/requirements.ts';
import { specVersions } from './versions.ts';

describe('the rules of a device type', () => {
  test('are there for those whose drivers are judged first', () => {
    expect(allTypeNames).toEqual([...deviceTypeNames, ...allTypeNames.filter((name) => !isJudged(name))]);
    expect(deviceTypeNames.every(isJudged)).toBe(true);
    expect(isJudged('rng')).toBe(false);
  });

  test('know its features by name, by version, and over the legacy interface', () => {
    const { net, blk } = deviceTypeRules;
    expect([net.names, blk.names]).toEqual([netFeatureNames, blkFeatureNames]);
    expect([net.legacy, blk.legacy]).toEqual([legacyFeatures | GSO, legacyFeatures | legacyBlkFeatures]);
    for (const version of specVersions) {
      expect(net.known(version)).toBe(knownNetFeatures(version));
      expect(blk.known(version)).toBe(knownBlkFeatures(version));
    }
    expect(blk.known('1.0') & DISCARD).toBe(0n);
  });

  test('hold a net offer to what is listed, and an accepted set to what is listed, recommended and implied', () => {
    for (const version of specVersions) {
      expect(deviceTypeRules.net.offers(version)).toBe(netClosures(version).must);
      expect(deviceTypeRules.net.accepts(version)).toBe(netClosures(version));
    }
    expect(deviceTypeRules.net.offers('1.4').greatestClosedSubset(MQ)).toBe(0n);
    expect(deviceTypeRules.net.offers('1.4').isClosed(MQ | CTRL_VQ)).toBe(true);
  });

  test('hold the offer of a disk to one requirement, and what is accepted to none of any strength', () => {
    for (const version of specVersions) {
      const { must, should, implied, every } = deviceTypeRules.blk.accepts(version);
      for (const { requirements } of [must, should, implied, every])
        expect(requirements).toBe(blkAcceptRequirements);
      expect(deviceTypeRules.blk.offers(version).requirements).toBe(blkOfferRequirements);
    }
  });
});
