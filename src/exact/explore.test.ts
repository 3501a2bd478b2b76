import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Explorer, type Question, type Remembered, type Tree } from './explore.ts';
import { type Expression, evaluate } from './expression.ts';
import { helpers } from './helpers.ts';
import { Kinds } from './kinds.ts';
import type { Sized } from './sized.ts';

type Sizes = readonly (Sized | number)[];

const sizes = Array.from({ length: 12 }, (_, i) => i);
const kindsOf = (slots: number) => Array.from({ length: slots }, (_, slot) => new Kinds(slot, sizes));

/** What the tree says of sizes. */
function leafOf<Leaf>(tree: Tree<Leaf>, at: readonly number[], kinds: readonly Kinds[]): Leaf | string {
  const answers = (question: Question): boolean =>
    typeof question === 'object' && 'among' in question
      ? (kinds[question.of]?.holds(question.among, at[question.of] ?? 0) ?? false)
      : evaluate(question, at) !== 0;
  if (tree.kind === 'question') return leafOf(answers(tree.question) ? tree.yes : tree.no, at, kinds);
  return tree.kind === 'cell' ? tree.leaf : tree.kind;
}

/** Asks a question as instrumented code would. */
function answer(question: Expression, at: Sizes): boolean {
  const value = (expression: Expression): unknown => {
    if (typeof expression === 'number') return expression;
    if ('slot' in expression) return at[expression.slot];
    const [operator, a = 0, b = 0] = expression;
    return operator === '%'
      ? helpers.rem(value(a), value(b))
      : operator === '==='
        ? helpers.eq(value(a), value(b))
        : comparisons.get(operator)?.(value(a), value(b));
  };
  return Boolean(value(question));
}

const comparisons: ReadonlyMap<string, (a: unknown, b: unknown) => boolean> = new Map([
  ['<', helpers.lt],
  ['<=', helpers.le],
  ['>', helpers.gt],
  ['>=', helpers.ge],
]);

const expression: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '===' as const), fc.nat(2), fc.nat(12))
    .map(([op, slot, n]): Expression => [op, { slot }, n]),
  fc
    .tuple(fc.nat(2), fc.integer({ min: 2, max: 5 }), fc.nat(4))
    .map(([slot, by, n]): Expression => ['===', ['%', { slot }, by], n]),
  fc
    .tuple(fc.constantFrom('<', '===', '>=' as const), fc.nat(2), fc.nat(2))
    .map(([op, a, b]): Expression => [op, { slot: a }, { slot: b }]),
);
const heap = fc.array(expression, { minLength: 1, maxLength: 12 });

/** A program that asks one question after the other, by the answers which is next; gives where it ends. */
function walk(questions: readonly Expression[], at: Sizes): number {
  let place = 0;
  for (let question = questions[place]; question !== undefined; question = questions[place])
    place = 2 * place + (answer(question, at) ? 1 : 2);
  return place;
}

/** Combinations of three sizes. */
const triples = sizes.flatMap((a) => sizes.flatMap((b) => sizes.map((c) => [a, b, c])));

describe('exploring', () => {
  it('should decide every combination as its own run does', () => {
    fc.assert(
      fc.property(heap, (questions) => {
        const kinds = kindsOf(3);
        const tree = new Explorer(kinds).explore((at) => walk(questions, at), 10_000);
        for (const triple of triples) expect(leafOf(tree, triple, kinds)).toBe(walk(questions, triple));
      }),
      { numRuns: 100 },
    );
  });

  it('should decide so too where parts of the run are settled, or remembered', () => {
    const part = fc.record({ questions: heap, isRemembered: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (parts, modulus) => {
          const kinds = kindsOf(3);
          const explorer = new Explorer(kinds);
          const whole = (at: Sizes, settle: (run: () => number, number: number) => number) =>
            parts.map(({ questions }, number) => settle(() => walk(questions, at) % modulus, number)).join();
          const tree = explorer.explore(
            (at) =>
              whole(at, (run, number) =>
                parts[number]?.isRemembered
                  ? explorer.recall(String(number), run, String)
                  : explorer.settle(run, (result) => result),
              ),
            10_000,
          );
          for (const triple of triples)
            expect(leafOf(tree, triple, kinds)).toBe(whole(triple, (run) => run()));
        },
      ),
      { numRuns: 100 },
    );
  });

  const small: Expression = ['<', { slot: 0 }, 5];

  it('should find out once what is remembered, for whoever shares it', () => {
    const kinds = kindsOf(2);
    const remembered: Remembered = new Map();
    let runs = 0;
    const decide = () => {
      const explorer = new Explorer(kinds, remembered);
      const pure = (at: Sizes) => {
        runs++;
        return walk([small], at);
      };
      return explorer.explore(
        (at) => explorer.recall('small', () => pure(at), String) + walk([['<', { slot: 1 }, 3]], at),
        10,
      );
    };
    const first = decide();
    expect(runs).toBe(2);
    expect(decide()).toEqual(first);
    expect(runs).toBe(2);
    for (const [a = 0, b = 0] of triples)
      expect(leafOf(first, [a, b], kinds)).toBe((a < 5 ? 1 : 2) + (b < 3 ? 1 : 2));
  });

  it('should run as it is what no text tells from others', () => {
    const kinds = kindsOf(1);
    const explorer = new Explorer(kinds);
    const tree = explorer.explore(
      (at) =>
        explorer.recall(
          'a function',
          () => () => walk([small], at),
          () => undefined,
        )(),
      10,
    );
    expect(sizes.map((size) => leafOf(tree, [size], kinds))).toEqual(sizes.map((size) => (size < 5 ? 1 : 2)));
  });

  it('should ask nothing of what is settled alike everywhere', () => {
    const kinds = kindsOf(3);
    const explorer = new Explorer(kinds);
    const tree = explorer.explore(
      (at) => explorer.settle(() => walk([['<', { slot: 0 }, 5]], at) > 0, String),
      10,
    );
    expect(tree).toMatchObject({ kind: 'cell', leaf: true, sizes: [0, 0, 0] });
  });

  it('should run the smallest member of each cell', () => {
    const tree = new Explorer(kindsOf(2)).explore(
      (at) =>
        walk(
          [
            ['>', { slot: 1 }, { slot: 0 }],
            ['===', ['%', { slot: 0 }, 7], 5],
          ],
          at,
        ),
      100,
    );
    const cells: (readonly number[])[] = [];
    const gather = (node: Tree<number>): void => {
      if (node.kind === 'question') for (const side of [node.yes, node.no]) gather(side);
      else if (node.kind === 'cell') cells.push(node.sizes);
    };
    gather(tree);
    expect(cells.map(String).toSorted()).toEqual(['0,0', '0,1', '5,6']);
  });

  it('should leave undecided what goes beyond its bound', () => {
    const kinds = kindsOf(1);
    const tree = new Explorer(kinds).explore(([size]) => String(size), 5);
    expect(sizes.map((size) => leafOf(tree, [size], kinds))).toEqual([
      ...sizes.slice(0, 5).map(String),
      ...new Array(7).fill('undecided'),
    ]);
  });
});
