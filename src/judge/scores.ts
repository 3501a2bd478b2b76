import type { Scores, SubjectResult } from './result.ts';
import type { Tally } from './tally.ts';

/** The columns of a judgement from its counts, to three digits; a share short of all is short of 1. */
export const scoresOf = (t: Tally): Scores => ({
  serves: share(t.served, t.feasible),
  regret: mean(t.lost, t.served),
  goodPath: { accesses: mean(t.goodAccesses, t.good), rounds: mean(t.goodRounds, t.good) },
  smallRing: { accesses: mean(t.smallAccesses, t.small), rounds: mean(t.smallRounds, t.small) },
});

/** Of safe policies, those that are better than a safe one: no column worse, and one better. */
export function betterPolicies(subject: SubjectResult, all: readonly SubjectResult[]): string[] {
  if (subject.verdict !== 'holds') return [];
  const mine = columns(subject.scores);
  return all
    .filter((other) => other !== subject && other.verdict === 'holds')
    .filter((other) => {
      const theirs = columns(other.scores);
      return (
        theirs.every((value, i) => value >= (mine[i] ?? 0)) &&
        theirs.some((value, i) => value > (mine[i] ?? 0))
      );
    })
    .map(({ id }) => id);
}

// --- internal ---

const mean = (sum: number, count: number): number =>
  count === 0 ? 0 : Math.round((1000 * sum) / count) / 1000;

const share = (part: number, all: number): number =>
  part < all ? Math.min(0.999, mean(part, all)) : mean(part, all);

/** What a policy is compared by; more is better. */
const columns = ({ serves, regret, goodPath, smallRing }: Scores): number[] => [
  serves,
  -regret,
  -goodPath.accesses,
  -goodPath.rounds,
  -smallRing.accesses,
  -smallRing.rounds,
];
