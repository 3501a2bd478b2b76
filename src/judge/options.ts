import type { Transport } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { Policy } from '../driver/policy.ts';
import type { Executor } from './executor.ts';
import type { Row } from './sweep.ts';

/** A policy to judge, and the id or file under which an executor finds it too. */
export interface Subject {
  readonly name: string;
  readonly policy: Policy;
}

/** Cells that decide every combination of ring sizes, over every profile. */
export interface Exact {
  /** By policy, as an executor finds it. */
  readonly cells: ReadonlyMap<string, Cells>;
  /** Of any other policy, why it is walked over sampled sizes instead. */
  readonly sampled: ReadonlyMap<string, string>;
}

/** What was found of one policy. */
export interface Cells {
  /** One row a cell: the number of its profile, and the smallest sizes of it, by slot, in entries. */
  readonly rows: readonly Row[];
  /** By row, how many of the devices that scores are of lie in the cell. */
  readonly weights: readonly number[];
  /** Whether random scenarios draw sizes at the edges of these cells, half of the time: not for policies whose edges the generators know. */
  readonly drawn: boolean;
  /** Combinations of sizes and profiles that these decide: all that there are, where none is left undecided. */
  readonly decided: number;
  /** What is not decided, in words; empty where all is. */
  readonly undecided: readonly string[];
}

export interface JudgeOptions {
  readonly seed: number;
  /** Random scenarios. */
  readonly runs: number;
  readonly maxSeconds?: number | undefined;
  readonly transports?: readonly Transport[] | undefined;
  /** The version of the standard that devices are of; any if absent. */
  readonly version?: SpecVersion | undefined;
  /** Ring sizes that there are, in entries; every size if absent. */
  readonly rings?: readonly number[] | undefined;
  /** In the place of what is walked: one scenario of each cell of ring sizes in which a policy does the same. */
  readonly exact?: Exact | undefined;
  /** Of these, the sizes that are walked where nothing is decided; all of them if absent. */
  readonly swept?: readonly number[] | undefined;
  /** Ids of the properties to judge; all if absent. */
  readonly properties?: readonly string[] | undefined;
  /** Whether the simulated device is judged by what it does to the policies. */
  readonly device: boolean;
  /** Whether the health of the generators is looked at. */
  readonly health?: boolean;
  /** Hears how many scenarios are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Where the work is done; in this thread if absent, which nothing then watches over. */
  readonly executor?: Executor | undefined;
  /** In this thread: lets the host do what waits there, such as to deliver a signal; a timer of no length if absent. */
  readonly yieldToHost?: (() => Promise<void>) | undefined;
}
