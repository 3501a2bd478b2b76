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

/** The 32-bit window `index` (0 holds bits 0 to 31) of a set, as an unsigned number. */
export const windowOf = (set: FeatureSet, index: number): number =>
  Number((set >> BigInt(32 * index)) & 0xffff_ffffn);

/** The set whose 32-bit windows are the given unsigned numbers, the lowest first. */
export function fromWindows(windows: readonly number[]): FeatureSet {
  let set = NONE;
  for (let i = 0; i < windows.length; i++) set |= BigInt((windows[i] ?? 0) >>> 0) << BigInt(32 * i);
  return set;
}
