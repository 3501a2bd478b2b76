import { type DeviceType, deviceTypeRules } from '../spec/device-types.ts';
import { printFeatures } from '../spec/feature-names.ts';
import { type FeatureSet, remembered } from '../spec/features.ts';
import type { Reading } from '../src/run/reading.ts';

const printerOf = (type: DeviceType): ((set: FeatureSet) => string) =>
  remembered((set) => printFeatures(set, deviceTypeRules[type].names));

const printers: Readonly<Record<DeviceType, (set: FeatureSet) => string>> = {
  net: printerOf('net'),
  blk: printerOf('blk'),
};

/** A feature set as text, by the names of the run's device type. */
export const printIn = ({ scenario }: Reading, set: FeatureSet): string => printers[scenario.type](set);
