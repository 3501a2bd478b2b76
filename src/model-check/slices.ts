import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import type { BufferLayout } from '../../spec/net/footprints.ts';
import { type Transport, transportRules, transports } from '../../spec/transports.ts';
import { isSince, specVersions } from '../../spec/versions.ts';
import { isLegalSize, largestLegalSize, type RingFormat } from '../../spec/virtqueues.ts';
import { allSizes } from '../judge/sweep.ts';
import { besides, edgeSizes, footprintsOf } from './edges.ts';
import type { BareDevice } from './judge-device.ts';
import {
  anyLayout,
  datedUnits,
  framedUnits,
  legacyPairedUnits,
  legacyUnits,
  modernUnits,
  pairedUnits,
  type Unit,
  version1,
} from './units.ts';

/** Devices, and the units of which every offer is made to each of them. */
export interface Slice {
  readonly name: string;
  readonly units: readonly Unit[];
  /** What every offer holds besides. */
  readonly base: FeatureSet;
  /** Its devices differ in the size of their rings alone, which grows: where their answers change is found out. */
  readonly grows: boolean;
  readonly devices: () => readonly BareDevice[];
  /** Those of its devices that `npm test` goes by. */
  readonly edges: () => readonly BareDevice[];
}

/** All that the check walks. */
export const slices: readonly Slice[] = [
  everySize('every ring size, packed rings', modernUnits, 'pci', 'packed'),
  everySize('every ring size, split rings', modernUnits, 'pci', 'split'),
  everySize('every ring size, legacy', legacyUnits, 'pci-legacy', 'split'),
  part('each ring its own size', 61, modernUnits, () => ringByRing('pci')),
  part('each ring its own size, legacy', 61, legacyUnits, () => ringByRing('pci-legacy')),
  part('two pairs of queues', 367, pairedUnits, () => pairByPair('pci')),
  part('two pairs of queues, legacy', 113, legacyPairedUnits, () => pairByPair('pci-legacy')),
  part('every layout, MTU and version', 719, framedUnits, () => layoutByLayout('pci')),
  part('every layout, MTU and version, legacy', 719, legacyUnits, () => layoutByLayout('pci-legacy')),
  part('every transport, with and without VERSION_1', 13, datedUnits, () => transportByTransport(false)),
  part('every transport, legacy', 13, legacyUnits, () => transportByTransport(true)),
];

/** Devices of a slice, how many there are, and the pairs of a device and an offer, with and without peek. */
export interface Extent {
  readonly devices: number;
  readonly pairs: number;
}

export const extentOf = ({ units }: Slice, { length }: readonly BareDevice[]): Extent => ({
  devices: length,
  pairs: length * 2 * 2 ** units.length,
});

// --- internal ---

const ordinary = {
  type: 'net',
  version: '1.2',
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
  // The one of which MTU asks more than plain Ethernet does.
  mtu: 9000,
  maxVirtqueuePairs: 1,
  maxSkbFrags: 17,
  layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
} as const satisfies Partial<BareDevice>;

const threeOf = (size: number): readonly number[] => [size, size, size];

const formatsOf = (transport: Transport): readonly RingFormat[] =>
  transportRules[transport].legacy ? ['split'] : ['split', 'packed'];

/** What is made once, where it is first asked for. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What an offer holds besides its units: a device of today offers VERSION_1, and a legacy one has no such bit. */
function baseOf(units: readonly Unit[]): FeatureSet {
  return units.includes(version1) || units.includes(anyLayout) ? NONE : VERSION_1;
}

function everySize(name: string, units: readonly Unit[], transport: Transport, format: RingFormat): Slice {
  const ofSizes = (sizes: readonly number[]): BareDevice[] =>
    sizes.map((size) => ({ ...ordinary, transport, format, sizes: threeOf(size) }));
  return {
    name,
    units,
    base: baseOf(units),
    grows: true,
    devices: once(() => ofSizes(allSizes())),
    edges: once(() => ofSizes(edgeSizes(format, ordinary))),
  };
}

