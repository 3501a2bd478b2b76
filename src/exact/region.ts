import { type Comparison, type Expression, evaluate, slotsIn } from './expression.ts';
import { type Kinds, placeOf, type Some } from './kinds.ts';
import { ANY_SIZE, compared, type Known, rangeOf } from './range.ts';

/** A question, and the answer that it has to have. */
export interface Answered {
  readonly question: Expression;
  /** Tells the question from others. */
  readonly key: string;
  readonly answer: boolean;
}

/** Sizes of the virtqueues of a device that have answered alike: some of each, and of these the combinations for which what relates virtqueues to one another has such answers. */
export interface Region {
  /** By slot. */
  readonly some: readonly Some[];
  readonly related: readonly Answered[];
}

/** The smallest member of a region, by slot, in entries, of the first slots first; `none`; or `unknown`, where finding one would take too long. */
export function smallestIn(
  { some, related }: Region,
  kinds: readonly Kinds[],
): number[] | 'none' | 'unknown' {
  const sizes: number[] = [];
  for (const [slot, one] of some.entries()) {
    const least = kinds[slot]?.smallest(one);
    if (least === undefined) return 'none';
    sizes.push(least);
  }
  if (holds(related, sizes)) return sizes;
  const ranges = some.map((one, slot) => {
    const { least, most } = kinds[slot]?.factsOf(one) ?? ANY_SIZE;
    return { least, most, whole: true };
  });
  const known: Known = (slot) => ranges[slot] ?? ANY_SIZE;
  if (related.some((answered) => isImpossible(answered, known))) return 'none';
  const bound = [...new Set(related.flatMap(({ question }) => [...slotsIn(question)]))].sort((a, b) => a - b);
  return search(
    related,
    sizes,
    bound,
    (slot) => kinds[slot]?.members(some[slot] ?? { words: [], kinds: 0 }) ?? [],
  );
}

export const holds = (answered: readonly Answered[], sizes: readonly number[]): boolean =>
  answered.every(({ question, answer }) => (evaluate(question, sizes) !== 0) === answer);

// --- internal ---

/** Combinations that are tried before it takes too long. */
const MOST_TRIED = 4_000_000;

/** Whether no sizes within such ranges give an answer. */
function isImpossible({ question, answer }: Answered, known: Known): boolean {
  if (typeof question === 'number' || 'slot' in question) return false;
  const [operator, first = 0, second = 0] = question;
  const one = rangeOf(first, known);
  const other = rangeOf(second, known);
  if (!one || !other || !isComparison(operator)) return false;
  return compared(operator, one, other) === !answer;
}

const isComparison = (operator: string): operator is Comparison => Object.hasOwn(AS_SAID, operator);

/**
 * Tries the combinations of the slots that are related, in order. A question is asked as soon as all of its slots are set; where it
 * holds the last of them against what the others say, only the sizes between bounds are tried, so that two slots are searched whole.
 */
function search(
  related: readonly Answered[],
  sizes: readonly number[],
  bound: readonly number[],
  membersOf: (slot: number) => readonly number[],
): number[] | 'none' | 'unknown' {
  const found = [...sizes];
  const members = bound.map(membersOf);
  const lastOf = ({ question }: Answered): number =>
    Math.max(...[...slotsIn(question)].map((slot) => bound.indexOf(slot)));
  /** By depth, the questions that can be asked once so many slots are set. */
  const due = bound.map((_, depth) => related.filter((one) => lastOf(one) === depth));
  let tried = 0;
  const at = (depth: number): boolean | 'unknown' => {
    const slot = bound[depth];
    if (slot === undefined) return true;
    const asked = due[depth] ?? [];
    const list = members[depth] ?? [];
    const [least, most] = boundsOf(slot, asked, found);
    for (let i = placeOf(list, least); i < list.length; i++) {
      const size = list[i] ?? 0;
      if (size > most) break;
      if (++tried > MOST_TRIED) return 'unknown';
      found[slot] = size;
      if (!holds(asked, found)) continue;
      const deeper = at(depth + 1);
      if (deeper !== false) return deeper;
    }
    return false;
  };
  const answer = at(0);
  return answer === true ? found : answer === false ? 'none' : 'unknown';
}

/** Between which sizes a slot may lie for what holds it, bare, against others that are set; wider where that is not so simple. */
function boundsOf(
  slot: number,
  asked: readonly Answered[],
  sizes: readonly number[],
): [least: number, most: number] {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const { question, answer } of asked) {
    if (typeof question === 'number' || !Array.isArray(question)) continue;
    const [op, left, right] = question;
    const isLeft = isSlot(left, slot);
    const other = isLeft ? right : isSlot(right, slot) ? left : undefined;
    if (other === undefined || slotsIn(other).has(slot)) continue;
    const value = evaluate(other, sizes);
    const relation = (answer ? AS_SAID : DENIED)[op]?.[isLeft ? 0 : 1];
    if (relation === undefined) continue;
    // Sizes are whole, and bounds that are one too wide cost one try.
    if (relation !== 'above') most = Math.min(most, Math.ceil(value));
    if (relation !== 'below') least = Math.max(least, Math.floor(value));
  }
  return [least, most];
}

type Relation = 'below' | 'above' | 'at';

/** What a comparison says of its left side, and of its right one; and what it says where it is denied. */
const AS_SAID: Readonly<Record<string, readonly [Relation, Relation]>> = {
  '<': ['below', 'above'],
  '<=': ['below', 'above'],
  '>': ['above', 'below'],
  '>=': ['above', 'below'],
  '===': ['at', 'at'],
};
const DENIED: Readonly<Record<string, readonly [Relation, Relation]>> = {
  '<': ['above', 'below'],
  '<=': ['above', 'below'],
  '>': ['below', 'above'],
  '>=': ['below', 'above'],
};

const isSlot = (expression: Expression | undefined, slot: number): boolean =>
  typeof expression === 'object' && 'slot' in expression && expression.slot === slot;
