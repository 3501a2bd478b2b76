import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuestionJson, TreeJson } from './certificate.ts';
import { evaluate } from './expression.ts';
import { triplesOf } from './fixtures/trees.ts';
import { SCORED_SIZES, scoredAmong, scoredCells } from './scored.ts';

/** Of three virtqueues. */
const everywhere = [SCORED_SIZES, SCORED_SIZES, SCORED_SIZES];

const questions: readonly QuestionJson[] = [
  { of: 0, among: [[0, 18]] },
  { is: ['<', { slot: 2 }, 3] },
  { is: ['>', { slot: 2 }, { slot: 0 }] },
  {
    of: 1,
    among: [
      [2, 2],
      [64, 32768],
    ],
  },
];

/** Trees that tell sizes apart by these questions; which cell is which is told by its verdict. */
const trees: fc.Arbitrary<TreeJson> = fc.letrec<{ tree: TreeJson }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.record({ sizes: fc.constant([0, 0, 0]), does: fc.constant(0) }),
    fc.tuple(fc.nat(questions.length - 1), tie('tree'), tie('tree')),
  ),
})).tree;

describe('cells', () => {
  it('should count for the devices that lie in them', () => {
    const leaf = (size: number) => ({ sizes: [size, 0, 0], does: 0 });
    const { cells } = scoredCells({ questions }, [0, leaf(1), leaf(19)], everywhere);
    const small = SCORED_SIZES.filter((size) => size < 19).length;
    const others = SCORED_SIZES.length - small;
    expect(cells).toEqual([
      { sizes: [1, 0, 0], weight: small * SCORED_SIZES.length ** 2 },
      { sizes: [19, 0, 0], weight: others * SCORED_SIZES.length ** 2 },
    ]);
  });

  it('should count for each device once, whatever relates its virtqueues', () =>
    fc.assert(
      fc.property(trees, (tree) => {
        const counted = new Map<TreeJson, number>();
        for (const sizes of triplesOf(SCORED_SIZES)) {
          let node: TreeJson | undefined = tree;
          while (Array.isArray(node)) {
            const [number, yes, no] = node as readonly [number, TreeJson, TreeJson];
            const asked = questions[number];
            if (!asked) throw new Error('no question');
            const answer =
              'is' in asked
                ? evaluate(asked.is, sizes) !== 0
                : asked.among.some(
                    ([first, last]) => first <= (sizes[asked.of] ?? 0) && (sizes[asked.of] ?? 0) <= last,
                  );
            node = answer ? yes : no;
          }
          if (node !== undefined) counted.set(node, (counted.get(node) ?? 0) + 1);
        }
        const weights = scoredCells({ questions }, tree, everywhere).cells.map(({ weight }) => weight);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(SCORED_SIZES.length ** 3);
        expect(weights.filter((weight) => weight > 0)).toHaveLength(counted.size);
        expect(weights.filter((weight) => weight > 0).toSorted()).toEqual([...counted.values()].toSorted());
      }),
      { numRuns: 50 },
    ));

  it('should count for devices with rings that there are, the smallest where no other is scored', () => {
    expect(scoredAmong([2, 5, 64])).toEqual([2, 64]);
    expect(scoredAmong([5, 300])).toEqual([5, 300]);
    expect(scoredAmong(Array.from({ length: 99 }, (_, at) => 5000 + at))).toHaveLength(SCORED_SIZES.length);
    const leaf = { sizes: [2, 2, 2], does: 0 };
    const { cells } = scoredCells({ questions }, [0, leaf, null], new Array(3).fill(scoredAmong([2, 64])));
    expect(cells.map(({ weight }) => weight)).toEqual([4]);
  });

  it('should leave out what is undecided, and say why', () => {
    const { cells, undecided } = scoredCells({ questions }, [1, 'more than 5 cells', null], everywhere);
    expect(cells).toEqual([]);
    expect(undecided).toEqual(['more than 5 cells']);
  });
});
