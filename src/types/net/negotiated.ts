import type { FeatureSet } from '../../../spec/features.ts';
import { negotiated as meaningOf, type Negotiated } from '../../../spec/net/negotiated.ts';
import { byVersion, type SpecVersion } from '../../../spec/versions.ts';
import { remembered } from '../../run/remembered.ts';

/** What a set that a driver negotiates means, remembered. */
export const negotiated = (set: FeatureSet, version: SpecVersion, legacy: boolean): Negotiated =>
  (legacy ? legacyMeaning : modernMeaning)(version)(set);

// --- internal ---

const meaningBy = (legacy: boolean) =>
  byVersion((version) => remembered((set) => meaningOf(set, version, legacy)));
const legacyMeaning = meaningBy(true);
const modernMeaning = meaningBy(false);
