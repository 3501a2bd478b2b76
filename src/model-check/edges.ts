import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import { netCommands } from '../../spec/net/commands.ts';
import { MIN_CONTROL_DESCRIPTORS } from '../../spec/net/control.ts';
import { GUEST_TSO4, HASH_REPORT, MRG_RXBUF } from '../../spec/net/features.ts';
import {
  type Framing,
  receiveBufferDescriptors,
  receiveBuffers,
  receiveFootprint,
  transmitFootprint,
} from '../../spec/net/footprints.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import { MAX_QUEUE_SIZE, type RingFormat } from '../../spec/virtqueues.ts';
import { illegalSizes } from '../judge/sweep.ts';
import { negotiated } from '../types/net/negotiated.ts';

/** What a driver lays its messages out by. */
export interface Layout extends Framing {
  readonly version: SpecVersion;
}

/** Descriptors, or ring slots, that some message of a driver takes: where a ring is compared with one, answers change. */
export interface Footprints {
  readonly receive: readonly number[];
  readonly transmit: readonly number[];
  readonly control: readonly number[];
}

export function footprintsOf(layout: Layout): Footprints {
  const known = counted.get(layout);
  if (known) return known;
  const receive = new Set<number>();
  const transmit = new Set<number>();
  for (const legacy of [false, true]) {
    for (const set of framings) {
      const meaning = negotiated(set, layout.version, legacy);
      for (const kind of ['small', 'mtu', 'large'] as const) {
        receive.add(receiveBufferDescriptors(kind, meaning, layout));
        receive.add(receiveBuffers(kind, meaning, layout));
        receive.add(receiveFootprint(kind, meaning, layout));
      }
      for (const packet of ['linear', 'fragmented'] as const)
        transmit.add(transmitFootprint(packet, meaning, layout));
    }
  }
  const control = new Set([MIN_CONTROL_DESCRIPTORS, ...netCommands.map(({ separate }) => separate)]);
  const footprints = {
    receive: ascending(receive),
    transmit: ascending(transmit),
    control: ascending(control),
  };
  counted.set(layout, footprints);
  return footprints;
}

/** Each footprint, and the size below it at which it fits no more, in entries; the smallest first. */
export const besides = (footprints: readonly number[]): number[] =>
  ascending(new Set(footprints.flatMap((descriptors) => [descriptors - 1, descriptors])));

/**
 * Ring sizes, in entries, at which the answers of devices with rings of one size may change, and one beside each:
 * about every footprint, and, for split rings, about every power of two, which alone is legal.
 */
export function edgeSizes(format: RingFormat, layout: Layout): number[] {
  const { receive, transmit, control } = footprintsOf(layout);
  const footprints = [1, ...receive, ...transmit, ...control];
  const edges = format === 'packed' ? [...footprints, MAX_QUEUE_SIZE] : powersOfTwo;
  const beside = edges.flatMap((size) => [size - 1, size, size + 1]);
  return ascending(new Set([...beside, ...illegalSizes]));
}

// --- internal ---

/** Of layouts that were asked for: each is, for several formats and rings. */
const counted = new WeakMap<Layout, Footprints>();

/** All that frames are laid out by, once with segmentation: a kind of frame is asked for whether or not it may come. */
const framings: readonly FeatureSet[] = [NONE, MRG_RXBUF].flatMap((merged) =>
  [NONE, HASH_REPORT].map((longer) => union(GUEST_TSO4, merged, longer)),
);

const ascending = (sizes: Iterable<number>): number[] => [...sizes].sort((a, b) => a - b);

const powersOfTwo: readonly number[] = Array.from(
  { length: Math.log2(MAX_QUEUE_SIZE) + 1 },
  (_, exponent) => 2 ** exponent,
);
