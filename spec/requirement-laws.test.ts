import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEED_RECEIVE } from '../src/types/net/seed-table.ts';
import { blkAcceptRequirements, blkOfferRequirements } from './blk/requirements.ts';
import { consoleRequirements } from './console/features.ts';
import { printFeatures } from './feature-names.ts';
import { type FeatureSet, features, isSubset, singles, sizeOf, subsetsOf, union } from './features.ts';
import { controlFeaturesTooLargeFor } from './net/control.ts';
import * as net from './net/features.ts';
import { netRequirements } from './net/requirements.ts';
import { closureOf, greatestClosedSubset, inForce, isClosed, type Requirement } from './requirements.ts';
import { scsiRequirements } from './scsi/features.ts';
import { specVersions } from './versions.ts';

/** What is left of a set without what is masked, and without all that depends on it. */
const masked = (set: FeatureSet, mask: FeatureSet, table: readonly Requirement[]): FeatureSet =>
  greatestClosedSubset(set & ~mask, table);

/** The tables that policies are judged by: of each device type, in each version, by strength. */
const tables: readonly (readonly [string, readonly Requirement[]])[] = specVersions.flatMap((version) => [
  [`net ${version}, what must be`, inForce(netRequirements, version, 'must')] as const,
  [`net ${version}, also what should be`, inForce(netRequirements, version, 'must', 'should')] as const,
  [`net ${version}, all`, inForce(netRequirements, version, 'must', 'should', 'implied')] as const,
  [`blk ${version}, of offers`, inForce(blkOfferRequirements, version, 'must')] as const,
  [`blk ${version}, of answers`, inForce(blkAcceptRequirements, version, 'must')] as const,
  [`scsi ${version}`, inForce(scsiRequirements, version, 'must')] as const,
  [`console ${version}`, inForce(consoleRequirements, version, 'must')] as const,
]);

const oneOf = (universe: FeatureSet) => fc.constantFrom(...singles(universe));
const subsetOf = (universe: FeatureSet) => fc.subarray(singles(universe)).map((sets) => union(...sets));

/** A table over seven bits, two of them where 32-bit words end, with cycles, contradictions and empty groups as they come. */
const universe = features(0, 1, 2, 3, 31, 32, 127);
const anyTable: fc.Arbitrary<readonly Requirement[]> = fc.array(
  fc.record({
    feature: oneOf(universe),
    allOf: fc.array(subsetOf(universe), { maxLength: 3 }),
    strength: fc.constant('must'),
    since: fc.constant('1.0'),
    clause: fc.constant('made up'),
  }),
  { maxLength: 10 },
);

/** Sets of a real table about one or two of its requirements, so that these are met, half met and broken; small enough to try every subset. */
function setsAbout(table: readonly Requirement[]): fc.Arbitrary<FeatureSet> {
  const bystander = fc.constantFrom(net.MAC, net.MRG_RXBUF);
  if (table.length === 0) return subsetOf(features(0, 5, 11, 127));
  const linked = fc.constantFrom(...table).chain(({ feature, allOf }) =>
    subsetOf(union(...allOf))
      .map((some) => singles(some).slice(0, 4))
      .map((some) => union(feature, ...some)),
  );
  return fc.tuple(linked, linked, bystander).map((sets) => union(...sets));
}

/** Closed subsets of a set that no other closed subset holds. */
function maximalClosed(set: FeatureSet, table: readonly Requirement[]): FeatureSet[] {
  const closed = [...subsetsOf(set)].filter((subset) => isClosed(subset, table));
  return closed.filter((a) => !closed.some((b) => a !== b && isSubset(a, b)));
}