/** A slice with too many edges for `npm test`, which goes by each `nth` of its devices: a prime, with which no axis keeps step. */
function part(name: string, nth: number, units: readonly Unit[], all: () => Iterable<BareDevice>): Slice {
  const devices = once(() => [...all()]);
  const edges = once(() => devices().filter((_, i) => i % nth === 0));
  return { name, units, base: baseOf(units), grows: false, devices, edges };
}

/** Sizes, in entries, about what the messages of each ring take, and none; the last is large. */
function ringSizesOf(format: RingFormat) {
  const { receive, transmit, control } = footprintsOf(ordinary);
  const about = (footprints: readonly number[]): readonly number[] => [
    ...new Set([0, ...besides(footprints), 64].map((size) => largestLegalSize(size, format))),
  ];
  return { receive: about(receive), transmit: about(transmit), control: about(control) };
}

function* ringByRing(transport: Transport): Generator<BareDevice> {
  for (const format of formatsOf(transport)) {
    const { receive, transmit, control } = ringSizesOf(format);
    for (const rx of receive)
      for (const tx of transmit)
        for (const ctrl of control) yield { ...ordinary, transport, format, sizes: [rx, tx, ctrl] };
  }
}

/** A second pair that is as large as the first, missing in whole or in part, small, or large. */
function* pairByPair(transport: Transport): Generator<BareDevice> {
  for (const format of formatsOf(transport)) {
    const { receive, control } = ringSizesOf(format);
    const device = { ...ordinary, transport, format, maxVirtqueuePairs: 2 };
    for (const ring of receive)
      for (const second of [
        [ring, ring],
        [0, 0],
        [ring, 0],
        [1, 1],
        [64, 64],
      ])
        for (const ctrl of control) yield { ...device, sizes: [ring, ring, ...second, ctrl] };
  }
}

const controls = ['separate', 'combined'] as const;

/** Pages are of no matter to buffers in one piece. */
const layouts: readonly BufferLayout[] = controls.flatMap((control) => [
  { ...ordinary.layout, control, receive: 'contiguous' },
  ...[4096, 16384].flatMap((pageSize) =>
    (['by-mtu', 'always-largest'] as const).map(
      (bigBuffers): BufferLayout => ({ receive: 'paged', pageSize, bigBuffers, control }),
    ),
  ),
]);

/** Below the least of an interface, plain, one whose frame fills a page to the byte, jumbo, and the largest, in bytes. */
const mtus = [60, 1500, 4070, 9000, 65535];

/** Rings of one size about what any message takes, under every layout of a driver's messages, and by every version. */
function* layoutByLayout(transport: Transport): Generator<BareDevice> {
  for (const version of specVersions)
    for (const layout of layouts)
      for (const mtu of mtus)
        for (const maxSkbFrags of [17, 45]) {
          const framing = { ...ordinary, version, layout, mtu, maxSkbFrags };
          // A ring of twice the largest footprint holds all.
          const most = 2 * Math.max(...Object.values(footprintsOf(framing)).flat());
          for (const format of formatsOf(transport)) {
            if (format === 'packed' && !isSince(version, '1.1')) continue;
            for (const size of edgeSizes(format, framing)) {
              if (size <= most && isLegalSize(size, format))
                yield { ...framing, transport, format, sizes: threeOf(size) };
            }
          }
        }
}

/** What differs by transport alone: how a reset is awaited, whether a driver may write a size. */
function* transportByTransport(legacy: boolean): Generator<BareDevice> {
  for (const transport of transports) {
    if (transportRules[transport].legacy !== legacy) continue;
    for (const format of formatsOf(transport))
      for (const size of edgeSizes(format, ordinary))
        yield { ...ordinary, transport, format, sizes: threeOf(size) };
  }
}
