import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { BufferLayout } from '../../spec/net/footprints.ts';
import { netClosures } from '../../spec/net/requirements.ts';
import { byVersion, isSince, type SpecVersion, specVersions } from '../../spec/versions.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';
import { ANYWHERE } from '../../src/scenario/bounds.ts';
import type { Acceptance, RoundScript } from '../../src/scenario/scenario.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { once, onceWithin, quirks, resetPolls, scriptsOf } from '../generators.ts';
import {
  bigInt,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  type Quick,
  record,
  subset,
  times,
  tuple,
} from '../quick-arbitraries.ts';
import type { Allowed } from '../ring-sizes.ts';
import { ringSize, sizeOf } from '../ring-sizes.ts';

/** Offers of a version: mostly closed and with VERSION_1, sometimes neither, sometimes with unknown bits. */
export const offer = byVersion((version): Quick<FeatureSet> => {
  const known = net.knownNetFeatures(version) & ~reserved.RING_PACKED;
  const { greatestClosedSubset: closed } = netClosures(version).every;
  const sensible = subset(known).map((set) => closed(set | reserved.VERSION_1));
  const rich = subset(
    union(net.GUEST_OFFLOADS, net.CTRL_RX, net.MQ, net.RSS, net.MRG_RXBUF, net.MTU, net.MAC),
  ).map((removed) => closed((known & ~removed) | reserved.VERSION_1));
  const legacy = subset(known).map((set) => closed(set) | reserved.ANY_LAYOUT | net.GSO);
  return oneof(
    { weight: 6, arbitrary: sensible },
    { weight: 6, arbitrary: rich },
    { weight: 2, arbitrary: subset(known).map((set) => set | reserved.VERSION_1) },
    { weight: 1, arbitrary: subset(known) },
    { weight: 1, arbitrary: legacy },
    {
      weight: 1,
      arbitrary: bigInt({ min: 0n, max: (1n << 80n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
});

const refusals = byVersion((version) =>
  oneof<Acceptance>(
    constant({ kind: 'refuses' }),
    subset(net.knownNetFeatures(version) & union(net.GUEST_GSO, net.MRG_RXBUF)).map(
      (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
    ),
    constant({ kind: 'refuses-unless', lacks: 0n, holds: net.MAC }),
  ),
);

const scripts = (version: SpecVersion, sizes: Quick<number[]>): Quick<RoundScript[]> =>
  scriptsOf(offer(version), sizes, refusals(version));

/**
 * Rings of a net device by queue: all alike, all tiny, all at the edge of what is small, all large, some of another
 * size among large ones (any one, the later pairs, the control ring), or anything each.
 */
const netSizes = (
  format: RingFormat,
  pairs: number,
  maxSkbFrags: number,
  allowed: Allowed,
): Quick<number[]> => {
  const queues = 2 * pairs + 1;
  const all = (size: number): number[] => new Array<number>(queues).fill(size);
  const among = (...sizes: number[]): Quick<number> => sizeOf(sizes, format, allowed);
  const large = among(64, 128, 256);
  const any = ringSize(format, allowed);
  const small = maxSkbFrags + 2;
  const edges = format === 'packed' ? [small - 1, small, small, small + 1] : [16, 32];
  return oneof(
    { weight: 3, arbitrary: any.map(all) },
    { weight: 2, arbitrary: among(1, 2, 2).map(all) },
    { weight: 1, arbitrary: among(...edges).map(all) },
    { weight: 1, arbitrary: large.map(all) },
    {
      weight: 2,
      arbitrary: tuple(large, integer({ min: 0, max: queues - 1 }), any).map(([size, queue, other]) =>
        all(size).with(queue, other),
      ),
    },
    // The later pairs against the first.
    {
      weight: pairs > 1 ? 1 : 0,
      arbitrary: tuple(large, any).map(([size, later]) =>
        all(size).map((first, queue) => (queue < 2 || queue === queues - 1 ? first : later)),
      ),
    },
    {
      weight: 1,
      arbitrary: tuple(large, among(1, 2, 4)).map(([size, control]) => all(size).with(-1, control)),
    },
    { weight: 4, arbitrary: times(queues, any) },
  );
};

const layout: Quick<BufferLayout> = record({
  receive: constantFrom('paged', 'paged', 'contiguous'),
  pageSize: constantFrom(4096, 4096, 16384),
  bigBuffers: constantFrom('by-mtu', 'always-largest'),
  control: constantFrom('separate', 'separate', 'combined'),
});

/** What the other fields of a device hang on. */
interface NetChoice {
  readonly version: SpecVersion;
  readonly format: RingFormat;
  readonly pairs: number;
  readonly maxSkbFrags: number;
}

/** Everything that the sweep does not walk: sizes by queue, arbitrary offers, changes by round, quirks, faults; within bounds. */
export const netScenarios = onceWithin((bounds): Quick<NetScenario> => {
  const ofDevice = once(({ version, format, pairs, maxSkbFrags }: NetChoice) => {
    const sizes = netSizes(format, pairs, maxSkbFrags, bounds);
    return record({
      type: constant('net' as const),
      version: constant(version),
      transport: constantFrom(...bounds.transports),
      peek: boolean(),
      format: constant(format),
      rounds: scripts(version, sizes),
      resetPolls,
      initialStatus: constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
      mtu: constantFrom(1500, 1500, 1500, 60, 67, 68, 1280, 9000, 9000, 65535),
      maxVirtqueuePairs: constant(pairs),
      maxSkbFrags: constant(maxSkbFrags),
      layout,
      quirks: quirks<NetScenario['quirks']>(sizes, { neverFillsRing: true }),
    });
  });
  return record({
    version: constantFrom(...specVersions),
    format: constantFrom<RingFormat>('split', 'split', 'packed'),
    pairs: constantFrom(1, 1, 2, 4),
    maxSkbFrags: constantFrom(17, 17, 17, 30, 30, 45),
  })
    .map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }))
    .chain(ofDevice);
});

export const netScenario = netScenarios(ANYWHERE);
