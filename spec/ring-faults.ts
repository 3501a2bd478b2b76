/** What a device may do wrong in the memory of a ring. */
export interface RingFault {
  readonly name:
    | 'writes-what-it-reads'
    | 'uses-what-it-has-not'
    | 'says-more-than-there-is'
    | 'says-what-it-has-not-written';
  /** In words, after "the device". */
  readonly says: string;
}

/**
 * devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — what the memory of a ring shows that its
 * device may not do (devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1).
 */
export const ringFaults: readonly RingFault[] = [
  { name: 'writes-what-it-reads', says: 'has written what is for it to read' },
  { name: 'uses-what-it-has-not', says: 'has used a chain that it was not given' },
  { name: 'says-more-than-there-is', says: 'says that it has written more than there is room for' },
  { name: 'says-what-it-has-not-written', says: 'says that it has written what is as it was' },
];

/** devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1 — what a chain is used with, in bytes: what its device says that it has written, and what it may write. */
export interface UsedBytes {
  readonly said: number;
  readonly writable: number;
}

/**
 * devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1 — a fault as events of a run have it: its place among `ringFaults`,
 * from 1 on, and above it the bytes of the chain that shows it, 32 bits of what is said, the rest of what is writable.
 */
export const ringFaultValue = (name: RingFault['name'], { said, writable }: UsedBytes = NO_BYTES): number =>
  PLACES * (said + 2 ** 32 * writable) + 1 + ringFaults.findIndex((fault) => fault.name === name);

/** devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1 — the fault of such a value; undefined where there is none. */
export const ringFaultOf = (value: number): RingFault | undefined => ringFaults[(value % PLACES) - 1];

/** devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1 — such a value in words. */
export function ringFaultPhrase(value: number): string {
  const says = ringFaultOf(value)?.says;
  if (says === undefined) return value === 0 ? 'it is as it should be' : `fault ${value}`;
  const bytes = Math.floor(value / PLACES);
  const told = bytes ? ` (bytes said: ${bytes % 2 ** 32}, writable: ${Math.floor(bytes / 2 ** 32)})` : '';
  return `the device ${says}${told}`;
}

// --- internal ---

/** More than there are faults. */
const PLACES = 8;

const NO_BYTES: UsedBytes = { said: 0, writable: 0 };
