/**
 * What a driver and a device do to each other, one event an access (PCI takes several register accesses for
 * some of them: see `registerAccesses`). `index` is the virtqueue, the 32-bit feature window or the
 * configuration offset; `value` is what was read or written.
 */
export const eventKinds = [
  'status-read',
  'status-write',
  'offer-read',
  'accepted-write',
  'config-read',
  'config-write',
  'queue-count-read',
  'peek',
  'queue-size-read',
  'queue-enabled-read',
  'queue-size-write',
  'queue-addresses-write',
  'queue-notify-off-read',
  'queue-enable-write',
  'notify',
  'latched',
  'transmit',
  'receive',
  'control',
  'other',
] as const;

export type EventKind = (typeof eventKinds)[number];

export interface TraceEvent {
  readonly kind: EventKind;
  readonly index: number;
  readonly value: number;
}

const accessesByKind: Readonly<Record<EventKind, number>> = {
  'status-read': 1,
  'status-write': 1,
  'offer-read': 2,
  'accepted-write': 2,
  'config-read': 1,
  'config-write': 1,
  'queue-count-read': 1,
  peek: 2,
  'queue-size-read': 2,
  'queue-enabled-read': 2,
  'queue-size-write': 2,
  'queue-addresses-write': 7,
  'queue-notify-off-read': 2,
  'queue-enable-write': 2,
  notify: 1,
  latched: 0,
  transmit: 0,
  receive: 0,
  control: 0,
  other: 1,
};

/** How many register accesses an event takes over the PCI common configuration structure (selects included). */
export const registerAccesses = (kind: EventKind): number => accessesByKind[kind];
