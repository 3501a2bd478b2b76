/**
 * Feature sets and their algebra. A set is a `bigint` whose bit n stands for feature bit n, 0 to 127;
 * never a JavaScript number, because `1 << n` wraps at 32.
 *
 * Notation only: the rules that bind such sets are in the files of their chapters.
 */
export type FeatureSet = bigint;

/** Widest feature bit number that a transport can carry today, plus one (four 32-bit windows). */
export const FEATURE_BITS = 128;

export const NONE: FeatureSet = 0n;

/** Answers that one remembered function holds at the most. */
export const REMEMBERED_SETS = 10_000;

/** Sets composed of windows of late, each in the slot of its hash. */
const SLOTS = 1024;
interface Composed {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly set: FeatureSet;
}
// Stryker disable next-line ArrayDeclaration: room kept in advance, which only speed shows
const composed: (Composed | undefined)[] = new Array(SLOTS);

/** The set that holds exactly the given bit numbers. Throws a RangeError outside 0 to 127. */
export function features(...bits: readonly number[]): FeatureSet {
  let set = NONE;
  for (const bit of bits) {
    if (!Number.isInteger(bit) || bit < 0 || bit >= FEATURE_BITS) {
      throw new RangeError(`feature bit ${bit} is not between 0 and ${FEATURE_BITS - 1}`);
    }
    set |= 1n << BigInt(bit);
  }
  return set;
}

export const union = (...sets: readonly FeatureSet[]): FeatureSet =>
  sets.reduce((all, set) => all | set, NONE);

export const intersection = (a: FeatureSet, b: FeatureSet): FeatureSet => a & b;

/** The features of `set` that are not in `removed`. */
export const without = (set: FeatureSet, removed: FeatureSet): FeatureSet => set & ~removed;

export const isEmpty = (set: FeatureSet): boolean => set === NONE;

/** Whether every feature of `wanted` is in `set`. */
export const includes = (set: FeatureSet, wanted: FeatureSet): boolean => (set & wanted) === wanted;

/** Whether `set` and `other` share a feature. */
export const intersects = (set: FeatureSet, other: FeatureSet): boolean => (set & other) !== NONE;

export const isSubset = (set: FeatureSet, of: FeatureSet): boolean => (set & ~of) === NONE;

/** The bit numbers of a set, ascending. */
export function bitsOf(set: FeatureSet): number[] {
  const bits: number[] = [];
  for (let rest = set, bit = 0; rest !== NONE; rest >>= 1n, bit++) if ((rest & 1n) === 1n) bits.push(bit);
  return bits;
}

/** The sets of one feature each whose union is `set`, ascending. */
export const singles = (set: FeatureSet): FeatureSet[] => bitsOf(set).map((bit) => 1n << BigInt(bit));

/** How many features a set holds. */
export const sizeOf = (set: FeatureSet): number => bitsOf(set).length;

/** Every subset of `set`, the empty one first: 2^n of them. */
export function* subsetsOf(set: FeatureSet): Generator<FeatureSet> {
  let subset = NONE;
  do {
    yield subset;
    subset = (subset - set) & set;
  } while (subset !== NONE);
}

/** The four 32-bit windows of a set, the lowest first, as unsigned numbers. */
export const windowsOf: (set: FeatureSet) => readonly number[] = remembered((set) =>
  [0n, 32n, 64n, 96n].map((shift) => Number((set >> shift) & 0xffff_ffffn)),
);

/** The 32-bit window `index` (0 holds bits 0 to 31) of a set, as an unsigned number. */
export const windowOf = (set: FeatureSet, index: number): number => windowsOf(set)[index] ?? 0;

/** The set whose 32-bit windows are the given unsigned numbers, the lowest first; those beyond the fourth are ignored. */
export function fromWindows(windows: readonly number[]): FeatureSet {
  const a = (windows[0] ?? 0) >>> 0;
  const b = (windows[1] ?? 0) >>> 0;
  const c = (windows[2] ?? 0) >>> 0;
  const d = (windows[3] ?? 0) >>> 0;
  // Stryker disable next-line ArithmeticOperator: where a set is kept changes no answer, only how often two share a slot
  const slot = (a ^ (b * 31) ^ (c * 961) ^ (d * 29791) ^ (a >>> 10)) & (SLOTS - 1);
  const known = composed[slot];
  // Stryker disable next-line ConditionalExpression: composing it again gives the same set; the words that are compared are tested
  if (known && known.a === a && known.b === b && known.c === c && known.d === d) return known.set;
  const set = BigInt(a) | (BigInt(b) << 32n) | (BigInt(c) << 64n) | (BigInt(d) << 96n);
  // Stryker disable next-line ObjectLiteral: as above
  composed[slot] = { a, b, c, d, set };
  return set;
}

/**
 * A pure function of a set that computes each answer once: campaigns ask about the same few thousand sets
 * millions of times. Holds at most REMEMBERED_SETS answers; forgets them all where one more comes by.
 */
export function remembered<Answer>(compute: (set: FeatureSet) => Answer): (set: FeatureSet) => Answer {
  const known = new Map<FeatureSet, Remembered<Answer>>();
  // Most questions are about the sets of the run at hand: what is offered, what is accepted.
  let last: Remembered<Answer> | undefined;
  let before: Remembered<Answer> | undefined;
  return (set) => {
    // Stryker disable next-line ConditionalExpression: a short cut to the answer that the map has too
    if (last !== undefined && last.set === set) return last.answer;
    // Stryker disable next-line ConditionalExpression,BlockStatement: a short cut to the answer that the map has too
    if (before !== undefined && before.set === set) {
      const found = before;
      before = last;
      last = found;
      return found.answer;
    }
    let found = known.get(set);
    if (found === undefined) {
      found = { set, answer: compute(set) };
      if (known.size >= REMEMBERED_SETS) known.clear();
      known.set(set, found);
    }
    before = last;
    last = found;
    return found.answer;
  };
}

interface Remembered<Answer> {
  readonly set: FeatureSet;
  readonly answer: Answer;
}
