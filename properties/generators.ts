import { INDIRECT_DESC, RING_PACKED, VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, union } from '../spec/features.ts';
import { isSince, type SpecVersion, specVersions } from '../spec/versions.ts';
import type { RingFormat } from '../spec/virtqueues.ts';
import type { Bounds } from '../src/scenario/bounds.ts';
import type { Acceptance, Quirks, RoundScript, Scenario } from '../src/scenario/scenario.ts';
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
import { ringSize, sizeOf } from './ring-sizes.ts';

/** Offers of a device of few features of its own, without packed rings: mostly with VERSION_1 and some of them, sometimes anything. */
export function offersOf(own: FeatureSet, known: FeatureSet): Quick<FeatureSet> {
  const split = known & ~RING_PACKED;
  const some = subset(own);
  return oneof(
    { weight: 4, arbitrary: some.map((set) => set | VERSION_1) },
    { weight: 3, arbitrary: some.map((set) => union(set, INDIRECT_DESC, VERSION_1)) },
    { weight: 3, arbitrary: subset(split).map((set) => set | VERSION_1) },
    { weight: 1, arbitrary: subset(split) },
    { weight: 1, arbitrary: bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((set) => set & ~RING_PACKED) },
  );
}

/**
 * PERF: a function of few plain choices, asked once for each. To make an arbitrary takes several times as long as to draw
 * from one, and every scenario would make its own.
 */
export function once<Choice extends object, Made>(make: (choice: Choice) => Made): (choice: Choice) => Made {
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
export function onceWithin<Made>(make: (bounds: Bounds) => Made): (bounds: Bounds) => Made {
  let last: { readonly key: string; readonly made: Made } | undefined;
  return (bounds) => {
    const key = JSON.stringify(bounds);
    last = last?.key === key ? last : { key, made: make(bounds) };
    return last.made;
  };
}

const accepts: Acceptance = { kind: 'accepts' };

/** One to three rounds of what devices do: nearly always the same, or one thing changed after a reset. */
export const scriptsOf = (
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

/** How devices depart from the standard, those of a type in ways of their own too. */
export const quirks = <Q extends Quirks>(
  sizes: Quick<number[]>,
  ...ofType: readonly Q[]
): Quick<Quirks | Q> =>
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

/** How long resets take. */
export const resetPolls = oneof<number | 'never'>(
  { weight: 10, arbitrary: constant(0) },
  { weight: 6, arbitrary: constantFrom(1, 1, 3, 90) },
  { weight: 2, arbitrary: constant('never' as const) },
);

/** What the other fields of a device with several queues of a kind hang on. */
export interface DeviceChoice {
  readonly version: SpecVersion;
  readonly format: RingFormat;
  readonly numQueues: number;
}

/** Such choices: packed rings came with 1.1. */
export const deviceChoices: Quick<DeviceChoice> = record({
  version: constantFrom(...specVersions),
  format: constantFrom<RingFormat>('split', 'split', 'packed'),
  numQueues: constantFrom(1, 2, 4),
}).map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }));

/** Sizes of so many rings: each of its own; or one missing or small among large ones. */
export function ringsOf(
  count: number,
  { format }: Pick<DeviceChoice, 'format'>,
  allowed: Bounds,
): Quick<number[]> {
  const any = ringSize(format, allowed);
  const among = (size: number): Quick<number> => sizeOf([size], format, allowed);
  return oneof(
    times(count, any),
    tuple(integer({ min: 0, max: count - 1 }), oneof(among(0), any), among(256)).map(([queue, size, large]) =>
      new Array<number>(count).fill(large).with(queue, size),
    ),
  );
}

/** The fields of every scenario but its type, of a device with such rings. */
export const commonArbitraries = (
  { version, format }: Pick<DeviceChoice, 'version' | 'format'>,
  { transports }: Bounds,
  rounds: Quick<RoundScript[]>,
  sizes: Quick<number[]>,
): { readonly [Name in keyof Omit<Scenario, 'type'>]: Quick<Scenario[Name]> } => ({
  version: constant(version),
  transport: constantFrom(...transports),
  peek: boolean(),
  format: constant(format),
  rounds,
  resetPolls,
  initialStatus: constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
  quirks: quirks(sizes),
});
