import fc, { type Arbitrary } from 'fast-check';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { bitsOf, type FeatureSet, features, union, windowOf } from '../../../spec/features.ts';
import { pciStructureTypes } from '../../../spec/pci-capabilities.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../../../spec/status.ts';
import type { MetDevice } from '../../device/simulated-device.ts';
import type { EventKind, TraceEvent } from '../../trace/events.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import type { RegisterMap } from '../../transport/registers/map.ts';
import type { DriverTransport } from '../../transport/transport.ts';

/** What a driver that is made up knows of the device that it drives. */
export interface Known {
  readonly offer: FeatureSet;
  readonly sizes: readonly number[];
  readonly windows: number;
  readonly legacy: boolean;
  /** Bytes of the configuration. */
  readonly configuration: number;
  readonly map: RegisterMap;
  /** Values of `request` events that it may be asked. */
  readonly requests: readonly number[];
}

/**
 * What a driver may do that follows no policy, in the order in which it does it: negotiations, queues, traffic and resets, right and wrong ones, and
 * between them any access at all.
 */
export function wildDrivers(known: Known): Arbitrary<TraceEvent[]> {
  const { offer, windows, legacy, sizes, configuration } = known;
  // One beyond those that there are, and one far beyond.
  const queue = fc.oneof(
    { weight: 8, arbitrary: fc.nat(Math.max(0, Math.min(sizes.length, MOST_RINGS) - 1)) },
    fc.constantFrom(sizes.length, sizes.length + 7),
  );
  const ringSize = fc.oneof(
    fc.constantFrom(1, 2, 3, 4, 8, 16, 32, 64, 128, 256),
    fc.integer({ min: 0, max: 1024 }),
  );
  const status = fc.oneof(fc.constantFrom(...statuses), fc.nat(255));
  const set = setsOf(offer);
  const settled = settledBy(legacy);
  const negotiating = (chosen: FeatureSet): TraceEvent[] => [
    ...negotiationOf(chosen, windows, legacy),
    ...Array.from({ length: windows }, (_, i) => event('accepted-read', i)),
  ];
  const negotiation = fc
    .tuple(set, fc.boolean())
    .map(([chosen, again]) => [...negotiating(chosen), ...(again ? negotiating(chosen) : [])]);
  const making = (q: number, size: number | null): TraceEvent[] => [
    event('queue-size-read', q),
    ...(size === null ? [] : [event('queue-size-write', q, size), event('queue-size-read', q)]),
    event('queue-enabled-read', q),
    event('queue-notify-off-read', q),
    event('queue-addresses-write', q),
    event('queue-enable-write', q, 1),
  ];
  const made = fc
    .tuple(queue, fc.option(ringSize), fc.boolean())
    .map(([q, size, again]) => [...making(q, size), ...(again ? [event('queue-enabled-read', q)] : [])]);
  const goingLive = [event('status-write', 0, settled | DRIVER_OK), event('status-read')];
  const live = fc.constant(goingLive);
  const traffic = fc
    .tuple(queue, fc.integer({ min: 1, max: 4 }), fc.boolean())
    .map(([q, many, sends]) => moving(q, many, sends));
  // All that a right driver does, with rings of one size: even queues receive, as those of a network device do.
  const whole = fc
    .tuple(
      fc.oneof(
        fc.constant(offer),
        someOf(offer).map((chosen) => chosen | (offer & VERSION_1)),
      ),
      fc.constantFrom(1, 2, 4, 8, 16),
      fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 6 }),
    )
    .map(([chosen, size, moves]) => [
      ...negotiating(chosen),
      ...sizes.slice(0, MOST_RINGS).flatMap((most, q) => (most > 0 ? making(q, Math.min(size, most)) : [])),
      ...goingLive,
      ...moves.flatMap(([q, many]) => moving(q, Math.min(many, size), q === 1)),
    ]);
  const queueReset = queue.map((q) => [
    event('queue-reset-write', q, 1),
    event('queue-reset-read', q),
    event('queue-size-read', q),
    event('queue-enabled-read', q),
  ]);
  const reset = fc.constant([event('status-write', 0, 0), event('status-read')]);
  const looks = fc.oneof(
    queue.map((q) => [event('queue-enabled-read', q), event('queue-size-read', q)]),
    fc.nat(windows - 1).map((i) => [event('accepted-read', i)]),
    // Behind the last one there is nothing to offer.
    fc.constantFrom(2, 3).map((i) => [event('offer-read', i)]),
    fc.nat(windows - 1).map((i) => [event('offer-read', i), event('offer-read', i)]),
    fc
      .nat(Math.max(0, configuration - 1))
      .map((offset) => [
        event('config-generation-read'),
        event('config-read', offset),
        event('config-generation-read'),
      ]),
    fc.constant([event('queue-count-read')]),
    fc.constant(Object.values(pciStructureTypes).map((type) => event('capability', type, 1))),
    fc.constant([event('status-read')]),
    queue.map((q) => [event('used-read', q)]),
  );
  const any = fc.oneof(
    status.map((value) => [event('status-write', 0, value), event('status-read')]),
    set.map((chosen) => acceptances(chosen, windows)),
    fc
      .tuple(queue, fc.constantFrom(0, 1, 2))
      .map(([q, value]) => [event('queue-enable-write', q, value), event('queue-enabled-read', q)]),
    fc
      .tuple(queue, ringSize)
      .map(([q, size]) => [event('queue-size-write', q, size), event('queue-size-read', q)]),
    queue.map((q) => [event('notify', q, q)]),
    fc
      .tuple(fc.nat(Math.max(0, configuration - 1)), fc.nat(255))
      .map(([offset, value]) => [event('config-write', offset, value), event('config-read', offset)]),
    fc.constantFrom(...others(known.map)).map((one) => [one]),
    fc
      .constantFrom(1, 2, 4)
      .map((width) => [event('wrong-width', 0, width), event('config-generation-read')]),
  );
  const deed = fc.oneof(
    { weight: 2, arbitrary: whole },
    { weight: 6, arbitrary: negotiation },
    { weight: 6, arbitrary: made },
    { weight: 4, arbitrary: live },
    { weight: 4, arbitrary: traffic },
    { weight: 3, arbitrary: reset },
    { weight: 2, arbitrary: queueReset },
    { weight: 6, arbitrary: looks },
    { weight: 6, arbitrary: any },
  );
  return fc.array(deed, { minLength: 1, maxLength: 10 }).map((deeds) => {
    const all = deeds.flat();
    return all[0]?.kind === 'status-write' && all[0].value === 0 ? all : [...begin, ...all];
  });
}

