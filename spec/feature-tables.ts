import { consoleFeatureNames, consoleRequirements, knownConsoleFeatures } from './console/features.ts';
import { type DeviceTypeName, deviceTypeRules, legacyOnly } from './device-types.ts';
import { legacyFeatures, UNUSED } from './feature-bits.ts';
import type { FeatureNames } from './feature-names.ts';
import { type FeatureSet, features, includes, isSubset, union } from './features.ts';
import type { Requirement } from './requirements.ts';
import { type Since, type SpecVersion, specVersions } from './versions.ts';

/** What the standard says of the features of a device type, whether or not its drivers are judged. */
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
export const featureTables = {
  net: judged('net'),
  blk: judged('blk'),
  scsi: judged('scsi'),
  console: {
    names: consoleFeatureNames,
    known: knownConsoleFeatures,
    legacy: union(legacyFeatures, UNUSED),
    accepts: consoleRequirements,
    offers: consoleRequirements,
  },
} as const satisfies Readonly<Record<string, FeatureTable>>;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the version that a bit came with; undefined where none knows it. */
export function sinceOf(bit: number, { known, legacy }: FeatureTable): Since | undefined {
  const set = features(bit);
  const version = specVersions.find((one) => includes(known(one), set));
  return version ?? (includes(legacy, set) ? 'legacy' : undefined);
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the first version that knows every feature of a set; undefined where none does. */
export const leastVersion = (set: FeatureSet, { known }: FeatureTable): SpecVersion | undefined =>
  specVersions.find((version) => isSubset(set, known(version)));

// --- internal ---

function judged(type: DeviceTypeName): FeatureTable {
  const { names, known, accepts, offers } = deviceTypeRules[type];
  return {
    names,
    known,
    legacy: legacyOnly(type),
    accepts: accepts('1.4').every.requirements,
    offers: offers('1.4').requirements,
  };
}
