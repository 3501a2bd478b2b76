import { MIN_COMMAND_DESCRIPTORS } from '../../../spec/scsi/limits.ts';
import { queueCount } from '../../../spec/scsi/queues.ts';
import type { Outcome, Plan } from '../../driver/outcome.ts';
import { planFault } from '../../driver/plan.ts';

/** How a live scsi driver uses its queues; sizes in entries, chains in descriptors. */
export interface ScsiPlan extends Plan {
  readonly type: 'scsi';
  /** Data segments of the longest command that it would send, in each direction, and the descriptors of that command. */
  readonly segments: number;
  readonly commandChain: number;
  /** Commands that it has under way for one unit at the most, over all queues. */
  readonly commandsPerUnit: number;
  /** Buffers that it keeps in the event queue, and the bytes of each. */
  readonly eventBuffers: number;
  readonly eventBytes: number;
}

/** What is wrong with the plan of a scsi driver; undefined: every field makes sense. */
export const scsiPlanFault = (plan: unknown): string | undefined =>
  planFault(plan, {
    type: 'scsi',
    counts: [
      ['segments', 0],
      ['commandChain', MIN_COMMAND_DESCRIPTORS],
      ['commandsPerUnit', 1],
      ['eventBuffers', 0],
      ['eventBytes', 0],
    ],
    lists: [['queues', queueCount(1), 'the sizes of the virtqueues']],
    others: [],
  });

/** How a scsi driver is live; undefined where it is not. */
export const scsiPlanOf = (outcome: Outcome | undefined): ScsiPlan | undefined =>
  outcome?.kind === 'live' && isScsiPlan(outcome.plan) ? outcome.plan : undefined;

// --- internal ---

const isScsiPlan = (plan: Plan): plan is ScsiPlan => plan.type === 'scsi';
