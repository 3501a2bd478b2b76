import fc, { Arbitrary, type Random, type Stream, Value } from 'fast-check';
import { bitsOf, type FeatureSet, fromWindows, singles, union } from '../spec/features.ts';

/**
 * An arbitrary that draws the very values of one of fast-check's, several times as fast, and shrinks as that one does.
 *
 * PERF: fast-check wraps every value of every part in what shrinking it takes. A campaign draws millions of scenarios and shrinks
 * none of them, so a value is drawn bare, and only where it is to be shrunk drawn once more, from the same random numbers, by
 * fast-check. `npm run bench -- random` tells what that gains.
 */
export class Quick<T> extends Arbitrary<T> {
  /** Of fast-check. */
  readonly whole: Arbitrary<T>;
  /** Takes the same random numbers as `whole`, one after the other, and makes the same of them. */
  readonly draw: Draw<T>;

  constructor(whole: Arbitrary<T>, draw: Draw<T>) {
    super();
    this.whole = whole;
    this.draw = draw;
  }

  override generate(random: Random, bias: Bias): Value<T> {
    const drawn = new Drawn(random.clone(), bias);
    return new Value(this.draw(random, bias), drawn);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.whole.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): Stream<Value<T>> {
    if (!(context instanceof Drawn)) return this.whole.shrink(value, context);
    const { value: same, context: own } = this.whole.generate(context.random.clone(), context.bias);
    return this.whole.shrink(same, own);
  }

  override map<U>(mapper: (value: T) => U): Quick<U> {
    const { draw } = this;
    return new Quick(this.whole.map(mapper), (random, bias) => mapper(draw(random, bias)));
  }

  override chain<U>(chainer: (value: T) => Quick<U>): Quick<U> {
    const { draw } = this;
    return new Quick(
      this.whole.chain((value) => chainer(value).whole),
      (random, bias) => chainer(draw(random, bias)).draw(random, bias),
    );
  }
}

/** How likely small and large numbers are, as fast-check has it; undefined: no likelier than others. */
type Bias = number | undefined;

type Draw<T> = (random: Random, bias: Bias) => T;

/** A choice of a weight, of those of `oneof`. */
export interface Weighted<T> {
  readonly weight: number;
  readonly arbitrary: Quick<T>;
}

export const constant = <const T>(value: T): Quick<T> => new Quick(fc.constant(value), () => value);

/** One of some values, of one or more. */
export function constantFrom<const T>(...values: readonly T[]): Quick<T> {
  const last = values.length - 1;
  return new Quick(fc.constantFrom(...values), (random) =>
    at(values, last === 0 ? 0 : random.nextInt(0, last)),
  );
}

export const boolean = (): Quick<boolean> => new Quick(fc.boolean(), (random) => random.nextInt(0, 1) === 1);

/** Whole numbers from one of 0 or more to another one. */
export function integer({ min, max }: { readonly min: number; readonly max: number }): Quick<number> {
  const gap = min === max ? 0 : Math.floor(Math.log(max - min) / Math.log(2));
  return new Quick(fc.integer({ min, max }), (random, bias) => {
    if (bias === undefined || random.nextInt(1, bias) !== 1) return random.nextInt(min, max);
    if (min !== max && random.nextInt(-2, 0) === 0) return random.nextInt(max - gap, max);
    return random.nextInt(min, min + gap);
  });
}

/** As `integer`, of numbers of any width. */
export function bigInt({ min, max }: { readonly min: bigint; readonly max: bigint }): Quick<bigint> {
  const gap = BigInt(String(max - min).length);
  return new Quick(fc.bigInt({ min, max }), (random, bias) => {
    if (bias === undefined || random.nextInt(1, bias) !== 1) return random.nextBigInt(min, max);
    return random.nextInt(-2, 0) === 0
      ? random.nextBigInt(max - gap, max)
      : random.nextBigInt(min, min + gap);
  });
}

/** So many, all of one arbitrary. */
export const times = <T>(many: number, of: Quick<T>): Quick<T[]> =>
  new Quick(fc.array(of.whole, { minLength: many, maxLength: many }), (random, bias) => {
    random.nextInt(many, many);
    return drawn(many, of, random, bias);
  });

/** Two or three of one arbitrary. */
export const twoOrThree = <T>(of: Quick<T>): Quick<T[]> =>
  new Quick(fc.array(of.whole, { minLength: 2, maxLength: 3 }), (random, bias) => {
    if (bias === undefined || random.nextInt(1, bias) !== 1)
      return drawn(random.nextInt(2, 3), of, random, undefined);
    return drawn(random.nextInt(2, random.nextInt(1, bias) === 1 ? 2 : 3), of, random, bias);
  });

