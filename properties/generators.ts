import fc from 'fast-check';
import * as reserved from '../spec/feature-bits.ts';
import { type FeatureSet, singles, union } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import { knownNetFeatures } from '../spec/net/features.ts';
import { netRequirements } from '../spec/net/requirements.ts';
import { greatestClosedSubset, inForce } from '../spec/requirements.ts';
import { transports } from '../spec/transports.ts';
import { type SpecVersion, specVersions } from '../spec/versions.ts';
import type { Acceptance, Quirks, RoundScript, Scenario } from '../src/scenario/scenario.ts';

/** Ring sizes, in entries: the edges of every class first, then anything. */
export const ringSize: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 17, 18, 19, 20, 31, 32, 46, 47, 64, 256) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 15 }).map((exponent) => 2 ** exponent) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 32768 }) },
);

const anyOf = (set: FeatureSet): fc.Arbitrary<FeatureSet> =>
  fc.subarray(singles(set)).map((chosen) => union(...chosen));

/** Offers of a version: mostly closed and with VERSION_1, sometimes neither, sometimes with unknown bits. */
export const offer = (version: SpecVersion): fc.Arbitrary<FeatureSet> => {
  const known = knownNetFeatures(version) & ~reserved.RING_PACKED;
  const closed = (set: FeatureSet) =>
    greatestClosedSubset(set, inForce(netRequirements, version, 'must', 'should', 'implied'));
  const sensible = anyOf(known).map((set) => closed(set | reserved.VERSION_1));
  const rich = anyOf(net.GUEST_OFFLOADS | net.CTRL_RX | net.MQ | net.MRG_RXBUF | net.MTU).map((removed) =>
    closed((known & ~removed) | reserved.VERSION_1),
  );
  return fc.oneof(
    { weight: 4, arbitrary: sensible },
    { weight: 4, arbitrary: rich },
    { weight: 1, arbitrary: anyOf(known) },
    {
      weight: 1,
      arbitrary: fc.bigInt({ min: 0n, max: (1n << 80n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
};

const acceptance = (known: FeatureSet): fc.Arbitrary<Acceptance> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Acceptance>({ kind: 'accepts' }) },
    { weight: 1, arbitrary: fc.constant<Acceptance>({ kind: 'refuses' }) },
    {
      weight: 1,
      arbitrary: anyOf(known & (net.GUEST_GSO | net.MRG_RXBUF)).map(
        (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
      ),
    },
  );

const quirks: fc.Arbitrary<Quirks> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Quirks>({}) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Quirks>(
      { accumulates: true },
      { resetKeeps: ['accepted'] },
      { resetKeeps: ['queues'] },
      { status: 'one-bit' },
      { status: 'verbatim' },
      { featuresOkUnchecked: true },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 120 }).map((vanishesAfter): Quirks => ({ vanishesAfter })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(ringSize, { minLength: 3, maxLength: 3 })
      .map((createdSizes): Quirks => ({ createdSizes })),
  },
);

const rounds = (version: SpecVersion, pairs: number): fc.Arbitrary<RoundScript[]> => {
  const round = fc.record({
    offer: offer(version),
    sizes: fc.oneof(
      { weight: 1, arbitrary: ringSize.map((size) => new Array<number>(2 * pairs + 1).fill(size)) },
      { weight: 3, arbitrary: fc.array(ringSize, { minLength: 2 * pairs + 1, maxLength: 2 * pairs + 1 }) },
    ),
    acceptance: acceptance(knownNetFeatures(version)),
  });
  return fc.oneof(
    { weight: 3, arbitrary: round.map((only) => [only]) },
    { weight: 1, arbitrary: fc.array(round, { minLength: 2, maxLength: 3 }) },
    // The usual change: the same offer and sizes, another answer.
    {
      weight: 1,
      arbitrary: fc
        .tuple(round, acceptance(knownNetFeatures(version)))
        .map(([first, second]) => [first, { ...first, acceptance: second }]),
    },
  );
};

/** Everything that the sweep does not walk: sizes by queue, arbitrary offers, changes by round, quirks, faults. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({ version: fc.constantFrom(...specVersions), pairs: fc.constantFrom(1, 1, 1, 2, 4) })
  .chain(({ version, pairs }) =>
    fc.record({
      version: fc.constant(version),
      transport: fc.constantFrom(...transports),
      peek: fc.boolean(),
      format: fc.constantFrom('split' as const, 'split' as const, 'packed' as const),
      rounds: rounds(version, pairs),
      resetPolls: fc.constantFrom<number | 'never'>(0, 0, 0, 1, 3, 150, 'never'),
      mtu: fc.constantFrom(1500, 1500, 60, 67, 68, 1280, 9000, 65535),
      maxVirtqueuePairs: fc.constant(pairs),
      maxSkbFrags: fc.constantFrom(17, 17, 17, 30, 45),
      layout: fc.record({
        pageSize: fc.constantFrom(4096, 4096, 16384),
        control: fc.constantFrom('separate' as const, 'separate' as const, 'combined' as const),
      }),
      quirks,
    }),
  );
