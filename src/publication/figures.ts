import type { Judgement, Scores } from '../judge/result.ts';

/** What a judgement, fresh or published, says of a subject in numbers. */
export interface Figured {
  readonly id: string;
  readonly scores: Scores;
  readonly properties: readonly Counts[];
}

/** Of one property. */
export interface Counts {
  readonly id: string;
  readonly runs: number;
  readonly applicable: number;
  readonly violations: number;
}

/** The scores of a subject by what a report calls them. */
export const scoresBy = ({ scores }: Figured): ReadonlyMap<string, number> => {
  const { serves, regret, goodPath, smallRing } = scores;
  return new Map([
    ['serves', serves],
    ['regret', regret],
    ['good path, accesses', goodPath.accesses],
    ['good path, rounds', goodPath.rounds],
    ['small ring, accesses', smallRing.accesses],
    ['small ring, rounds', smallRing.rounds],
  ]);
};

/** What was counted of each property. */
export const countsBy = ({ properties }: Figured): ReadonlyMap<string, number> =>
  new Map(
    properties.flatMap(({ id, runs, applicable, violations }): [string, number][] => [
      [`${id}, runs`, runs],
      [`${id}, applicable`, applicable],
      [`${id}, violations`, violations],
    ]),
  );

/** A subject in a small campaign: its scores, and what was counted of all properties together. */
export interface Sampled extends Omit<Counts, 'id'> {
  readonly id: string;
  readonly scores: Scores;
}

/** The figures of a small campaign, which is judged again by `npm test`: the published ones cannot drift from the code. */
export const sampleOf = ({ subjects }: Judgement): Sampled[] =>
  subjects.map(({ id, scores, properties }) => {
    const sum = (count: Exclude<keyof Counts, 'id'>): number =>
      properties.reduce((total, property) => total + property[count], 0);
    return {
      id,
      scores,
      runs: sum('runs'),
      applicable: sum('applicable'),
      violations: sum('violations'),
    };
  });