/** Values of some arbitraries in turn. */
export function tuple<T extends unknown[]>(
  ...parts: { readonly [Place in keyof T]: Quick<T[Place]> }
): Quick<T>;
export function tuple(...parts: readonly Quick<unknown>[]): Quick<unknown[]> {
  return new Quick<unknown[]>(fc.tuple(...parts.map(({ whole }) => whole)), (random, bias) =>
    parts.map(({ draw }) => draw(random, bias)),
  );
}

/** One of some arbitraries, by their weights: 1 unless said. */
export function oneof<T>(...choices: readonly (Weighted<T> | Quick<T>)[]): Quick<T> {
  const weighted = choices.map((choice) =>
    choice instanceof Quick ? { weight: 1, arbitrary: choice } : choice,
  );
  const drawers = weighted.flatMap(({ weight, arbitrary }) =>
    new Array<Draw<T>>(weight).fill(arbitrary.draw),
  );
  const last = drawers.length - 1;
  return new Quick(
    fc.oneof(...weighted.map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary.whole }))),
    (random, bias) => at(drawers, random.nextInt(0, last))(random, bias),
  );
}

/** An object of fields, each of its own arbitrary, which V8 does not keep as a dictionary: every run on it would pay for that. */
export function record<T extends object>(fields: { readonly [Field in keyof T]: Quick<T[Field]> }): Quick<T>;
export function record(fields: Readonly<Record<string, Quick<unknown>>>): Quick<object> {
  const names = Object.keys(fields);
  const drawers = Object.values(fields).map(({ draw }) => draw);
  const wholes = Object.entries(fields).map(([name, { whole }]) => [name, whole] as const);
  return new Quick<object>(
    fc.record(Object.fromEntries(wholes), { noNullPrototype: true }),
    (random, bias) => {
      const made: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) made[at(names, i)] = at(drawers, i)(random, bias);
      return made;
    },
  );
}

/** Any subset of a set of features. Throws RangeError where these are more than 64. */
export function subset(set: FeatureSet): Quick<FeatureSet> {
  const bits = bitsOf(set);
  const many = bits.length;
  if (many > 64) throw new RangeError(`found a set of ${many} features, expected 64 at the most`);
  const few = many === 0 ? 0 : Math.floor(Math.log(many) / Math.log(2));
  const places = new Uint8Array(many);
  return new Quick(
    fc.subarray(singles(set)).map((chosen) => union(...chosen)),
    (random, bias) => {
      const most = bias !== undefined && random.nextInt(1, bias) === 1 ? few : many;
      const size = random.nextInt(0, most);
      // Each a place among the features that those before left.
      for (let taken = 0; taken < size; taken++) places[taken] = random.nextInt(0, many - 1 - taken);
      return fromPlaces(places, size, bits);
    },
  );
}

// --- internal ---

/** What a value was drawn from. */
class Drawn {
  readonly random: Random;
  readonly bias: Bias;

  constructor(random: Random, bias: Bias) {
    this.random = random;
    this.bias = bias;
  }
}

/** So many of one arbitrary. */
function drawn<T>(many: number, { draw }: Quick<T>, random: Random, bias: Bias): T[] {
  const values: T[] = [];
  for (let i = 0; i < many; i++) values.push(draw(random, bias));
  return values;
}

/** What stands at a place. Throws RangeError where nothing does. */
function at<T>(values: readonly T[], place: number): T {
  const value = values[place];
  if (value === undefined)
    throw new RangeError(`found nothing at ${place}, expected one of ${values.length}`);
  return value;
}

/**
 * The features at places each of which counts only what those before it left. From the last to the first, a place is put into a
 * mask of 64 bits, and moves up what stands there and above.
 */
function fromPlaces(places: Uint8Array, size: number, bits: readonly number[]): FeatureSet {
  let low = 0;
  let high = 0;
  for (let taken = size - 1; taken >= 0; taken--) {
    const place = places[taken] ?? 0;
    const one = 1 << (place & 31);
    const below = one - 1;
    if (place < 32) {
      high = (high << 1) | (low >>> 31);
      low = (low & below) | ((low & ~below) << 1) | one;
    } else high = (high & below) | ((high & ~below) << 1) | one;
  }
  windows.fill(0);
  take(low, 0, bits);
  take(high, 32, bits);
  return fromWindows(windows);
}

/** Of one set at a time. */
const windows = [0, 0, 0, 0];

/** Puts the features at the places in a mask, from one place on, into the windows. */
function take(mask: number, from: number, bits: readonly number[]): void {
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    const bit = bits[from + 31 - Math.clz32(rest & -rest)] ?? 0;
    windows[bit >>> 5] = (windows[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
}
