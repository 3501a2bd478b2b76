import { deviceTypeRules, deviceTypes } from '../spec/device-types.ts';
import { printFeatures } from '../spec/feature-names.ts';
import { type FeatureSet, remembered } from '../spec/features.ts';
import type { Reading } from '../src/run/reading.ts';

const printers = new Map(
  deviceTypes.map((type) => [
    type,
    remembered((set: FeatureSet): string => printFeatures(set, deviceTypeRules[type].names)),
  ]),
);

/** A feature set as text, by the names of the run's device type. */
export const printIn = ({ scenario }: Reading, set: FeatureSet): string =>
  printers.get(scenario.type)?.(set) ?? '';
