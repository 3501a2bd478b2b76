import { printFeatures } from '../spec/feature-names.ts';
import type { FeatureSet } from '../spec/features.ts';
import { netFeatureNames } from '../spec/net/features.ts';

/** A net feature set as text. */
export const printable = (set: FeatureSet): string => printFeatures(set, netFeatureNames);
