import type { Outcome, Plan } from '../../driver/outcome.ts';
import { isCount, planFault } from '../../driver/plan.ts';

/** How a live console driver uses its queues; sizes in entries, chains in descriptors. */
export interface ConsolePlan extends Plan {
  readonly type: 'console';
  /** The virtqueues, by port, that it receives on and transmits on. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Descriptors of the longest write, and of a control message. */
  readonly segments: number;
  readonly controlChain: number;
  /** Bytes of each buffer that receives, and how many it keeps in a queue at the most; as many as fit if undefined. */
  readonly bufferBytes: number;
  readonly buffers?: number | undefined;
  /** Whether it says that it is ready for messages, and the value by which it answers that a port is a console; undefined: it does not. */
  readonly deviceReady: boolean;
  readonly portOpen: number | undefined;
}

const isCountOrAbsent = (value: unknown): boolean => value === undefined || isCount(value);

/** What is wrong with the plan of a console driver; undefined: every field makes sense. */
export const consolePlanFault = (plan: unknown): string | undefined =>
  planFault(plan, {
    type: 'console',
    counts: [
      ['segments', 1],
      ['controlChain', 1],
      ['bufferBytes', 0],
    ],
    lists: [
      ['queues', 2, 'the sizes of the virtqueues'],
      ['inputs', 1, 'the virtqueues that receive'],
      ['outputs', 1, 'the virtqueues that transmit'],
    ],
    others: [
      ['buffers', isCountOrAbsent, 'a whole number'],
      ['deviceReady', (value) => typeof value === 'boolean', 'true or false'],
      ['portOpen', isCountOrAbsent, 'a whole number'],
    ],
  });

/** How a console driver is live; undefined where it is not. */
export const consolePlanOf = (outcome: Outcome | undefined): ConsolePlan | undefined =>
  outcome?.kind === 'live' && isConsolePlan(outcome.plan) ? outcome.plan : undefined;

// --- internal ---

const isConsolePlan = (plan: Plan): plan is ConsolePlan => plan.type === 'console';
