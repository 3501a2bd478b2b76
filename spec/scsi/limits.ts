import { ANY_LAYOUT } from '../feature-bits.ts';
import { type FeatureSet, includes, NONE, union } from '../features.ts';
import { CHANGE, HOTPLUG, INOUT, T10_PI } from './features.ts';

/**
 * How a driver cuts a command into descriptors: `separate` gives request header, each segment and response
 * their own; `combined` lets the header share with the first readable segment, and the response with the
 * first writable one.
 */
export type CommandLayout = 'combined' | 'separate';

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues — a readable request and a writable response at the least; control commands too. */
export const MIN_COMMAND_DESCRIPTORS = 2;

/** sec:Device Types / SCSI Host Device / Legacy Interface: Framing Requirements — whether a driver is free to combine. */
export const mayCombine = (accepted: FeatureSet, legacy: boolean): boolean =>
  !legacy || includes(accepted, ANY_LAYOUT);

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues — descriptors of a command with so many readable and writable segments, protection information included. */
export const commandChain = (readable: number, writable: number, layout: CommandLayout): number =>
  layout === 'combined' ? Math.max(1, readable) + Math.max(1, writable) : 2 + readable + writable;

/**
 * drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3
 * — the most segments in one direction. `segMax` bounds each direction by itself, so a bidirectional command
 * takes twice as many; nothing ties it to the ring, so the driver caps it by the `longest` chain, in
 * descriptors (see `longestChain`). 0: no data can pass.
 */
export function segmentCap(
  longest: number,
  layout: CommandLayout,
  bidirectional: boolean,
  segMax = Number.POSITIVE_INFINITY,
): number {
  if (longest < MIN_COMMAND_DESCRIPTORS) return 0;
  if (bidirectional) return Math.min(segMax, Math.floor((layout === 'combined' ? longest : longest - 2) / 2));
  return Math.min(segMax, longest - (layout === 'combined' ? 1 : 2));
}

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues — descriptors of the shortest data command behind each feature, by layout. */
export const commandsByFeature: readonly {
  readonly feature: FeatureSet;
  readonly combined: number;
  readonly separate: number;
}[] = [
  { feature: INOUT, combined: 2, separate: 4 },
  { feature: T10_PI, combined: 2, separate: 4 },
];

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues — the features whose commands cannot pass where a chain is at most `longest` descriptors. */
export const scsiFeaturesTooLargeFor = (longest: number, layout: CommandLayout): FeatureSet =>
  union(...commandsByFeature.filter((command) => command[layout] > longest).map((c) => c.feature));

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: eventq — the features that cannot work where the event queue has `size` entries; 0 says that there is none. */
export const featuresWithoutEvents = (size: number): FeatureSet =>
  size === 0 ? union(HOTPLUG, CHANGE) : NONE;

/** drivernormative:Device Types / SCSI Host Device / Device configuration layout — linked commands that one logical unit may be sent; no other device names the queue size in a rule. */
export const linkedCommandsPerUnit = (cmdPerLun: number, queueSize: number): number =>
  Math.min(cmdPerLun, queueSize);

/** devicenormative:Device Types / SCSI Host Device / Device configuration layout — `sense_size` after a reset, in bytes. */
export const DEFAULT_SENSE_SIZE = 96;

/** devicenormative:Device Types / SCSI Host Device / Device configuration layout — `cdb_size` after a reset, in bytes. */
export const DEFAULT_CDB_SIZE = 32;
