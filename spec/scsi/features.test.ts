import { expect, test } from 'vitest';
import { namesOf } from '../feature-names.ts';
import { features } from '../features.ts';
import { specVersions } from '../versions.ts';
import {
  CHANGE,
  HOTPLUG,
  INOUT,
  knownScsiFeatures,
  scsiFeatureNames,
  scsiFeatures,
  scsiRequirements,
  T10_PI,
} from './features.ts';

test('SCSI feature bits have the numbers and names of the standard', () => {
  expect([INOUT, HOTPLUG, CHANGE, T10_PI]).toEqual([0, 1, 2, 3].map((bit) => features(bit)));
  expect(namesOf(scsiFeatures, scsiFeatureNames)).toEqual(['INOUT', 'HOTPLUG', 'CHANGE', 'T10_PI']);
});

test('no SCSI feature requires another', () => {
  expect(scsiRequirements).toEqual([]);
});

test('every version knows them all, besides its device-independent bits', () => {
  for (const version of specVersions) {
    expect(knownScsiFeatures(version) & features(...Array.from({ length: 24 }, (_, bit) => bit))).toBe(
      scsiFeatures,
    );
    expect(knownScsiFeatures(version) & features(32)).toBe(features(32));
  }
});
