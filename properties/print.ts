import { byDeviceType, deviceTypeRules } from '../spec/device-types.ts';
import { printFeatures } from '../spec/feature-names.ts';
import type { FeatureSet } from '../spec/features.ts';
import { counted } from '../src/run/counted.ts';
import { remembered } from '../src/run/remembered.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { deviceTypes } from '../src/types/types.ts';

const printers = byDeviceType((type) => remembered((set) => printFeatures(set, deviceTypeRules[type].names)));

/** A feature set as text, by the names of the run's device type. */
export const printIn = ({ scenario }: TraceView, set: FeatureSet): string => printers(scenario.type)(set);

/** The name of a virtqueue under the features in use: `transmitq1`. */
export const queueIn = ({ scenario, inUse }: Run, queue: number): string =>
  deviceTypes[scenario.type].words.queueName(queue, scenario, inUse);

/** Ring sizes and descriptors in words: `1 entry`, `2 entries`. */
export const entries = (count: number): string => counted(count, 'entry', 'entries');
export const descriptors = (count: number): string => counted(count, 'descriptor');
