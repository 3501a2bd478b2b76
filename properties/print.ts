import * as blk from '../spec/blk/queues.ts';
import { type DeviceType, deviceTypeRules } from '../spec/device-types.ts';
import { printFeatures } from '../spec/feature-names.ts';
import { type FeatureSet, remembered } from '../spec/features.ts';
import * as net from '../spec/net/queues.ts';
import type { Reading } from '../src/run/reading.ts';
import type { BlkRun, Run } from '../src/run/run.ts';

const printerOf = (type: DeviceType): ((set: FeatureSet) => string) =>
  remembered((set) => printFeatures(set, deviceTypeRules[type].names));

const printers: Readonly<Record<DeviceType, (set: FeatureSet) => string>> = {
  net: printerOf('net'),
  blk: printerOf('blk'),
};

/** A feature set as text, by the names of the run's device type. */
export const printIn = ({ scenario }: Reading, set: FeatureSet): string => printers[scenario.type](set);

/** The name of a virtqueue under the features in use: `transmitq1`. */
export const queueIn = ({ scenario, inUse }: Run | BlkRun, queue: number): string =>
  scenario.type === 'blk'
    ? blk.queueName(queue)
    : net.queueName(queue, net.queuePairs(inUse, scenario.maxVirtqueuePairs));

/** Ring sizes and descriptors in words: `1 entry`, `2 entries`. */
export const entries = (count: number): string => `${count} ${count === 1 ? 'entry' : 'entries'}`;
export const descriptors = (count: number): string => `${count} descriptor${count === 1 ? '' : 's'}`;
