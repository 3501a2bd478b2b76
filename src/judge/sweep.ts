import type { FeatureSet } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { isSince, type SpecVersion } from '../../spec/versions.ts';
import { MAX_QUEUE_SIZE, type RingFormat } from '../../spec/virtqueues.ts';
import { SCORED_SIZES } from '../exact/scored.ts';
import { ANYWHERE, type Bounds } from '../scenario/bounds.ts';
import { type Acceptance, type Scenario, withSizes } from '../scenario/scenario.ts';
import type { Profile, SweptOffer } from '../types/device-type.ts';

/** The version of the standard that swept devices are of unless a campaign is of another. */
const SWEPT_VERSION: SpecVersion = '1.2';

/** Sizes above the largest legal one, in entries. */
export const illegalSizes: readonly number[] = [32769, 49152, 65535];

const yes: Acceptance = { kind: 'accepts' };
const no: Acceptance = { kind: 'refuses' };

/** Acceptance scripts by name, of a device that offers what a small ring may block: one entry a negotiation, the last repeats. */
export const acceptances: readonly (readonly [string, (blockable: FeatureSet) => readonly Acceptance[]])[] = [
  ['accepts', () => [yes]],
  ['refuses always', () => [no]],
  ['refuses first', () => [no, yes]],
  ['refuses second', () => [yes, no, yes]],
  [
    'refuses unless what a small ring blocks is gone',
    (blockable) => [{ kind: 'refuses-unless', lacks: blockable, holds: 0n }],
  ],
];

/** Every combination of transport, peek, format, acceptance script and offer that can exist: a legacy device can neither refuse nor have packed rings, which came with 1.1. */
export function profilesOf(
  offers: readonly SweptOffer[],
  { transports: chosen, version = SWEPT_VERSION }: Pick<Bounds, 'transports' | 'version'> = ANYWHERE,
): Profile[] {
  const profiles: Profile[] = [];
  // Offers vary slowest: what is remembered of one is asked for again at once.
  for (const offer of offers) {
    for (const transport of chosen) {
      const { legacy } = transportRules[transport];
      const formats: readonly RingFormat[] =
        legacy || !isSince(version, '1.1') ? ['split'] : ['split', 'packed'];
      for (const peek of [true, false])
        for (const format of formats)
          for (const [script, of] of legacy ? acceptances.slice(0, 1) : acceptances) {
            profiles.push({ transport, peek, format, script, acceptance: of(offer.blockable), offer });
          }
    }
  }
  return profiles;
}

/** Every ring size there is, in entries, legal or not. */
export const allSizes = (): number[] => [
  ...Array.from({ length: MAX_QUEUE_SIZE + 1 }, (_, size) => size),
  ...illegalSizes,
];

/** The ring sizes within bounds, in entries. */
export const sizesWithin = ({ sizes = allSizes() }: Pick<Bounds, 'sizes'>): readonly number[] => sizes;

/** What is run: the number of a profile, and the sizes of the rings by slot, in entries; of all of them where it is one. */
export type Row = readonly number[];

/** Sizes, in entries, that are so few that each of them is walked with every profile. */
export const FEW = 64;

/**
 * Entries at which the model or a known policy turns, of which split rings are and most devices have, and what no ring has: there every
 * profile is walked, however many sizes are.
 */
export const turningSizes: readonly number[] = [
  ...new Set([0, ...SCORED_SIZES, ...powersOfTwo(), ...illegalSizes]),
].toSorted((a, b) => a - b);

/**
 * What is walked where nothing is decided, all rings of a device alike: every profile at sizes that are few or at which something turns; at
 * any other size one, another with the next, of those in which it is the size of a ring that is used.
 */
export function walk(sizes: readonly number[], profiles: readonly Profile[]): Row[] {
  const numbers = profiles.map((_, number) => number);
  const used = numbers.filter((number) => isUsedAtAnySize(profiles[number]));
  const others = used.length > 0 ? used : numbers;
  const turning = sizes.length > FEW ? new Set(turningSizes) : new Set(sizes);
  return sizes.flatMap((size): Row[] =>
    turning.has(size)
      ? numbers.map((number): Row => [number, size])
      : others
          .slice(size % others.length)
          .slice(0, 1)
          .map((number): Row => [number, size]),
  );
}

/** The scenarios of some rows. */
export function* scenariosOfRows<S extends Scenario>(
  rows: Iterable<Row>,
  profiles: readonly Profile[],
  scenarioOf: (profile: Profile, size: number) => S,
): Generator<S> {
  for (const [number = 0, ...sizes] of rows) {
    const profile = profiles[number];
    if (!profile) continue;
    const scenario = scenarioOf(profile, sizes[0] ?? 0);
    yield sizes.length > 1
      ? { ...scenario, rounds: scenario.rounds.map((round) => withSizes(round, sizes)) }
      : scenario;
  }
}

// --- internal ---

/** Every size of a split ring, in entries. */
function powersOfTwo(): number[] {
  return Array.from({ length: Math.log2(MAX_QUEUE_SIZE) + 1 }, (_, power) => 2 ** power);
}

/** Whether a device takes what a driver asks for, and any size of a ring as it is. */
const isUsedAtAnySize = (profile: Profile | undefined): boolean =>
  profile?.format === 'packed' && profile.script === 'accepts';
