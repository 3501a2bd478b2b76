import type { RingFormat } from './virtqueues.ts';

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — bytes of a descriptor: 8 of address, 4 of length, then 2 of flags and 2 of the next one's index; packed: 2 of the buffer's id, then the flags. */
export const DESCRIPTOR_BYTES = 16;

/** sec:Basic Facilities of a Virtio Device / Virtqueues / Supplying Buffers to The Device / Placing Buffers Into The Descriptor Table #1 — flags of a descriptor: the chain goes on; the device writes the buffer. */
export const descriptorFlags = { next: 1, write: 2, indirect: 4 } as const;

/** sec:Basic Facilities of a Virtio Device / Packed Virtqueues / The Virtqueue Descriptor Format #1 — flags by which the two sides of a packed ring tell by their wrap counters whose a descriptor is. */
export const packedFlags = { available: 1 << 7, used: 1 << 15 } as const;

/** Bytes of the parts of a virtqueue. */
export interface RingAreas {
  readonly descriptors: number;
  readonly driver: number;
  readonly device: number;
}

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #2 — what a ring of `size` entries takes in memory; packed: (no label) Structure Size and Alignment #1. */
export const ringAreas = (format: RingFormat, size: number): RingAreas =>
  format === 'packed'
    ? { descriptors: DESCRIPTOR_BYTES * size, driver: 4, device: 4 }
    : { descriptors: DESCRIPTOR_BYTES * size, driver: 6 + 2 * size, device: 6 + 8 * size };

/** sec:Basic Facilities of a Virtio Device / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout #2 — where the driver's and the device's part begin, in bytes from the descriptors, of a ring in one block. */
export function legacyRingOffsets(size: number, align: number): { driver: number; device: number } {
  const { descriptors, driver } = ringAreas('split', size);
  return { driver: descriptors, device: Math.ceil((descriptors + driver) / align) * align };
}
