/** Numbers that a seed decides: whole, from 0 to below a bound. */
export type Chance = (below: number) => number;

/** Numbers of a seed, the same for the same one (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A seed made of several whole numbers: neighbours do not coincide. */
export const seedOf = (...numbers: readonly number[]): number =>
  numbers.reduce(
    (seed, number) => Math.imul(seed ^ (seed >>> 16), 0x9e37_79b1) ^ Math.imul(number + 1, 0x85eb_ca6b),
    1,
  ) | 0;

/** A seed made of a text (FNV-1a). */
export const seedOfText = (text: string): number =>
  [...new TextEncoder().encode(text)].reduce(
    (hash, byte) => Math.imul(hash ^ byte, 0x0100_0193),
    0x811c_9dc5,
  ) >>> 0;
