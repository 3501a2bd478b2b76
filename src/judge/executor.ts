import type { Policy } from '../driver/policy.ts';
import type { Task, TaskResult } from './task.ts';

/** Tasks that are done one after the other in one place, so that a policy with a memory does the same every time. */
export interface Strand {
  /** Name of the one policy that they run, where nobody else's may run beside it. */
  readonly alone?: string;
  /** Whether they are done where nothing was done before, and nothing is after; otherwise where the others of that policy are. */
  readonly apart?: boolean;
  readonly tasks: readonly Task[];
}

/** A policy that is run no further, and why. */
export interface Loss {
  readonly policy: string;
  readonly task: Task;
  /** Which scenario of a chunk it was, counted from 0. */
  readonly scenario: number;
  /** What is said of the policy, such as `never ended`. */
  readonly because: string;
  /** Whether it is the policy's own doing; otherwise the machine's, and nothing is known. */
  readonly guilty: boolean;
}

/** Who hears what became of strands. */
export interface Listener {
  readonly done: (task: Task, result: TaskResult) => void;
  /** The rest of the strand, and of the others of that policy, is not done. */
  readonly lost: (loss: Loss) => void;
  /** A policy did something outside its probe, such as to throw. */
  readonly stray: (policy: string, because: string) => void;
}

/** Where the tasks of a campaign are done. */
export interface Executor {
  /** Whether a policy, by its name, needs a place of its own. */
  readonly isAlone: (policy: string) => boolean;
  /** Does the strands, several at a time; settles when all that can be done is, soon after `stopped` says so. */
  readonly run: (strands: readonly Strand[], listener: Listener, stopped: () => boolean) => Promise<void>;
}

/** Policies by their names that share a place. */
export interface Place extends Pick<Strand, 'alone'> {
  readonly policies: readonly string[];
}

/** The place of the policies of one task. */
export function placeOf({ isAlone }: Executor, policies: readonly string[]): Pick<Strand, 'alone'> {
  const [name, ...others] = policies;
  return name !== undefined && others.length === 0 && isAlone(name) ? { alone: name } : {};
}

/** The places of policies: first of those that share one, then of each that needs its own. */
export function placesOf({ isAlone }: Executor, policies: readonly string[]): Place[] {
  const together = policies.filter((name) => !isAlone(name));
  return [
    ...(together.length ? [{ policies: together }] : []),
    ...policies.filter(isAlone).map((name) => ({ alone: name, policies: [name] })),
  ];
}

/** Does a task by the suite of its device type. */
export type TaskDoer = (
  task: Task,
  policies: ReadonlyMap<string, Policy>,
  progress: { readonly mark: (place: number) => void; readonly stopped: () => boolean },
) => TaskResult;

/** Does everything in this thread, which nothing watches over: for policies of one's own. */
export const inThisThread = (
  doer: TaskDoer,
  policies: ReadonlyMap<string, Policy>,
  yieldToHost: () => Promise<void> = aTurn,
): Executor => ({
  isAlone: () => false,
  run: async (strands, { done }, stopped) => {
    let since = performance.now();
    for (const { tasks } of strands) {
      for (const task of tasks) {
        // Sums what was counted even of a campaign that was stopped.
        if (stopped() && task.kind !== 'summing') return;
        done(task, doer(task, policies, { mark: () => {}, stopped }));
        if (performance.now() - since < TURN) continue;
        await yieldToHost();
        since = performance.now();
      }
    }
  },
});

// --- internal ---

/** Milliseconds of work between two turns of the host: a timer costs one, in a browser four. */
const TURN = 50;

const aTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
