import { type FeatureSet, union } from '../features.ts';
import { DISCARD, FLUSH, LIFETIME, SCSI, SECURE_ERASE, WRITE_ZEROES, ZONED } from './features.ts';

/**
 * How a driver cuts a request into descriptors: `separate` gives header, each data segment and status their
 * own, as common drivers and the legacy framing do; `combined` lets the header share with the first readable
 * segment, and the status with the last writable one.
 */
export type RequestLayout = 'combined' | 'separate';

/** sec:Device Types / Block Device / Device Operation #1 — a readable header and a writable status at the least. */
export const MIN_REQUEST_DESCRIPTORS = 2;

/** sec:Device Types / Block Device / Device Operation #1 — descriptors of a request with so many data segments. */
export const requestChain = (segments: number, layout: RequestLayout): number =>
  layout === 'combined' ? 1 + Math.max(1, segments) : 2 + segments;

/**
 * drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3
 * — the most data segments of one request. A device may state a `segMax` that its rings cannot carry, so the
 * driver caps it by the `longest` chain, in descriptors (see `longestChain`). 0: no data can pass.
 */
export function segmentCap(
  longest: number,
  layout: RequestLayout,
  segMax = Number.POSITIVE_INFINITY,
): number {
  if (longest < MIN_REQUEST_DESCRIPTORS) return 0;
  return Math.min(segMax, longest - (layout === 'combined' ? 1 : 2));
}

/** sec:Device Types / Block Device / Device Operation #1 — descriptors of the shortest request behind each feature, by layout. */
export const requestsByFeature: readonly {
  readonly feature: FeatureSet;
  readonly combined: number;
  readonly separate: number;
}[] = [
  { feature: FLUSH, combined: 2, separate: 2 },
  { feature: union(DISCARD, WRITE_ZEROES, SECURE_ERASE, LIFETIME, ZONED), combined: 2, separate: 3 },
  { feature: SCSI, combined: 3, separate: 5 },
];

/** sec:Device Types / Block Device / Device Operation #1 — the features whose requests cannot pass where a chain is at most `longest` descriptors. */
export const blkFeaturesTooLargeFor = (longest: number, layout: RequestLayout): FeatureSet =>
  union(...requestsByFeature.filter((request) => request[layout] > longest).map((r) => r.feature));