/**
 * Negotiations of the sets that a driver may accept of an offer: each of them where there are few, else all and nothing of it, and the sets that one
 * or two features make or leave out.
 */
export const everyNegotiation = ({ offer, windows, legacy }: Known): TraceEvent[][] =>
  setsWithin(offer).map((chosen) => negotiationOf(chosen, windows, legacy));

/**
 * The device as a driver sees it that will have no ring of more than `most` entries: it writes that size wherever a larger one is read. `device`: where
 * it does so, `met`: what is known of it.
 */
export const withRingsUpTo = (most: number, device: DriverTransport, met: MetDevice): MetDevice =>
  new Proxy(met, {
    get: (_, name) => {
      if (name === 'readQueueSize' || name === 'peekQueueSize')
        return (queue: number): number => {
          const size = device[name](queue);
          if (size <= most) return size;
          if (name === 'readQueueSize') device.writeQueueSize(queue, most);
          return most;
        };
      const own: unknown = Reflect.get(device, name);
      return typeof own === 'function' ? own.bind(device) : Reflect.get(met, name);
    },
  });

/** What a driver does, or sees. */
export const event = (kind: EventKind, index = 0, value = 0): TraceEvent => ({ kind, index, value });

/** What moves through a queue once: frames that are sent, or buffers and a frame that may come in. */
export const moving = (q: number, many: number, sends: boolean): TraceEvent[] => {
  const given = [event(sends ? 'transmit' : 'post', q, many), event('notify', q, q)];
  const arrives = sends ? [] : [event('receive-header', q), event('receive', q)];
  return [event('used-read', q), ...given, ...arrives, event('used-read', q), event('ring-look', q)];
};

/** The status of a driver whose set is confirmed. */
export const settledBy = (legacy: boolean): number => (legacy ? CONFIRMED & ~FEATURES_OK : CONFIRMED);

/** From the reset to the status of a driver that knows the device. */
export const begin: readonly TraceEvent[] = [
  event('status-write', 0, 0),
  event('status-read'),
  event('status-write', 0, ACKNOWLEDGE),
  event('status-write', 0, ACKNOWLEDGE | DRIVER),
];

/** A set, written window by window. */
export const acceptances = (chosen: FeatureSet, windows: number): TraceEvent[] =>
  Array.from({ length: windows }, (_, i) => event('accepted-write', i, windowOf(chosen, i)));

/** From the reset to the status that says whether the device takes a set. */
export const negotiationOf = (chosen: FeatureSet, windows: number, legacy: boolean): TraceEvent[] => [
  ...begin,
  ...Array.from({ length: windows }, (_, i) => event('offer-read', i)),
  ...acceptances(chosen, windows),
  event('status-write', 0, settledBy(legacy)),
  event('status-read'),
];

// --- internal ---

const CONFIRMED = ACKNOWLEDGE | DRIVER | FEATURES_OK;

/** Features of an offer each of whose subsets is negotiated. */
const FEW_FEATURES = 9;

function setsWithin(offer: FeatureSet): FeatureSet[] {
  const bits = bitsOf(offer).map((bit) => features(bit));
  if (bits.length <= FEW_FEATURES)
    return Array.from({ length: 2 ** bits.length }, (_, number) =>
      union(...bits.filter((_bit, i) => (number >> i) % 2 === 1)),
    );
  const some = bits.flatMap((bit, i) => bits.slice(i).map((other) => bit | other));
  return [0n, offer, ...some, ...some.map((set) => offer & ~set)];
}

const statuses = [
  0,
  ACKNOWLEDGE,
  DRIVER,
  ACKNOWLEDGE | DRIVER,
  CONFIRMED,
  CONFIRMED | DRIVER_OK,
  DRIVER_OK,
  FEATURES_OK,
  0x40,
  0x80,
  0xff,
];

/** Queues that get a ring: each takes a mebibyte of memory. */
const MOST_RINGS = 12;

const someOf = (offer: FeatureSet): Arbitrary<FeatureSet> =>
  fc.subarray(bitsOf(offer)).map((bits) => features(...bits));

/** Sets that a driver may accept: all that is offered, some of it, nothing, and what is not offered. */
function setsOf(offer: FeatureSet): Arbitrary<FeatureSet> {
  const some = someOf(offer);
  const beyond = fc.tuple(some, fc.nat(63)).map(([set, bit]) => set | features(bit));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(offer) },
    { weight: 4, arbitrary: some.map((set) => set | (offer & VERSION_1)) },
    { weight: 1, arbitrary: some },
    { weight: 2, arbitrary: beyond },
    { weight: 1, arbitrary: fc.constantFrom(0n, VERSION_1) },
  );
}

/** Reads of registers that no other access stands for. */
const others = ({ places }: RegisterMap): TraceEvent[] =>
  places
    .filter(({ access }) => access !== 'WO')
    .map(({ name }) => event('other', otherIndex({ name, isWrite: false })));
