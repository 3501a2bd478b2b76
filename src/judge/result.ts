import type { Level } from '../../properties/property.ts';
import type { ScenarioJson } from '../scenario/json.ts';

export type Verdict = 'holds' | 'violated' | 'unknown';

/** A scenario that breaks a property, as small as it gets. */
export interface Counterexample {
  /** Words: `POLICY/PROPERTY`. */
  readonly id: string;
  readonly message: string;
  /** Position of the event that broke it; -1: the end of the run. */
  readonly at: number;
  readonly scenario: ScenarioJson;
  /** Ids of violated properties that this violation explains. */
  readonly thereforeAlso: readonly string[];
}

export interface PropertyResult {
  readonly id: string;
  readonly level: Level;
  readonly verdict: Verdict;
  /** Runs judged, and those in which the property applied. */
  readonly runs: number;
  readonly applicable: number;
  readonly violations: number;
  readonly counterexample?: Counterexample;
}

export interface Cost {
  /** Register accesses and negotiations of one probe. */
  readonly accesses: number;
  readonly rounds: number;
}

export interface Scores {
  /** Share, 0 to 1, of feasible scenarios brought to DRIVER_OK. */
  readonly serves: number;
  /** Features given up beyond what the rings demand, mean over live feasible runs. */
  readonly regret: number;
  readonly goodPath: Cost;
  /** Zero where no small-ring scenario was served. */
  readonly smallRing: Cost;
}

export interface SubjectResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly properties: readonly PropertyResult[];
  readonly scores: Scores;
}

export interface Judgement {
  readonly suite: string;
  readonly seed: number;
  /** What was covered. */
  readonly space: {
    readonly sweep: {
      readonly sizes: number;
      readonly scenarios: number;
      readonly exhaustive: boolean;
      readonly description: string;
    };
    readonly random: { readonly runs: number; readonly description: string };
  };
  readonly interrupted: boolean;
  readonly subjects: readonly SubjectResult[];
}
