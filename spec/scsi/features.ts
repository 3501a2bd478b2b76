import { deviceIndependentBits, reservedFeatures } from '../feature-bits.ts';
import { type FeatureNames, namesWithPrefix } from '../feature-names.ts';
import { bitsOf, type FeatureSet, features, union } from '../features.ts';
import type { Requirement } from '../requirements.ts';
import type { SpecVersion } from '../versions.ts';

/** sec:Device Types / SCSI Host Device / Feature bits #1 — one request may carry data both ways. */
export const INOUT = features(0);
/** sec:Device Types / SCSI Host Device / Feature bits #2 — events tell of units that come and go. */
export const HOTPLUG = features(1);
/** sec:Device Types / SCSI Host Device / Feature bits #4 — events tell of changed parameters. */
export const CHANGE = features(2);
/** sec:Device Types / SCSI Host Device / Feature bits #5 — requests carry protection information. */
export const T10_PI = features(3);

/** sec:Device Types / SCSI Host Device / Feature bits #1 — all of them, the same in every version. */
export const scsiFeatures: FeatureSet = union(INOUT, HOTPLUG, CHANGE, T10_PI);

/** sec:Device Types / SCSI Host Device / Feature bits #1 — every name that a SCSI feature set may be written with. */
export const scsiFeatureNames: FeatureNames = namesWithPrefix('SCSI', [
  ['INOUT', 0],
  ['HOTPLUG', 1],
  ['CHANGE', 2],
  ['T10_PI', 3],
  ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
]);

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a modern SCSI driver may accept in `version`. */
export const knownScsiFeatures = (version: SpecVersion): FeatureSet =>
  scsiFeatures | reservedFeatures(version);

/** sec:Device Types / SCSI Host Device / Feature bits #1 — no feature requires another. */
export const scsiRequirements: readonly Requirement[] = [];
