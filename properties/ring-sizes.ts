import { isLegalSize, type RingFormat } from '../spec/virtqueues.ts';
import type { Bounds } from '../src/scenario/bounds.ts';
import { constantFrom, integer, oneof, type Quick, type Weighted } from './quick-arbitraries.ts';

/** Sizes that a campaign may take, in entries, any if absent; and those of them that it takes half of the time. */
export type Allowed = Pick<Bounds, 'sizes' | 'edges'>;

/** Ring sizes, in entries, of the allowed ones: half of them at the edges of known cells, where there are any. */
export const ringSize = (format: RingFormat, { sizes, edges = [] }: Allowed): Quick<number> => {
  const known = edges.filter((size) => isLegalSize(size, format) && (sizes?.includes(size) ?? true));
  const any = anySize(format, sizes);
  return known.length ? oneof(any, constantFrom(...known)) : any;
};

/** One of these sizes, of those that are allowed; of any that is allowed where none of these is. */
export function sizeOf(sizes: readonly number[], format: RingFormat, allowed: Allowed): Quick<number> {
  const { sizes: any } = allowed;
  const some = any ? sizes.filter((size) => any.includes(size)) : sizes;
  return some.length ? constantFrom(...some) : ringSize(format, allowed);
}

// --- internal ---

/** The edges of every class of its format first, then any legal size, seldom an illegal one; of the allowed ones. */
const anySize = (format: RingFormat, allowed: Bounds['sizes']): Quick<number> => {
  const edges =
    format === 'split'
      ? [1, 1, 2, 2, 4, 8, 16, 32, 64, 128, 256, 512]
      : [1, 1, 2, 2, 3, 4, 16, 17, 18, 19, 20, 31, 46, 47, 64];
  const odd = [3, 18, 19, 24, 300, 32769, 65535];
  if (allowed) {
    const isLegal = (size: number): boolean => isLegalSize(size, format);
    return oneof(
      ...weighted(
        12,
        edges.filter((size) => allowed.includes(size)),
      ),
      ...weighted(4, allowed.filter(isLegal)),
      ...weighted(
        2,
        allowed.filter((size) => !isLegal(size)),
      ),
    );
  }
  const legal =
    format === 'split'
      ? integer({ min: 0, max: 15 }).map((exponent) => 2 ** exponent)
      : integer({ min: 1, max: 32768 });
  return oneof(
    ...weighted(12, edges),
    { weight: 4, arbitrary: legal },
    ...weighted(1, [0]),
    ...weighted(1, odd),
  );
};

/** A choice of a weight among some sizes; none where there are none. */
const weighted = (weight: number, sizes: readonly number[]): Weighted<number>[] =>
  sizes.length ? [{ weight, arbitrary: constantFrom(...sizes) }] : [];
