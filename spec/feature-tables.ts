import { type DeviceTypeName, deviceTypeRules, legacyOnly, tableOfTypes } from './device-types.ts';
import type { FeatureNames } from './feature-names.ts';
import { type FeatureSet, features, includes, isSubset } from './features.ts';
import type { Requirement } from './requirements.ts';
import { type Since, type SpecVersion, specVersions } from './versions.ts';

/** What the standard says of the features of a device type. */
export interface FeatureTable {
  readonly names: FeatureNames;
  /** All that may be accepted in a version. */
  readonly known: (version: SpecVersion) => FeatureSet;
  /** All that only the legacy interface knows. */
  readonly legacy: FeatureSet;
  /** What an accepted set must meet, of every version and strength. */
  readonly accepts: readonly Requirement[];
  /** What an offer must meet. */
  readonly offers: readonly Requirement[];
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — by device type. */
export const featureTables: Readonly<Record<DeviceTypeName, FeatureTable>> = tableOfTypes((type) => {
  const { names, known, accepts, offers } = deviceTypeRules[type];
  return {
    names,
    known,
    legacy: legacyOnly(type),
    accepts: accepts('1.4').every.requirements,
    offers: offers('1.4').requirements,
  };
});

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the version that a bit came with; undefined where none knows it. */
export function sinceOf(bit: number, { known, legacy }: FeatureTable): Since | undefined {
  const set = features(bit);
  const version = specVersions.find((one) => includes(known(one), set));
  return version ?? (includes(legacy, set) ? 'legacy' : undefined);
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the first version that knows every feature of a set; undefined where none does. */
export const leastVersion = (set: FeatureSet, { known }: FeatureTable): SpecVersion | undefined =>
  specVersions.find((version) => isSubset(set, known(version)));
