import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Numbers of negotiations that are told apart, 0 first: so many or more are the last. */
const ROUNDS = 4;

const endings = ['live', 'failed', 'crashed', 'broken off'] as const;

/**
 * A semantic cell of runs: a label that the scenario bears, a group of properties that applied, how many negotiations there
 * were, and how it ended. Cells have numbers from 0 on, so that they are counted in an array; a run lies in many.
 */
export interface CellSpace {
  readonly labels: number;
  /** Groups of properties that are counted together. */
  readonly groups: number;
}

/** How many cells there are. */
export const cellsIn = ({ labels, groups }: CellSpace): number => labels * groups * ROUNDS * endings.length;

/** A scenario and the cells that it reached. */
export interface Reaching<S extends Scenario = Scenario> {
  readonly scenario: S;
  readonly cells: Int32Array;
}

/** … of which some were reached by nothing before. */
export interface FirstReaching<S extends Scenario = Scenario> extends Reaching<S> {
  readonly fresh: Int32Array;
  /** Whether it was judged by relations too. */
  readonly thorough: boolean;
}

/** What the scenarios of a chunk reached. */
export interface Reached<S extends Scenario = Scenario> {
  /** By cell, runs that lie in it. */
  readonly counts: Uint32Array;
  readonly first: readonly FirstReaching<S>[];
}

/** Gathers the cells that runs reach, one scenario after the other. */
export class CellGatherer<S extends Scenario = Scenario> {
  private readonly space: CellSpace;
  private readonly known: Uint8Array;
  private readonly counts: Uint32Array;
  private readonly first: FirstReaching<S>[] = [];
  /** Of the scenario under way. */
  private readonly borne: number[] = [];
  private readonly reachedBy = new Set<number>();
  private readonly fresh: number[] = [];

  /** `known`: by cell, not 0 where it was reached before. */
  constructor(space: CellSpace, known: Uint8Array) {
    this.space = space;
    this.known = known.slice();
    this.counts = new Uint32Array(cellsIn(space));
  }

  /** A scenario with its labels, by number. */
  begin(labels: readonly number[]): void {
    this.borne.length = 0;
    this.borne.push(...labels);
    this.reachedBy.clear();
    this.fresh.length = 0;
  }

  /** A run on it, with the groups that applied. */
  add(run: Pick<Run, 'negotiations' | 'outcome'>, applied: readonly number[]): void {
    const { labels, groups } = this.space;
    const end = run.outcome ? endings.indexOf(run.outcome.kind) : endings.length - 1;
    const shape = Math.min(run.negotiations.length, ROUNDS - 1) * endings.length + end;
    for (const group of applied) {
      for (const label of this.borne) {
        const cell = (shape * groups + group) * labels + label;
        this.counts[cell] = (this.counts[cell] ?? 0) + 1;
        this.reachedBy.add(cell);
        if (this.known[cell] === 0) {
          this.known[cell] = 1;
          this.fresh.push(cell);
        }
      }
    }
  }

  /** The cells that runs on the scenario under way reached. */
  get cells(): ReadonlySet<number> {
    return this.reachedBy;
  }

  end(scenario: S, thorough: boolean): void {
    if (this.fresh.length === 0) return;
    const [cells, fresh] = [Int32Array.from(this.reachedBy), Int32Array.from(this.fresh)];
    this.first.push({ scenario, cells, fresh, thorough });
  }

  reached(): Reached<S> {
    return { counts: this.counts, first: this.first };
  }
}
