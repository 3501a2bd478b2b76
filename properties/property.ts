import type { SpecVersion } from '../spec/versions.ts';
import type { Run } from '../src/driver/run.ts';

/** must: the standard demands it; should: it recommends it; policy: the seed's or the thread's own demand. */
export type Level = 'must' | 'should' | 'policy';

/** What broke a property: one sentence, and the position of the event that shows it (-1: the end of the run). */
export interface Violation {
  readonly message: string;
  readonly at: number;
}

/** A rule that judges one run. `relation` properties run the subject again on a changed scenario. */
export interface Property {
  /** Words, never numbers. */
  readonly id: string;
  /** One sentence: what holds. */
  readonly title: string;
  /** Ids of the clauses it rests on; `seed:` and `thread:` for what the proposal itself demands. */
  readonly clauses: readonly string[];
  readonly level: Level;
  readonly side: 'driver' | 'device';
  readonly since: SpecVersion;
  /** Properties whose violation explains this one: then it is reported as "therefore also". */
  readonly follows?: readonly string[];
  /** Runs the subject again on a changed scenario: judged on every eighth run of a sweep only. */
  readonly relation?: boolean;
  readonly appliesTo: (run: Run) => boolean;
  /** Called only where it applies; undefined: it holds. */
  readonly check: (run: Run, again: Again) => Violation | undefined;
}

/** Runs the same subject on another scenario. */
export type Again = (scenario: Run['scenario']) => Run;

/** Declares a property; `since` is 1.0 unless said. */
export const property = (declared: Omit<Property, 'since'> & { readonly since?: SpecVersion }): Property => ({
  since: '1.0',
  ...declared,
});

/** A violation where `broken` is true. */
export const violatedIf = (broken: boolean, message: string, at = -1): Violation | undefined =>
  broken ? { message, at } : undefined;
