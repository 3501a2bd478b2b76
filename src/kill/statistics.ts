/** The middle of some numbers, the lower one of two; undefined counts as larger than any. Undefined where it is the middle, or there is none. */
export const median = (numbers: readonly (number | undefined)[]): number | undefined =>
  quantile(numbers, 1 / 2);

/** The smallest number that is at least as large as this share, above 0 and up to 1, of all. */
export function quantile(numbers: readonly (number | undefined)[], share: number): number | undefined {
  const ascending = numbers.toSorted(
    (a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY),
  );
  return ascending[Math.ceil(share * ascending.length) - 1];
}
