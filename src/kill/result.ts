import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Origin } from '../mutants/index.ts';
import type { ScenarioJson } from '../scenario/json.ts';

/** How often and how soon one property kills one mutant. */
export interface PropertyKill {
  readonly property: string;
  /** Seeds in which it does; 0 of a check of the model, which walks its cases in order. */
  readonly seeds: number;
  /** Random scenarios drawn until it does, or cases compared, median over all seeds; null: in most seeds it does not within the budget. */
  readonly medianRuns: number | null;
}

/** A scenario on which a mutant is killed, as small as it gets. */
export interface Smallest {
  readonly property: string;
  /** The scenario before the mutant makes its own of it: `explain mutant:ID` does so again. */
  readonly scenario: ScenarioJson;
  /** What broke the property there, in a sentence. */
  readonly because: string;
  /** The policy that drove a faulty device. */
  readonly driver?: string;
}

/** What became of one mutant. */
export interface MutantResult {
  readonly id: string;
  readonly kind: 'policy' | 'device' | 'model';
  readonly type: DeviceTypeName;
  /** One sentence without a full stop: the fault. */
  readonly title: string;
  /** The real bug, or the real design, that it is taken from. */
  readonly origin?: Origin;
  /** Ids of the properties that should catch it. */
  readonly madeFor: readonly string[];
  /** Whether a property that should catch it does: in most seeds within the budget, or in the default sweep. */
  readonly killed: boolean;
  /** Ids of the properties that killed it in any seed, those that should first. */
  readonly by: readonly string[];
  /** Random scenarios drawn until a property that should catch it does, median over the seeds; null: more than the budget. */
  readonly medianRuns: number | null;
  /** Of each property in `by`. */
  readonly kills: readonly PropertyKill[];
  /** The scenario of the default sweep, counted from 1, that kills a mutant which the random ones leave alive. */
  readonly swept?: number;
  readonly smallest?: Smallest;
  /** In a sentence without a full stop: what the check of a faulty model found, or why no one scenario shows the fault. */
  readonly found?: string;
  /** Why nothing should catch it. */
  readonly expected?: string;
  /** How it was compared with its right subject, where nothing should catch it. */
  readonly compared?: {
    /** Random scenarios, and those of the exhaustive sweep: 0 where it is not said to be equivalent. */
    readonly random: number;
    readonly swept: number;
    /** The smallest scenario on which the two differ; none: they never did. */
    readonly differs?: ScenarioJson;
  };
  /** What is wrong with it: a sentence without a full stop. */
  readonly error?: string;
}

/** Which mutants a property kills. */
export interface PropertyRow {
  readonly id: string;
  /** Ids of the mutants that are there for it and that it kills; of the others that it kills too. */
  readonly kills: readonly string[];
  readonly also: readonly string[];
}

/** The matrix of mutants and properties. */
export interface Matrix {
  /** Name and version of the suite. */
  readonly suite: string;
  readonly space: {
    /** The first seed, and how many. */
    readonly seed: number;
    readonly seeds: number;
    /** Random scenarios of each seed at the most; of these the first, on which every property is asked. */
    readonly runs: number;
    readonly lookedAt: number;
  };
  readonly mutants: readonly MutantResult[];
  readonly properties: readonly PropertyRow[];
  readonly totals: {
    readonly mutants: number;
    readonly killed: number;
    /** Mutants that nothing should catch. */
    readonly expected: number;
    /** Of the median runs of all other policies and devices: the median, the ninth decile, the largest; null: more than the budget, or there is none. */
    readonly medianRuns: number | null;
    readonly ninthDecile: number | null;
    readonly mostRuns: number | null;
  };
  /** What is not as it should be, a sentence each. */
  readonly errors: readonly string[];
  /** Why it is not whole, where it is not. */
  readonly cut?: 'interrupted';
}
