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

/** One set at a time, taken apart: far quicker than arithmetic on bigints. PERF: typed arrays, as a view of data is no quicker than a call. */
const halves = new BigUint64Array(FEATURE_BITS / 64);
const words = new Uint32Array(halves.buffer);

/** 1 on a machine that keeps the highest word of a half first. */
const SWAP = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;

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
export const without = (set: FeatureSet, removed: FeatureSet): FeatureSet => set ^ (set & removed);

export const isEmpty = (set: FeatureSet): boolean => set === NONE;

/** Whether every feature of `wanted` is in `set`. */
export const includes = (set: FeatureSet, wanted: FeatureSet): boolean => (set & wanted) === wanted;

/** Whether `set` and `other` share a feature. */
export const intersects = (set: FeatureSet, other: FeatureSet): boolean => (set & other) !== NONE;

export const isSubset = (set: FeatureSet, of: FeatureSet): boolean => (set & of) === set;

/** The bit numbers of a set, ascending, as far as they are below FEATURE_BITS. */
export function bitsOf(set: FeatureSet): number[] {
  const bits: number[] = [];
  const windows = windowsOf(set);
  for (let i = 0; i < windows.length; i++) {
    for (let rest = windows[i] ?? 0; rest !== 0; rest &= rest - 1) {
      bits.push(32 * i + 31 - Math.clz32(rest & -rest));
    }
  }
  return bits;
}

/** The sets of one feature each whose union is `set`, ascending. */
export const singles = (set: FeatureSet): FeatureSet[] => bitsOf(set).map((bit) => SINGLES[bit] ?? NONE);

const SINGLES: readonly FeatureSet[] = Array.from({ length: FEATURE_BITS }, (_, bit) => 1n << BigInt(bit));

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
export function windowsOf(set: FeatureSet): [number, number, number, number] {
  halves[0] = set;
  halves[1] = set >> 64n;
  return [words[0 ^ SWAP] ?? 0, words[1 ^ SWAP] ?? 0, words[2 ^ SWAP] ?? 0, words[3 ^ SWAP] ?? 0];
}

/** The 32-bit window `index` (0 holds bits 0 to 31) of a set, as an unsigned number; 0 where there is no such window. */
export function windowOf(set: FeatureSet, index: number): number {
  if ((index & 3) !== index) return 0;
  halves[0] = index < 2 ? set : set >> 64n;
  return words[(index & 1) ^ SWAP] ?? 0;
}

/** The set whose 32-bit windows are the given unsigned numbers, the lowest first; those beyond the fourth are ignored. */
export function fromWindows(windows: readonly number[]): FeatureSet {
  const { 0: a = 0, 1: b = 0, 2: c = 0, 3: d = 0 } = windows;
  return ofWindows(a, b, c, d);
}

/** The set of four such windows. */
export function ofWindows(a: number, b: number, c: number, d: number): FeatureSet {
  words[0 ^ SWAP] = a;
  words[1 ^ SWAP] = b;
  const low = halves[0] ?? NONE;
  if (c === 0 && d === 0) return low;
  words[2 ^ SWAP] = c;
  words[3 ^ SWAP] = d;
  return low | ((halves[1] ?? NONE) << 64n);
}
