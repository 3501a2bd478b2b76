/** What a device may do wrong in the memory of a ring; named by the events of a run by its place here, from 1 on. */
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
  { name: 'says-more-than-there-is', says: 'says that it has written more than the chain has room for' },
  { name: 'says-what-it-has-not-written', says: 'says that it has written what is as it was' },
];

/** devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring #1 — the number of a fault. */
export const ringFaultNumber = (name: RingFault['name']): number =>
  1 + ringFaults.findIndex((fault) => fault.name === name);
