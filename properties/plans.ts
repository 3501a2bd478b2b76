import { find, type QueueFacts, silent } from '../src/ring/queue-facts.ts';
import { AT_THE_END, type Violation, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { NetPlan } from '../src/types/net/plan.ts';
import type { NetRun } from '../src/types/net/run.ts';

/** A check of the plan of a live run. */
export const ofPlan =
  (check: (run: NetRun, plan: NetPlan) => Violation | undefined) =>
  (run: NetRun): Violation | undefined =>
    run.plan && check(run, run.plan);

/** A check of one trouble of the virtqueues of a run: says what there is to be said of the first queue that is in it, and by which rules. */
export const ofQueues =
  <R extends Run>(
    troubled: (run: R) => number,
    because: (run: R, queue: number) => string,
    clauses?: (run: R, queue: number) => readonly string[],
  ) =>
  (run: R): Violation | undefined => {
    const queue = troubled(run);
    return queue < 0 ? undefined : violation(AT_THE_END, () => because(run, queue), clauses?.(run, queue));
  };

/** What the events of a run tell of one queue. */
export const factsAt = ({ queues, isWhole }: Run, queue: number): QueueFacts =>
  find(queues, queue) ?? silent(queue, isWhole);
