/**
 * Why no property tests a clause: others that are tested imply it; it lies outside of what the suite judges; it could
 * be tested, had the suite what it names; or no behaviour could break it.
 */
export type UntestedState = 'implied' | 'excepted' | 'todo' | 'not-testable';

/** A clause that no property tests. */
export interface Untested {
  /** Id of the clause. */
  readonly clause: string;
  readonly state: UntestedState;
  /** Without a full stop: why it is implied, excepted or not testable; for `todo` what it needs. */
  readonly reason: string;
  /** Ids of the properties that imply it; empty in any other state. */
  readonly by: readonly string[];
}

const because =
  (state: UntestedState) =>
  (label: string, ordinals: readonly number[], reason: string, by: readonly string[] = []): Untested[] =>
    ordinals.map((ordinal) => ({ clause: `${label} #${ordinal}`, state, reason, by }));

/** What clauses of a label would need to be tested. */
export const todo = because('todo');

/** Why clauses of a label are outside of what the suite judges. */
export const excepted = because('excepted');

/** Why no behaviour breaks clauses of a label. */
export const notTestable = because('not-testable');

/** Which properties imply clauses of a label, and why. */
export const implied = (
  label: string,
  ordinals: readonly number[],
  by: readonly string[],
  reason: string,
): Untested[] => because('implied')(label, ordinals, reason, by);
