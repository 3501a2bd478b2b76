import type { FeatureSet } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { isSince, type SpecVersion } from '../../spec/versions.ts';
import { MAX_QUEUE_SIZE, type RingFormat } from '../../spec/virtqueues.ts';
import { ANYWHERE, type Bounds } from '../scenario/bounds.ts';
import type { Acceptance, Scenario } from '../scenario/scenario.ts';
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

/** Entries up to which every profile is walked even by default; also at powers of two and at illegal sizes. */
export const EDGE = 48;

/** Profiles that each other size takes by default, at least, another set with every size. */
export const PROFILES_A_SIZE = 4;

const isEdge = (size: number): boolean => size <= EDGE || size > MAX_QUEUE_SIZE || (size & (size - 1)) === 0;

/** A scenario of the sweep. */
export interface Swept<S extends Scenario = Scenario> {
  /** Its number in the whole of the sweep. */
  readonly order: number;
  readonly scenario: S;
  /** Whether it is judged by relations too, and the device is. */
  readonly thorough: boolean;
  /** For how many devices it counts in scores; for its own if absent. */
  readonly weight?: number;
}

/** The scenarios of the sweep for the given ring sizes, in entries. */
export function* sweep<S extends Scenario>(
  sizes: readonly number[],
  profiles: readonly Profile[],
  exhaustive: boolean,
  scenarioOf: (profile: Profile, size: number) => S,
): Generator<Swept<S>> {
  for (const size of sizes) {
    const step = stepAt(size, profiles, exhaustive);
    for (let p = size % step, nth = 0; p < profiles.length; p += step, nth++) {
      const profile = profiles[p];
      const order = size * ORDERS_A_SIZE + p;
      if (profile) {
        yield {
          order,
          scenario: scenarioOf(profile, size),
          thorough: isEdge(size) || (Math.floor(size / step) + (size % step) + nth) % SHARE === 0,
        };
      }
    }
  }
}

/** Every ring size of the sweep, in entries, legal or not. */
export const allSizes = (): number[] => [
  ...Array.from({ length: MAX_QUEUE_SIZE + 1 }, (_, size) => size),
  ...illegalSizes,
];

/** How many scenarios a sweep has. */
export function countSwept(
  sizes: readonly number[],
  profiles: readonly Profile[],
  exhaustive: boolean,
): number {
  let count = 0;
  for (const size of sizes) count += countAt(size, profiles, exhaustive);
  return count;
}

/** What a sweep walks of its profiles. */
export interface Walked {
  /** Those that some size takes. */
  readonly profiles: readonly Profile[];
  /** The sizes that take every profile, in entries. */
  readonly whole: readonly number[];
  /** How many profiles any other size takes, from the least to the most. */
  readonly elsewhere: readonly number[];
}

/** What a sweep of the given ring sizes, in entries, walks of the profiles. */
export function walkedBy(
  sizes: readonly number[],
  profiles: readonly Profile[],
  exhaustive: boolean,
): Walked {
  const isWhole = (size: number): boolean => stepAt(size, profiles, exhaustive) === 1;
  const whole = sizes.filter(isWhole);
  const others = sizes.filter((size) => !isWhole(size));
  const counts = new Set(others.map((size) => countAt(size, profiles, exhaustive)));
  const isWalked = (_: Profile, p: number): boolean =>
    whole.length > 0 ||
    others.some((size) => {
      const step = stepAt(size, profiles, exhaustive);
      return p % step === size % step;
    });
  return {
    profiles: profiles.filter(isWalked),
    whole,
    elsewhere: [...counts].toSorted((a, b) => a - b),
  };
}

// --- internal ---

/** Every which profile a size takes, from its own remainder on: so neighbouring sizes take others. */
const stepAt = (size: number, profiles: readonly Profile[], exhaustive: boolean): number =>
  exhaustive || isEdge(size) ? 1 : Math.max(1, Math.floor(profiles.length / PROFILES_A_SIZE));

const countAt = (size: number, profiles: readonly Profile[], exhaustive: boolean): number => {
  const step = stepAt(size, profiles, exhaustive);
  return Math.ceil((profiles.length - (size % step)) / step);
};

/** More than there are profiles. */
const ORDERS_A_SIZE = 1000;

/** Of the sizes that are no edge, every so-manieth scenario is judged thoroughly. */
const SHARE = 32;
