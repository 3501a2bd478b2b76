import type { MessagePort } from 'node:worker_threads';
import type { ChosenReadings } from '../../../spec/named-readings.ts';
import type { Agreement } from '../../adapters/recorded/agreement.ts';
import type { Policy } from '../../driver/policy.ts';
import type { Task, TaskResult } from '../../judge/task.ts';
import type { SizeMap } from '../../report/size-map.ts';
import type { ExplainRequest, Explanation } from '../../suites/explanation.ts';

/** A policy file as it was when it was read. */
export interface PolicySource {
  /** As the user named it, and its whole path. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** What is known of a policy where it is not run. */
export type PolicyHead = Omit<Policy, 'probe' | 'netProbe' | 'blkProbe'>;

/** Something to do with the policy of a process. */
export type Errand =
  | { readonly kind: 'load'; readonly source: PolicySource }
  /** `as`: the id that the policy goes by. */
  | { readonly kind: 'task'; readonly task: Task; readonly as: string; readonly readings: ChosenReadings }
  | { readonly kind: 'explain'; readonly request: ExplainRequest; readonly as: string }
  /** Runs it on devices that differ in the sizes of their rings alone. */
  | { readonly kind: 'map'; readonly as: string; readonly readings: ChosenReadings }
  /** Compares what it does with a recording, a file; `device`: of which one, where it is a log with several. */
  | { readonly kind: 'agree'; readonly recording: string; readonly device: string | undefined }
  /** Lets everything end that the policy left behind, and says what that threw. */
  | { readonly kind: 'settle' }
  /** Runs the probe once more on a scenario as JSON, and lets what it leaves behind go on. */
  | { readonly kind: 'afterword'; readonly scenario: unknown };

/** What became of it. `refused`: by a fault of the user's, said in one line. `broke`: by one of ours. */
export type Answer =
  | { readonly kind: 'loaded'; readonly head: PolicyHead }
  | { readonly kind: 'task'; readonly result: TaskResult }
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | { readonly kind: 'mapped'; readonly map: SizeMap }
  | { readonly kind: 'agreed'; readonly agreement: readonly Agreement[] }
  | { readonly kind: 'settled'; readonly strays: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'broke'; readonly message: string };

/** How a policy kept its process from answering. */
export type Fate =
  /** It used so many seconds of processor time without a run. */
  | { readonly kind: 'spins'; readonly seconds: number }
  /** Its process ran for so many seconds, in which it used next to no processor time and began no run. */
  | { readonly kind: 'waits'; readonly seconds: number }
  | { readonly kind: 'exits' }
  | { readonly kind: 'memory'; readonly mebibytes: number }
  /** Not by itself. */
  | { readonly kind: 'killed'; readonly signal: string };

/** From the parent to the child process. */
export type ToChild =
  /** `patience`: how many times as long as usual it may take. */
  | { readonly kind: 'errand'; readonly errand: Errand; readonly patience: number }
  | { readonly kind: 'stop'; readonly stop: boolean };

/** From the child process to its parent. */
export type FromChild =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** `place`: of a chunk, the run that was under way, counted from 0. */
  | { readonly kind: 'fate'; readonly fate: Fate; readonly place: number };

/** What the thread that runs the policy is started with. */
export interface ThreadStart {
  readonly port: MessagePort;
  /** How many runs of its task it has begun, less one. */
  readonly place: SharedArrayBuffer;
  /** Not 0: it is to hand over what it has. */
  readonly stop: SharedArrayBuffer;
}
