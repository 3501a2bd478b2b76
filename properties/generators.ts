import * as blk from '../spec/blk/features.ts';
import { zonedModels } from '../spec/blk/zones.ts';
import * as reserved from '../spec/feature-bits.ts';
import { type FeatureSet, union } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import type { BufferLayout } from '../spec/net/footprints.ts';
import { netClosures } from '../spec/net/requirements.ts';
import { byVersion, isSince, type SpecVersion, specVersions } from '../spec/versions.ts';
import type { RingFormat } from '../spec/virtqueues.ts';
import { ANYWHERE, type Bounds } from '../src/scenario/bounds.ts';
import type { Acceptance, Quirks, RoundScript } from '../src/scenario/scenario.ts';
import type { BlkScenario } from '../src/types/blk/scenario.ts';
import type { NetScenario } from '../src/types/net/scenario.ts';
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
  twoOrThree,
} from './quick-arbitraries.ts';
import { netSizes, ringSize, sizeOf } from './ring-sizes.ts';

/**
 * PERF: a function of few plain choices, asked once for each. To make an arbitrary takes several times as long as to draw
 * from one, and every scenario would make its own.
 */
function once<Choice extends object, Made>(make: (choice: Choice) => Made): (choice: Choice) => Made {
  const known: Branch<Made> = { next: new Map(), made: undefined };
  return (choice) => {
    let branch = known;
    for (const value of Object.values(choice)) {
      const next: Branch<Made> = branch.next.get(value) ?? { next: new Map(), made: undefined };
      branch.next.set(value, next);
      branch = next;
    }
    branch.made ??= make(choice);
    return branch.made;
  };
}

/** What was made of choices by their values in turn. */
interface Branch<Made> {
  readonly next: Map<unknown, Branch<Made>>;
  made: Made | undefined;
}

/** PERF: as `once`, within the bounds of the campaign under way: each of its chunks asks anew. */
function onceWithin<Made>(make: (bounds: Bounds) => Made): (bounds: Bounds) => Made {
  let last: { readonly key: string; readonly made: Made } | undefined;
  return (bounds) => {
    const key = JSON.stringify(bounds);
    last = last?.key === key ? last : { key, made: make(bounds) };
    return last.made;
  };
}

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

const accepts: Acceptance = { kind: 'accepts' };

/** One to three rounds of what devices do: nearly always the same, or one thing changed after a reset. */
const scriptsOf = (
  offers: Quick<FeatureSet>,
  sizes: Quick<number[]>,
  refusing: Quick<Acceptance>,
): Quick<RoundScript[]> => {
  const round = record({ offer: offers, sizes, acceptance: constant(accepts) });
  return oneof(
    { weight: 6, arbitrary: round.map((only) => [only]) },
    // Another answer to the same offer: at once, after the first round, after the second.
    {
      weight: 1,
      arbitrary: tuple(round, refusing).map(([only, acceptance]) => [{ ...only, acceptance }]),
    },
    {
      weight: 1,
      arbitrary: tuple(round, refusing).map(([first, acceptance]) => [first, { ...first, acceptance }]),
    },
    {
      weight: 1,
      arbitrary: tuple(round, refusing).map(([later, acceptance]) => [{ ...later, acceptance }, later]),
    },
    // Other sizes, or another offer, after a reset.
    {
      weight: 1,
      arbitrary: tuple(round, sizes).map(([first, changed]) => [first, { ...first, sizes: changed }]),
    },
    { weight: 1, arbitrary: twoOrThree(round) },
  );
};

const scripts = (version: SpecVersion, sizes: Quick<number[]>): Quick<RoundScript[]> =>
  scriptsOf(offer(version), sizes, refusals(version));