/** Every law, of two sets and two masks under one table. */
function expectLaws(table: readonly Requirement[], a: FeatureSet, b: FeatureSet, mask: FeatureSet): void {
  const compiled = closureOf(table);
  const close = (set: FeatureSet) => greatestClosedSubset(set, table);
  const closed = close(a);
  expect(compiled.greatestClosedSubset(a)).toBe(closed);
  // Unique and maximal: of all closed subsets one is largest, and holds every other.
  expect(maximalClosed(a, table)).toEqual([closed]);
  // Idempotent, and the closed sets are what it leaves alone.
  expect(close(closed)).toBe(closed);
  expect(isClosed(closed, table)).toBe(true);
  expect(isClosed(a, table)).toBe(closed === a);
  // Monotone.
  expect(isSubset(closed, close(a | b))).toBe(true);
  // Closed sets joined are closed.
  expect(isClosed(closed | close(b), table)).toBe(true);
  // Masks may be laid one by one, before or after closing: what is left is the same once it is closed again.
  const left = masked(a, mask, table);
  expect(close(closed & ~mask)).toBe(left);
  expect(masked(masked(a, b, table), mask, table)).toBe(masked(a, b | mask, table));
  expect(isSubset(left, closed & ~mask)).toBe(true);
}

describe('the algebra of requirements', () => {
  test('should hold in any small table', () => {
    const sets = subsetOf(universe);
    fc.assert(fc.property(anyTable, sets, sets, sets, expectLaws), { numRuns: 300 });
  });

  test.each(tables)('should hold in the table of %s', (_, table) => {
    const sets = setsAbout(table);
    fc.assert(
      fc.property(sets, sets, sets, (a, b, mask) => expectLaws(table, a, b, mask)),
      { numRuns: 40 },
    );
  });

  test('should not depend on the order of a table', () => {
    const shuffled = anyTable.chain((table) =>
      fc.tuple(fc.constant(table), fc.shuffledSubarray([...table], { minLength: table.length })),
    );
    fc.assert(
      fc.property(subsetOf(universe), shuffled, (set, [table, other]) => {
        expect(greatestClosedSubset(set, other)).toBe(greatestClosedSubset(set, table));
      }),
    );
  });
});

const must = inForce(netRequirements, '1.4', 'must');
const all = inForce(netRequirements, '1.4', 'must', 'should', 'implied');
const offer = net.netFeatures('1.4');
const print = (set: FeatureSet): string => printFeatures(set, net.netFeatureNames);

const bits = singles(offer);
/** Every set of one to three net features, the smallest first. */
const small = [
  ...bits,
  ...bits.flatMap((a, i) => bits.slice(i + 1).map((b) => a | b)),
  ...bits.flatMap((a, i) =>
    bits.slice(i + 1).flatMap((b, j) => bits.slice(i + j + 2).map((c) => union(a, b, c))),
  ),
];

describe('two closed sets, intersected', () => {
  const closed = small.filter((set) => isClosed(set, must));

  /** What of a closed set is not closed, and yet is what it has in common with some closed set. */
  const openMeetings = (set: FeatureSet): FeatureSet[] =>
    // Joined closed sets are closed: if any of them meets this one in `part`, the greatest without the rest does.
    [...subsetsOf(set)].filter(
      (part) => !isClosed(part, must) && isSubset(part, masked(offer, set & ~part, must)),
    );

  test('should not be taken to be closed, as these show, which are the smallest of all', () => {
    const witnesses = closed.flatMap((a) =>
      openMeetings(a).flatMap((part) =>
        closed
          .filter((b) => a < b && (a & b) === part)
          .map((b) => `${print(a)} ∩ ${print(b)} = ${print(part)}`),
      ),
    );
    console.log(`Closed, and what they have in common is not:\n  ${witnesses.join('\n  ')}`);
    expect(witnesses).toEqual([
      '{CSUM, HOST_TSO4, HOST_ECN} ∩ {CSUM, HOST_TSO6, HOST_ECN} = {CSUM, HOST_ECN}',
      '{CSUM, HOST_TSO4, RSC_EXT} ∩ {CSUM, HOST_TSO6, RSC_EXT} = {CSUM, RSC_EXT}',
      '{GUEST_CSUM, GUEST_TSO4, GUEST_ECN} ∩ {GUEST_CSUM, GUEST_TSO6, GUEST_ECN} = {GUEST_CSUM, GUEST_ECN}',
      '{CTRL_VQ, HASH_TUNNEL, HASH_REPORT} ∩ {CTRL_VQ, HASH_TUNNEL, RSS} = {CTRL_VQ, HASH_TUNNEL}',
    ]);
  });

  test('should be closed only by chance: with fewer than three features they are', () => {
    expect(closed.filter((set) => sizeOf(set) < 3).flatMap(openMeetings)).toEqual([]);
  });
});

