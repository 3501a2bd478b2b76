import { MIN_REQUEST_DESCRIPTORS } from '../../../spec/blk/limits.ts';
import type { Outcome, Plan } from '../../driver/outcome.ts';
import { planFault } from '../../driver/plan.ts';

/** How a live blk driver uses its queues; sizes in entries, chains in descriptors. */
export interface BlkPlan extends Plan {
  readonly type: 'blk';
  /** Data segments of the longest request that it would send, and the descriptors of that request. */
  readonly segments: number;
  readonly requestChain: number;
}

/** What is wrong with the plan of a blk driver; undefined: every field makes sense. */
export const blkPlanFault = (plan: unknown): string | undefined =>
  planFault(plan, {
    type: 'blk',
    counts: [
      ['segments', 0],
      ['requestChain', MIN_REQUEST_DESCRIPTORS],
    ],
    lists: [['queues', 1, 'the sizes of the virtqueues']],
    others: [],
  });

/** How a blk driver is live; undefined where it is not. */
export const blkPlanOf = (outcome: Outcome | undefined): BlkPlan | undefined =>
  outcome?.kind === 'live' && isBlkPlan(outcome.plan) ? outcome.plan : undefined;

// --- internal ---

const isBlkPlan = (plan: Plan): plan is BlkPlan => plan.type === 'blk';
