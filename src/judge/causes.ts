import type { Violation } from '../run/property.ts';
import type { First } from './tally.ts';

/** Causes by which one property is broken that a campaign tells apart: those that come first in its order. */
export const MOST_CAUSES = 4;

/**
 * What tells one cause of a violation from another: the rules that it breaks and what is said of it, but for numbers,
 * names of features and status bits, and sets of these; or what the property itself says. Another kind of queue, another story,
 * or another rule is another cause.
 */
export function causeOf({
  cause,
  clauses,
  because,
}: Pick<Violation, 'cause' | 'clauses' | 'because'>): string {
  if (cause !== undefined) return cause;
  const words = because();
  let story = stories.get(words);
  if (story === undefined) {
    story = storyOf(words);
    if (stories.size >= REMEMBERED) stories.clear();
    stories.set(words, story);
  }
  return clauses ? `${clauses.join()} ${story}` : story;
}

/** What is said of a violation, but for numbers, names of features and status bits, and sets of these. */
export const storyOf = (because: string): string =>
  because
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/0x[0-9a-f]+|\d+/g, '#')
    // One entry, two entries.
    .replaceAll(/# (\w+?)(?:ies|y|s)\b/g, '# $1')
    .replaceAll(/\b[A-Z][A-Z_#|]+\b/g, '@');

/** Whether one violation comes before another: by its scenario, then by the policy that drove it, then by its cause. */
export const isEarlier = (one: First, other: First): boolean =>
  one.order !== other.order
    ? one.order < other.order
    : one.driver !== other.driver
      ? one.driver < other.driver
      : one.cause < other.cause;

/**
 * Keeps, in order, the first violation of each cause, of as many causes as are told apart. What is kept of violations does
 * not depend on their order, nor on how they are grouped: a cause that is among the first of all is so in every part that
 * holds its first violation.
 */
export function keepFirst(kept: First[], found: First): void {
  const same = kept.findIndex(({ cause }) => cause === found.cause);
  const known = kept[same];
  if (known) {
    if (!isEarlier(found, known)) return;
    kept.splice(same, 1);
  }
  const place = kept.findIndex((other) => isEarlier(found, other));
  kept.splice(place < 0 ? kept.length : place, 0, found);
  if (kept.length > MOST_CAUSES) kept.pop();
}

// --- internal ---

/** PERF: many policies break a rule on most scenarios, in the same few hundred words: remembered, that takes half the time. */
const stories = new Map<string, string>();

/** Words that are remembered at the most; all are forgotten where more come by. */
const REMEMBERED = 4096;
