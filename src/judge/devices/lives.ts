import { F_SUSPEND, RING_RESET, survivors } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { DRIVER_OK, SUSPEND } from '../../../spec/status.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { acceptances, begin, event, type Known, moving, negotiationOf, settledBy } from './drivers.ts';

/**
 * Drivers that go live in every way, and then do what only a live one may: reset a virtqueue, suspend the device, and send and receive after they have
 * asked for more than they take, or less.
 */
export const everyLife = (known: Known): TraceEvent[][] => [
  ...livesWith(known),
  ...livesAfter(known),
  ...livesOfRequests(known),
];

// --- internal ---

/** Entries: fewer than any device has at first, and fewer still. */
const SMALL = 4;
const SMALLER = 2;

/** Lives of drivers that have accepted a feature for it. */
function livesWith(known: Known): TraceEvent[][] {
  const { offer, legacy } = known;
  const queues = [...known.sizes.keys()].filter((queue) => (known.sizes[queue] ?? 0) > 0).slice(0, 2);
  const least = offer & survivors(legacy);
  const ends: readonly (readonly [FeatureSet, (queue: number, settled: number) => TraceEvent[]])[] = [
    [RING_RESET, resetsAndMakes],
    [RING_RESET, resetsWithBuffers],
    [F_SUSPEND, suspendsAndWakes],
  ];
  return ends
    .filter(([feature]) => includes(offer, feature))
    .flatMap(([feature, end]) =>
      queues.flatMap((queue) =>
        [offer, least | feature].map((accepted) => [
          ...negotiationOf(accepted, known.windows, legacy),
          ...made(queue, SMALL),
          event('status-write', 0, settledBy(legacy) | DRIVER_OK),
          event('status-read'),
          ...end(queue, settledBy(legacy)),
        ]),
      ),
    );
}

/** Lives of drivers that come to the least that they may accept in roundabout ways: what else they wrote counts for nothing. */
function livesAfter({ offer, windows, legacy, sizes }: Known): TraceEvent[][] {
  const least = offer & survivors(legacy);
  const settled = settledBy(legacy);
  const ways: readonly TraceEvent[][] = [
    // More at first, and taken back.
    [...begin, ...acceptances(offer, windows), ...acceptances(least, windows)],
    // More in the negotiation before.
    [...negotiationOf(offer, windows, legacy), ...begin, ...acceptances(least, windows)],
    // Nothing in a window that would be empty.
    [...begin, ...acceptances(least, windows).filter(({ value }) => value !== 0)],
  ];
  const late: TraceEvent[] = [...acceptances(offer, windows), event('status-write', 0, settled)];
  const queues = [0, 1].filter((queue) => (sizes[queue] ?? 0) > 0);
  const live = [
    ...queues.flatMap((queue) => made(queue, SMALL)),
    event('status-write', 0, settled | DRIVER_OK),
    event('status-read'),
    ...moving(0, 1, false),
    ...moving(1, 1, true),
  ];
  const confirmed = [event('status-write', 0, settled), event('status-read')];
  return [
    ...ways.map((way) => [...way, ...confirmed, ...live]),
    // More once it is too late.
    ...(legacy ? [] : [[...begin, ...acceptances(least, windows), ...confirmed, ...late, ...live]]),
  ];
}

/** Lives of drivers that ask a disk all that spares what is on it, and look before and after. */
function livesOfRequests({ offer, windows, legacy, sizes: [size = 0], requests }: Known): TraceEvent[][] {
  if (requests.length === 0 || size === 0) return [];
  return [offer, offer & survivors(legacy)].map((accepted) => [
    ...negotiationOf(accepted, windows, legacy),
    event('queue-size-read'),
    event('queue-size-write', 0, size),
    event('queue-addresses-write'),
    event('queue-enable-write', 0, 1),
    event('status-write', 0, settledBy(legacy) | DRIVER_OK),
    event('status-read'),
    ...[...requests, ...requests].map((value) => event('request', 0, value)),
    event('ring-look', 0),
  ]);
}

/** Reads of what may take its time: more than a device may take. */
const patiently = (kind: 'status-read' | 'queue-reset-read', index = 0): TraceEvent[] =>
  Array.from({ length: 1001 }, () => event(kind, index));

const made = (queue: number, size: number): TraceEvent[] => [
  event('queue-size-read', queue),
  event('queue-size-write', queue, size),
  event('queue-size-read', queue),
  event('queue-addresses-write', queue),
  event('queue-enable-write', queue, 1),
  event('queue-enabled-read', queue),
];

const resetsAndMakes = (queue: number): TraceEvent[] => [
  event('queue-reset-read', queue),
  event('queue-reset-write', queue, 1),
  ...patiently('queue-reset-read', queue),
  event('queue-enabled-read', queue),
  ...made(queue, SMALLER),
  event('queue-reset-read', queue),
];

const used = (queue: number): TraceEvent[] => [
  event('post', queue, 1),
  event('notify', queue, queue),
  event('used-read', queue),
];

const resetsWithBuffers = (queue: number): TraceEvent[] => [
  ...used(queue),
  event('queue-reset-write', queue, 1),
  ...patiently('queue-reset-read', queue),
  ...used(queue),
];

const suspendsAndWakes = (queue: number, settled: number): TraceEvent[] => [
  event('config-read'),
  event('status-write', 0, settled | DRIVER_OK | SUSPEND),
  ...patiently('status-read'),
  event('config-read'),
  event('config-generation-read'),
  ...used(queue),
  event('config-read'),
  event('status-write', 0, settled | DRIVER_OK),
  ...patiently('status-read'),
  ...used(queue),
];