const quirks = <Q extends Quirks>(sizes: Quick<number[]>, ...ofType: readonly Q[]): Quick<Quirks | Q> =>
  oneof<Quirks | Q>(
    { weight: 9, arbitrary: constant<Quirks>({}) },
    {
      weight: 3,
      arbitrary: constantFrom<Quirks | Q>(
        { accumulates: true },
        { resetKeeps: ['accepted'] },
        { resetKeeps: ['queues'] },
        { resetKeeps: ['status'] },
        { status: 'one-bit' },
        { status: 'verbatim' },
        { featuresOkUnchecked: true },
        ...ofType,
      ),
    },
    { weight: 1, arbitrary: integer({ min: 0, max: 80 }).map((vanishesAfter) => ({ vanishesAfter })) },
    { weight: 1, arbitrary: sizes.map((createdSizes) => ({ createdSizes })) },
  );

const resetPolls = oneof<number | 'never'>(
  { weight: 10, arbitrary: constant(0) },
  { weight: 6, arbitrary: constantFrom(1, 1, 3, 90) },
  { weight: 2, arbitrary: constant('never' as const) },
);

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
export const netScenarios = onceWithin(({ transports, sizes: allowed }): Quick<NetScenario> => {
  const ofDevice = once(({ version, format, pairs, maxSkbFrags }: NetChoice) => {
    const sizes = netSizes(format, pairs, maxSkbFrags, allowed);
    return record({
      type: constant('net' as const),
      version: constant(version),
      transport: constantFrom(...transports),
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

/** Offers of a disk: mostly with VERSION_1 and FLUSH under CONFIG_WCE, sometimes anything. */
const blkOffer = byVersion((version): Quick<FeatureSet> => {
  const known = blk.knownBlkFeatures(version) & ~reserved.RING_PACKED;
  return oneof(
    { weight: 3, arbitrary: subset(known).map((set) => set | blk.FLUSH | reserved.VERSION_1) },
    {
      weight: 3,
      arbitrary: subset(known & ~blk.ZONED).map(
        (set) => set | (known & union(blk.FLUSH, blk.MQ, blk.SEG_MAX)) | reserved.VERSION_1,
      ),
    },
    // What a zoned disk offers.
    {
      weight: 3,
      arbitrary: subset(known).map((set) => set | (known & blk.ZONED) | blk.FLUSH | reserved.VERSION_1),
    },
    { weight: 1, arbitrary: subset(known) },
    {
      weight: 1,
      arbitrary: bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
});

type BlkChoice = Pick<NetChoice, 'version' | 'format'> & { readonly numQueues: number };

/** The same of virtio-blk: rings by queue, segment limits, zones. */
export const blkScenarios = onceWithin(({ transports, sizes: allowed }): Quick<BlkScenario> => {
  const ofDevice = once(({ version, format, numQueues }: BlkChoice) => {
    const any = ringSize(format, allowed);
    const among = (size: number): Quick<number> => sizeOf([size], format, allowed);
    const sizes = oneof(
      times(numQueues, any),
      // One queue missing or small behind large ones: what MQ hangs on.
      tuple(integer({ min: 0, max: numQueues - 1 }), oneof(among(0), any), among(256)).map(
        ([queue, size, large]) => new Array<number>(numQueues).fill(large).with(queue, size),
      ),
    );
    const known = blk.knownBlkFeatures(version);
    return record({
      type: constant('blk' as const),
      version: constant(version),
      transport: constantFrom(...transports),
      peek: boolean(),
      format: constant(format),
      rounds: scriptsOf(
        blkOffer(version),
        sizes,
        oneof(
          constant<Acceptance>({ kind: 'refuses' }),
          subset(known & union(blk.MQ, blk.SEG_MAX)).map(
            (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
          ),
        ),
      ),
      resetPolls,
      initialStatus: constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
      quirks: quirks(sizes),
      segMax: constantFrom(1, 2, 14, 126, 254),
      zoned: constantFrom('none', ...zonedModels),
      numQueues: constant(numQueues),
      maxSegments: constantFrom(1, 126, 126, 254),
      request: constantFrom('separate', 'separate', 'combined'),
    });
  });
  return record({
    version: constantFrom(...specVersions),
    format: constantFrom<RingFormat>('split', 'split', 'packed'),
    numQueues: constantFrom(1, 2, 4),
  })
    .map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }))
    .chain(ofDevice);
});

export const blkScenario = blkScenarios(ANYWHERE);
