import type { AnyRun } from '../run/run.ts';
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

/** A scenario that reached cells which nothing had reached, and all the cells that it reached. */
export interface Reaching {
  readonly scenario: Scenario;
  readonly cells: Int32Array;
}

/** What the scenarios of a chunk reached. */
export interface Reached {
  /** By cell, runs that lie in it. */
  readonly counts: Uint32Array;
  readonly first: readonly Reaching[];
}

/** Gathers the cells that runs reach, one scenario after the other. */
export class CellGatherer {
  private readonly space: CellSpace;
  private readonly known: Uint8Array;
  private readonly counts: Uint32Array;
  private readonly first: Reaching[] = [];
  /** Of the scenario under way. */
  private readonly borne: number[] = [];
  private readonly cells = new Set<number>();
  private isNew = false;

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
    this.cells.clear();
    this.isNew = false;
  }

  /** A run on it, with the groups that applied. */
  add(run: Pick<AnyRun, 'negotiations' | 'outcome'>, applied: readonly number[]): void {
    const { labels, groups } = this.space;
    const end = run.outcome ? endings.indexOf(run.outcome.kind) : endings.length - 1;
    const shape = Math.min(run.negotiations.length, ROUNDS - 1) * endings.length + end;
    for (const group of applied) {
      for (const label of this.borne) {
        const cell = (shape * groups + group) * labels + label;
        this.counts[cell] = (this.counts[cell] ?? 0) + 1;
        this.cells.add(cell);
        if (this.known[cell] === 0) {
          this.known[cell] = 1;
          this.isNew = true;
        }
      }
    }
  }

  end(scenario: Scenario): void {
    if (this.isNew) this.first.push({ scenario, cells: Int32Array.from(this.cells) });
  }

  reached(): Reached {
    return { counts: this.counts, first: this.first };
  }
}
