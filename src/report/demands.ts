/** What the proposal of 2023 (`seed:`) or the thread that answered it (`thread:`) demands, in our words. */
export interface Demand {
  readonly id: string;
  readonly demand: string;
}

export const demands: readonly Demand[] = [
  {
    id: 'seed:small-ring',
    demand:
      'On a ring below MAX_SKB_FRAGS + 2 guest offloads and MRG_RXBUF are blocked: what does not fit may not be live.',
  },
  {
    id: 'seed:control-ring',
    demand: 'On a ring below 2 CTRL_VQ is blocked as well: a control command takes two descriptors.',
  },
  {
    id: 'seed:classes',
    demand: 'Every ring size belongs to a class; as posted, the table leaves a ring of 2 in none.',
  },
  {
    id: 'seed:peek-after-negotiation',
    demand:
      'The sizes of the rings are peeked at after the features are negotiated and before the queues are made.',
  },
  {
    id: 'seed:peek-differs',
    demand:
      'The rings that were made are checked again: what counts is their size, not what a peek promised.',
  },
  {
    id: 'seed:cannot-peek',
    demand:
      'Where the transport cannot peek, or the second negotiation failed, a small ring with a blocked feature fails probe.',
  },
  {
    id: 'seed:serves',
    demand: 'A small ring costs a device features, not its driver: reset, negotiate without them, and go on.',
  },
  {
    id: 'seed:fix-up',
    demand:
      'What follows from features (has_cvq, big_packets, mergeable_rx_bufs) is fixed up once they change.',
  },
  {
    id: 'seed:vring-small',
    demand: 'A device whose rings are small and whose features are fine is marked vring_small.',
  },
  {
    id: 'seed:stall',
    demand:
      'What started the thread: on a small ring a transmit queue stops and no completion can wake it again.',
  },
  {
    id: 'thread:linear-where-small',
    demand: 'Where a ring is too short for a packet in fragments, packets are sent in one piece.',
  },
  {
    id: 'seed:probe-ends',
    demand:
      'Implied by the flow of the proposal: probe goes on and makes the queues, or it fails; it never hangs.',
  },
  {
    id: 'seed:bounded-wait',
    demand:
      'Implied by a reset in the middle of probe: a device that never finishes it may not hang the driver.',
  },
  {
    id: 'seed:no-memory',
    demand:
      'Implied by the flow of the proposal: what probe decides follows from the device alone, not from a probe before.',
  },
  {
    id: 'seed:other-drivers',
    demand:
      'Other drivers, which decide by other parameters than the ring size, are served by the same steps.',
  },
  {
    id: 'thread:good-path',
    demand: 'A device with large rings pays nothing: one negotiation, no reset and no read more than today.',
  },
  {
    id: 'thread:keep-what-worked',
    demand: 'What works today goes on working: a device that is served now is not refused later.',
  },
  {
    id: 'thread:harmless-features-stay',
    demand: 'No feature is blocked that does no harm: MRG_RXBUF takes one descriptor a buffer.',
  },
  {
    id: 'thread:minimal-blocking',
    demand: 'No more is blocked than has to be: any blocked feature, put back, would not fit.',
  },
  {
    id: 'thread:per-queue',
    demand: 'Each queue is judged by its own size, the control queue by the control ring.',
  },
  {
    id: 'thread:monotone',
    demand: 'A larger ring never does worse than a smaller one.',
  },
  {
    id: 'thread:blocked-set-grows',
    demand: 'The set of blocked features only grows from one negotiation to the next.',
  },
  {
    id: 'thread:loop-ends',
    demand:
      'The loop of resets and negotiations ends: after as many rounds as there are features, 64, at the latest.',
  },
  {
    id: 'thread:no-side-effects',
    demand:
      'A negotiation that is given up has left nothing behind: queues are made only in the one that counts.',
  },
  {
    id: 'thread:rebind',
    demand: 'A driver that is unbound and bound again finds the device as a fresh one would.',
  },
];

export const demandById: ReadonlyMap<string, string> = new Map(demands.map(({ id, demand }) => [id, demand]));
