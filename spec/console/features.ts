import { deviceIndependentBits, reservedFeatures } from '../feature-bits.ts';
import { type FeatureNames, namesWithPrefix } from '../feature-names.ts';
import { bitsOf, type FeatureSet, features, includes, union } from '../features.ts';
import type { Requirement } from '../requirements.ts';
import type { SpecVersion } from '../versions.ts';

/** sec:Device Types / Console Device / Feature bits #1 — `cols` and `rows` are valid. */
export const SIZE = features(0);
/** sec:Device Types / Console Device / Feature bits #2 — `max_nr_ports` is valid and the control queues exist. */
export const MULTIPORT = features(1);
/** sec:Device Types / Console Device / Feature bits #3 — `emerg_wr` is valid. */
export const EMERG_WRITE = features(2);

/** sec:Device Types / Console Device / Feature bits #1 — all of them, the same in every version. */
export const consoleFeatures: FeatureSet = union(SIZE, MULTIPORT, EMERG_WRITE);

/** sec:Device Types / Console Device / Feature bits #1 — every name that a console feature set may be written with. */
export const consoleFeatureNames: FeatureNames = namesWithPrefix('CONSOLE', [
  ['SIZE', 0],
  ['MULTIPORT', 1],
  ['EMERG_WRITE', 2],
  ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
]);

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a modern console driver may accept in `version`. */
export const knownConsoleFeatures = (version: SpecVersion): FeatureSet =>
  consoleFeatures | reservedFeatures(version);

/** sec:Device Types / Console Device / Feature bits #1 — no feature requires another. */
export const consoleRequirements: readonly Requirement[] = [];

/**
 * sec:Device Types / Console Device / Device Initialization #1 — whether a driver may write `emerg_wr`, at any
 * status and whether or not it accepts the feature: the one field whose use the offer alone allows.
 */
export const mayWriteEmergency = (offered: FeatureSet): boolean => includes(offered, EMERG_WRITE);