/**
 * Whether a mask commutes with closing: closing a set and masking the result leaves the same as masking and then closing,
 * whatever the set. Exactly where no feature outside the mask can owe its place to the mask alone: of the greatest closed
 * set that has no other member of one of its groups, it is none.
 */
const commutes = (mask: FeatureSet, table: readonly Requirement[], within: FeatureSet): boolean =>
  table.every(({ feature, allOf }) => {
    const owes = (group: FeatureSet) =>
      isSubset(feature, greatestClosedSubset(within & ~(group & ~mask), table));
    return isSubset(feature, mask) || !allOf.some(owes);
  });

const differs = (set: FeatureSet, mask: FeatureSet, table: readonly Requirement[]): boolean =>
  (greatestClosedSubset(set, table) & ~mask) !== masked(set, mask, table);

describe('a mask', () => {
  test('should commute with closing exactly where no other feature owes its place to it', () => {
    let [those, others] = [0, 0];
    fc.assert(
      fc.property(anyTable, subsetOf(universe), (table, mask) => {
        const none = ![...subsetsOf(universe)].some((set) => differs(set, mask, table));
        if (none) those++;
        else others++;
        expect(commutes(mask, table, universe)).toBe(none);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(Math.min(those, others)).toBeGreaterThan(50);
  });

  const receive = SEED_RECEIVE;
  const commands = (ring: number): FeatureSet => controlFeaturesTooLargeFor(ring, 'separate');
  test.each<[string, FeatureSet, string]>([
    ['of the seed for 2 < ring < MAX_SKB_FRAGS + 2', receive, 'none'],
    ['of the seed for ring < 2', receive | net.CTRL_VQ, '{CTRL_VQ, CTRL_RX}'],
    ['of GUEST_OFFLOADS for a receive ring', net.GUEST_OFFLOADS, 'none'],
    ['of segmentation alone for a receive ring', net.GUEST_GSO, '{GUEST_CSUM, GUEST_TSO4, GUEST_ECN}'],
    ['for an MTU', net.MTU, 'none'],
    ['for a pair without queues', net.MQ | net.RSS, '{CTRL_VQ, HASH_TUNNEL, RSS}'],
    ['for a control ring below 2', commands(1), '{CTRL_VQ, CTRL_RX}'],
    ['for a control ring of 2', commands(2), 'none'],
    ['for a control ring of 3', commands(3), '{CTRL_VQ, HASH_TUNNEL, HASH_REPORT}'],
    ['for a control ring of 4', commands(4), '{CTRL_VQ, HASH_TUNNEL, HASH_REPORT}'],
    ['for a control ring of 5', commands(5), '{CTRL_VQ, HASH_TUNNEL, HASH_REPORT}'],
    ['for a control ring of 6', commands(6), 'none'],
  ])('%s should commute, or show the smallest set that it does not', (_, mask, witness) => {
    const { greatestClosedSubset: close } = closureOf(must);
    const smallest = small.find((set) => close(close(set) & ~mask) !== (close(set) & ~mask));
    expect(smallest === undefined ? 'none' : print(smallest)).toBe(witness);
    // Where recommendations and prose count too, it is the same masks.
    for (const table of [must, all]) expect(commutes(mask, table, offer)).toBe(witness === 'none');
  });
});
