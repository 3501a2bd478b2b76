import { ANY_LAYOUT } from '../feature-bits.ts';
import { type FeatureSet, includes, union } from '../features.ts';
import { INOUT, T10_PI } from './features.ts';

/**
 * How a driver cuts a command into descriptors: `separate` gives request header, each segment and response
 * their own; `combined` lets the header share with the first readable segment, and the response with the
 * first writable one.
 */
export type CommandLayout = 'combined' | 'separate';

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — a readable request and a writable response at the least; control commands too. */
export const MIN_COMMAND_DESCRIPTORS = 2;

/** sec:Device Types / SCSI Host Device / Legacy Interface: Framing Requirements #1 — whether a driver is free to combine. */
export const mayCombine = (accepted: FeatureSet, legacy: boolean): boolean =>
  !legacy || includes(accepted, ANY_LAYOUT);

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — descriptors of a command with so many readable and writable segments, protection information included. */
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

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — descriptors of the shortest data command behind each feature, by layout. */
export const commandsByFeature: readonly {
  readonly feature: FeatureSet;
  readonly combined: number;
  readonly separate: number;
}[] = [
  { feature: INOUT, combined: 2, separate: 4 },
  { feature: T10_PI, combined: 2, separate: 4 },
];

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — the features whose commands cannot pass where a chain is at most `longest` descriptors. */
export const scsiFeaturesTooLargeFor = (longest: number, layout: CommandLayout): FeatureSet =>
  union(...commandsByFeature.filter((command) => command[layout] > longest).map((c) => c.feature));

/** drivernormative:Device Types / SCSI Host Device / Device configuration layout #3 — linked commands that one logical unit may be sent; no other device names the queue size in a rule. */
export const linkedCommandsPerUnit = (cmdPerLun: number, queueSize: number): number =>
  Math.min(cmdPerLun, queueSize);

/** sec:Device Types / SCSI Host Device / Feature bits #5 — descriptors that the protection information of a direction takes of its own under `accepted`, where it lies in one piece. */
const protection = (accepted: FeatureSet, layout: CommandLayout): number =>
  includes(accepted, T10_PI) && layout === 'separate' ? 1 : 0;

/** sec:Device Types / SCSI Host Device / Feature bits #1 — descriptors of a command with all that `accepted` lets it carry, of so many data segments in each direction. */
export function longestCommand(segments: number, accepted: FeatureSet, layout: CommandLayout): number {
  const each = segments + protection(accepted, layout);
  return commandChain(each, includes(accepted, INOUT) ? each : 0, layout);
}

/**
 * sec:Device Types / SCSI Host Device / Device configuration layout #3 — the most data segments in one direction of such a command where
 * a chain is at most `longest` descriptors: no more than `segMax` either. 0: no data can pass.
 */
export const commandSegments = (
  longest: number,
  accepted: FeatureSet,
  layout: CommandLayout,
  segMax: number,
): number =>
  Math.max(
    0,
    Math.min(segMax, segmentCap(longest, layout, includes(accepted, INOUT)) - protection(accepted, layout)),
  );
