// What pure functions remember of late, as campaigns ask the same again and again. PERF: without closures and meanings of sets alone, full verdicts of `npm run bench` fall by a tenth to a quarter.

import type { FeatureSet } from '../../spec/features.ts';
import type { Closure } from '../../spec/requirements.ts';

/** Answers that one remembered function holds at the most: a power of two. */
export const SLOTS = 256;

/**
 * A pure function of a set that computes an answer once as long as it remembers it: campaigns ask about the same few
 * sets again and again. Each answer is in the slot of its set's hash, until another one comes by there.
 */
export function remembered<Answer>(compute: (set: FeatureSet) => Answer): (set: FeatureSet) => Answer {
  // Stryker disable next-line ArrayDeclaration: room kept in advance, which only speed shows
  const slots: (Remembered<Answer> | undefined)[] = new Array(SLOTS);
  // Most questions are about the sets of the run at hand: what is offered, what is accepted.
  let last: Remembered<Answer> | undefined;
  let before: Remembered<Answer> | undefined;
  return (set) => {
    // Stryker disable next-line ConditionalExpression: a short cut to the answer that its slot has too
    if (last !== undefined && last.set === set) return last.answer;
    // Stryker disable next-line ConditionalExpression,BlockStatement: a short cut to the answer that its slot has too
    if (before !== undefined && before.set === set) {
      const found = before;
      before = last;
      last = found;
      return found.answer;
    }
    const slot = slotOf(set);
    let found = slots[slot];
    if (found === undefined || found.set !== set) {
      found = { set, answer: compute(set) };
      slots[slot] = found;
    }
    before = last;
    last = found;
    return found.answer;
  };
}

/** The slot of a set, 0 to SLOTS - 1: from the highest bits of a hash in which every bit of the set below 64 has a part. */
export function slotOf(set: FeatureSet): number {
  half[0] = set;
  const both = (words[0] ?? 0) ^ Math.imul(words[1] ?? 0, SPREAD);
  const mixed = Math.imul(both ^ (both >>> 16), SPREAD);
  return Math.imul(mixed ^ (mixed >>> 13), SPREAD) >>> SHIFT;
}

/** The same closure, which remembers its answers. */
export function rememberedClosure({ requirements, greatestClosedSubset }: Closure): Closure {
  const closed = remembered(greatestClosedSubset);
  return { requirements, isClosed: (set) => closed(set) === set, greatestClosedSubset: closed };
}

/** A pure function of a scenario that remembers its last answer: every subject of a campaign meets the same one in turn. */
export function perScenario<S extends object, Answer>(
  compute: (scenario: S) => Answer,
): (scenario: S) => Answer {
  let scenarioBefore: S | undefined;
  let answer: Answer;
  return (scenario) => {
    if (scenario !== scenarioBefore) {
      answer = compute(scenario);
      scenarioBefore = scenario;
    }
    return answer;
  };
}

// --- internal ---

/** The lower half of a set, and its words. */
const half = new BigUint64Array(1);
const words = new Uint32Array(half.buffer);

interface Remembered<Answer> {
  readonly set: FeatureSet;
  readonly answer: Answer;
}

/** What is left of 32 bits without the highest, which number the slots. */
const SHIFT = Math.clz32(SLOTS - 1);

/** An odd number of even spread: its multiples differ in their highest bits. */
const SPREAD = 0x9e37_79b1 | 0;
