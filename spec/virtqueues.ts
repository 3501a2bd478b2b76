/** How the descriptors of a virtqueue are laid out. */
export type RingFormat = 'split' | 'packed';

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #5, in entries; packed: sec:Basic Facilities of a Virtio Device / Packed Virtqueues #1. */
export const MAX_QUEUE_SIZE = 32768;

/** sec:Basic Facilities of a Virtio Device / Virtqueues #1 — indices run from 0 to 65535. */
export const MAX_QUEUES = 65536;

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #4 */
export const isPowerOfTwo = (size: number): boolean => size > 0 && (size & (size - 1)) === 0;

/**
 * sec:Basic Facilities of a Virtio Device / Split Virtqueues #4 — whether a virtqueue may have `size` entries.
 * Packed sizes need not be powers of two: (no label) Structure Size and Alignment #3. Size 0 is no size: it
 * says that there is no queue.
 */
export const isLegalSize = (size: number, format: RingFormat): boolean =>
  Number.isInteger(size) &&
  size >= 1 &&
  size <= MAX_QUEUE_SIZE &&
  (format === 'packed' || isPowerOfTwo(size));

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #4 — the largest legal size of at most `size` entries; 0 if none. */
export function largestLegalSize(size: number, format: RingFormat): number {
  const capped = Math.min(Math.max(0, Math.trunc(size)), MAX_QUEUE_SIZE);
  return format === 'packed' || capped === 0 ? capped : 1 << (31 - Math.clz32(capped));
}

/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues #1 — whether the descriptors of a virtqueue may begin at an address; those of a packed one too: drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues #1. */
export const isAligned = (address: number): boolean => address % 16 === 0;

/**
 * How the rule on chain length is read where a chain lies in an indirect table: the standard bounds every
 * chain by the queue size (`strict`); many drivers count the one ring slot that it takes (`lax`).
 */
export type ChainReading = 'strict' | 'lax';

/**
 * drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3
 * — the longest descriptor chain, in descriptors, that a queue of `size` entries may carry. Packed:
 * drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #2. A device
 * may bound chains further, and has no way to say so
 * (devicenormative:Basic Facilities of a Virtio Device / Message Framing #2): `deviceLimit`.
 */
export const longestChain = (
  size: number,
  indirect: boolean,
  reading: ChainReading,
  deviceLimit = Number.POSITIVE_INFINITY,
): number => Math.min(deviceLimit, indirect && reading === 'lax' ? MAX_QUEUE_SIZE : size);

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 — ring slots that a chain of `descriptors` takes. */
export const slotsOf = (descriptors: number, indirect: boolean): number =>
  indirect ? Math.min(1, descriptors) : descriptors;
