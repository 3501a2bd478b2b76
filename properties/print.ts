import { type DeviceTypeName, deviceTypeRules } from '../spec/device-types.ts';
import { printFeatures } from '../spec/feature-names.ts';
import { type FeatureSet, remembered } from '../spec/features.ts';
import { counted } from '../src/run/counted.ts';
import { queueName } from '../src/run/queue-names.ts';
import type { Reading } from '../src/run/reading.ts';
import type { BlkRun, NetRun } from '../src/run/run.ts';

const printerOf = (type: DeviceTypeName): ((set: FeatureSet) => string) =>
  remembered((set) => printFeatures(set, deviceTypeRules[type].names));

const printers: Readonly<Record<DeviceTypeName, (set: FeatureSet) => string>> = {
  net: printerOf('net'),
  blk: printerOf('blk'),
};

/** A feature set as text, by the names of the run's device type. */
export const printIn = ({ scenario }: Reading, set: FeatureSet): string => printers[scenario.type](set);

/** The name of a virtqueue under the features in use: `transmitq1`. */
export const queueIn = ({ scenario, inUse }: NetRun | BlkRun, queue: number): string =>
  queueName(queue, scenario, inUse);

/** Ring sizes and descriptors in words: `1 entry`, `2 entries`. */
export const entries = (count: number): string => counted(count, 'entry', 'entries');
export const descriptors = (count: number): string => counted(count, 'descriptor');
