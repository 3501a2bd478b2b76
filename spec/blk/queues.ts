import { type FeatureSet, includes } from '../features.ts';
import { MQ } from './features.ts';

/** sec:Device Types / Block Device / Virtqueues #2 — how many virtqueues exist under `accepted`, all for requests, from index 0. */
export const queueCount = (accepted: FeatureSet, numQueues: number): number =>
  includes(accepted, MQ) ? numQueues : 1;

/** sec:Device Types / Block Device / Virtqueues #1 — the name of the queue of this index: `requestq1` is the first. */
export const queueName = (index: number): string => `requestq${index + 1}`;

/** sec:Device Types / Block Device / Virtqueues #2 — whether MQ can work: `num_queues` names a queue at least, and none that is not `present`. */
export const isMultiqueueFeasible = (numQueues: number, present: number): boolean =>
  numQueues >= 1 && numQueues <= present;
