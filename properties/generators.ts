import fc from 'fast-check';
import * as blk from '../spec/blk/features.ts';
import { zonedModels } from '../spec/blk/zones.ts';
import * as reserved from '../spec/feature-bits.ts';
import { type FeatureSet, singles, union } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import type { BufferLayout } from '../spec/net/footprints.ts';
import { netClosures } from '../spec/net/requirements.ts';
import { isSince, type SpecVersion, specVersions } from '../spec/versions.ts';
import type { RingFormat } from '../spec/virtqueues.ts';
import { ANYWHERE, type Bounds } from '../src/scenario/bounds.ts';
import type { Acceptance, BlkScenario, NetScenario, Quirks, RoundScript } from '../src/scenario/scenario.ts';
import { netSizes, ringSize, sizeOf } from './ring-sizes.ts';

/** Objects with a prototype: V8 keeps those without one as dictionaries, which every run on them would pay for. */
const ORDINARY = { noNullPrototype: true } as const;

/**
 * PERF: a function of few plain choices, asked once for each. To make an arbitrary takes several times as long as to draw
 * from one, and every scenario would make its own.
 */
function once<Choice extends object, Made>(make: (choice: Choice) => Made): (choice: Choice) => Made {
  const made = new Map<string, Made>();
  return (choice) => {
    const key = Object.values(choice).join();
    const known = made.get(key) ?? make(choice);
    made.set(key, known);
    return known;
  };
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

const anyOf = (set: FeatureSet): fc.Arbitrary<FeatureSet> =>
  fc.subarray(singles(set)).map((chosen) => union(...chosen));

/** Offers of a version: mostly closed and with VERSION_1, sometimes neither, sometimes with unknown bits. */
export const offer = (version: SpecVersion): fc.Arbitrary<FeatureSet> => {
  const known = net.knownNetFeatures(version) & ~reserved.RING_PACKED;
  const { greatestClosedSubset: closed } = netClosures(version).every;
  const sensible = anyOf(known).map((set) => closed(set | reserved.VERSION_1));
  const rich = anyOf(
    union(net.GUEST_OFFLOADS, net.CTRL_RX, net.MQ, net.RSS, net.MRG_RXBUF, net.MTU, net.MAC),
  ).map((removed) => closed((known & ~removed) | reserved.VERSION_1));
  const legacy = anyOf(known).map((set) => closed(set) | reserved.ANY_LAYOUT | net.GSO);
  return fc.oneof(
    { weight: 6, arbitrary: sensible },
    { weight: 6, arbitrary: rich },
    { weight: 2, arbitrary: anyOf(known).map((set) => set | reserved.VERSION_1) },
    { weight: 1, arbitrary: anyOf(known) },
    { weight: 1, arbitrary: legacy },
    {
      weight: 1,
      arbitrary: fc.bigInt({ min: 0n, max: (1n << 80n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
};

const refusals = (known: FeatureSet): fc.Arbitrary<Acceptance> =>
  fc.oneof(
    fc.constant<Acceptance>({ kind: 'refuses' }),
    anyOf(known & union(net.GUEST_GSO, net.MRG_RXBUF)).map(
      (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
    ),
    fc.constant<Acceptance>({ kind: 'refuses-unless', lacks: 0n, holds: net.MAC }),
  );

const accepts: Acceptance = { kind: 'accepts' };

/** One to three rounds of what devices do: nearly always the same, or one thing changed after a reset. */
const scriptsOf = (
  offers: fc.Arbitrary<FeatureSet>,
  sizes: fc.Arbitrary<number[]>,
  refusing: fc.Arbitrary<Acceptance>,
): fc.Arbitrary<RoundScript[]> => {
  const round = fc.record({ offer: offers, sizes, acceptance: fc.constant(accepts) }, ORDINARY);
  return fc.oneof(
    { weight: 6, arbitrary: round.map((only) => [only]) },
    // Another answer to the same offer: at once, after the first round, after the second.
    {
      weight: 1,
      arbitrary: fc.tuple(round, refusing).map(([only, acceptance]) => [{ ...only, acceptance }]),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(round, refusing).map(([first, acceptance]) => [first, { ...first, acceptance }]),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(round, refusing).map(([later, acceptance]) => [{ ...later, acceptance }, later]),
    },
    // Other sizes, or another offer, after a reset.
    {
      weight: 1,
      arbitrary: fc.tuple(round, sizes).map(([first, changed]) => [first, { ...first, sizes: changed }]),
    },
    { weight: 1, arbitrary: fc.array(round, { minLength: 2, maxLength: 3 }) },
  );
};

const scripts = (version: SpecVersion, sizes: fc.Arbitrary<number[]>): fc.Arbitrary<RoundScript[]> =>
  scriptsOf(offer(version), sizes, refusals(net.knownNetFeatures(version)));

const quirks = (sizes: fc.Arbitrary<number[]>, ...ofType: Quirks[]): fc.Arbitrary<Quirks> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant<Quirks>({}) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Quirks>(
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
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 80 }).map((vanishesAfter) => ({ vanishesAfter })) },
    { weight: 1, arbitrary: sizes.map((createdSizes) => ({ createdSizes })) },
  );

const resetPolls: fc.Arbitrary<number | 'never'> = fc.oneof(
  { weight: 10, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.constantFrom(1, 1, 3, 90) },
  { weight: 2, arbitrary: fc.constant('never' as const) },
);

const layout: fc.Arbitrary<BufferLayout> = fc.record(
  {
    receive: fc.constantFrom('paged', 'paged', 'contiguous'),
    pageSize: fc.constantFrom(4096, 4096, 16384),
    bigBuffers: fc.constantFrom('by-mtu', 'always-largest'),
    control: fc.constantFrom('separate', 'separate', 'combined'),
  },
  ORDINARY,
);

/** What the other fields of a device hang on. */
interface NetChoice {
  readonly version: SpecVersion;
  readonly format: RingFormat;
  readonly pairs: number;
  readonly maxSkbFrags: number;
}

/** Everything that the sweep does not walk: sizes by queue, arbitrary offers, changes by round, quirks, faults; within bounds. */
export const netScenarios = onceWithin(({ transports, sizes: allowed }): fc.Arbitrary<NetScenario> => {
  const ofDevice = once(({ version, format, pairs, maxSkbFrags }: NetChoice) => {
    const sizes = netSizes(format, pairs, maxSkbFrags, allowed);
    return fc.record(
      {
        type: fc.constant('net' as const),
        version: fc.constant(version),
        transport: fc.constantFrom(...transports),
        peek: fc.boolean(),
        format: fc.constant(format),
        rounds: scripts(version, sizes),
        resetPolls,
        initialStatus: fc.constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
        mtu: fc.constantFrom(1500, 1500, 1500, 60, 67, 68, 1280, 9000, 9000, 65535),
        maxVirtqueuePairs: fc.constant(pairs),
        maxSkbFrags: fc.constant(maxSkbFrags),
        layout,
        quirks: quirks(sizes, { neverFillsRing: true }),
      },
      ORDINARY,
    );
  });
  return fc
    .record(
      {
        version: fc.constantFrom(...specVersions),
        format: fc.constantFrom<RingFormat>('split', 'split', 'packed'),
        pairs: fc.constantFrom(1, 1, 2, 4),
        maxSkbFrags: fc.constantFrom(17, 17, 17, 30, 30, 45),
      },
      ORDINARY,
    )
    .map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }))
    .chain(ofDevice);
});

export const netScenario = netScenarios(ANYWHERE);

/** Offers of a disk: mostly with VERSION_1 and FLUSH under CONFIG_WCE, sometimes anything. */
const blkOffer = (version: SpecVersion): fc.Arbitrary<FeatureSet> => {
  const known = blk.knownBlkFeatures(version) & ~reserved.RING_PACKED;
  return fc.oneof(
    { weight: 3, arbitrary: anyOf(known).map((set) => set | blk.FLUSH | reserved.VERSION_1) },
    {
      weight: 3,
      arbitrary: anyOf(known & ~blk.ZONED).map(
        (set) => set | (known & union(blk.FLUSH, blk.MQ, blk.SEG_MAX)) | reserved.VERSION_1,
      ),
    },
    // What a zoned disk offers.
    {
      weight: 3,
      arbitrary: anyOf(known).map((set) => set | (known & blk.ZONED) | blk.FLUSH | reserved.VERSION_1),
    },
    { weight: 1, arbitrary: anyOf(known) },
    {
      weight: 1,
      arbitrary: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
};

type BlkChoice = Pick<NetChoice, 'version' | 'format'> & { readonly numQueues: number };

/** The same of virtio-blk: rings by queue, segment limits, zones. */
export const blkScenarios = onceWithin(({ transports, sizes: allowed }): fc.Arbitrary<BlkScenario> => {
  const ofDevice = once(({ version, format, numQueues }: BlkChoice) => {
    const any = ringSize(format, allowed);
    const among = (size: number): fc.Arbitrary<number> => sizeOf([size], format, allowed);
    const sizes = fc.oneof(
      fc.array(any, { minLength: numQueues, maxLength: numQueues }),
      // One queue missing or small behind large ones: what MQ hangs on.
      fc
        .tuple(fc.integer({ min: 0, max: numQueues - 1 }), fc.oneof(among(0), any), among(256))
        .map(([queue, size, large]) => new Array<number>(numQueues).fill(large).with(queue, size)),
    );
    const known = blk.knownBlkFeatures(version);
    return fc.record(
      {
        type: fc.constant('blk' as const),
        version: fc.constant(version),
        transport: fc.constantFrom(...transports),
        peek: fc.boolean(),
        format: fc.constant(format),
        rounds: scriptsOf(
          blkOffer(version),
          sizes,
          fc.oneof(
            fc.constant<Acceptance>({ kind: 'refuses' }),
            anyOf(known & union(blk.MQ, blk.SEG_MAX)).map(
              (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
            ),
          ),
        ),
        resetPolls,
        initialStatus: fc.constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
        quirks: quirks(sizes),
        segMax: fc.constantFrom(1, 2, 14, 126, 254),
        zoned: fc.constantFrom('none', ...zonedModels),
        numQueues: fc.constant(numQueues),
        maxSegments: fc.constantFrom(1, 126, 126, 254),
        request: fc.constantFrom('separate', 'separate', 'combined'),
      },
      ORDINARY,
    );
  });
  return fc
    .record(
      {
        version: fc.constantFrom(...specVersions),
        format: fc.constantFrom<RingFormat>('split', 'split', 'packed'),
        numQueues: fc.constantFrom(1, 2, 4),
      },
      ORDINARY,
    )
    .map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }))
    .chain(ofDevice);
});

export const blkScenario = blkScenarios(ANYWHERE);
