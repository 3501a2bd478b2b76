import { type Run, readRun } from '../../run/run.ts';
import { runsOf } from '../../run/runs.ts';
import { blkEnvironment } from './environment.ts';
import { blkDevice } from './model.ts';
import { type BlkPlan, blkPlanFault, blkPlanOf } from './plan.ts';
import type { BlkDriver } from './policy.ts';
import type { BlkScenario } from './scenario.ts';
import { carryRequests } from './traffic.ts';

/** A run on a virtio-blk device. */
export interface BlkRun extends Run {
  readonly scenario: BlkScenario;
  readonly plan: BlkPlan | undefined;
  /** Whether the subject can handle host-managed zones. */
  readonly handlesHostManaged: boolean;
}

export const blkRuns = runsOf<BlkDriver, BlkRun>({
  deviceOf: blkDevice,
  environment: blkEnvironment,
  queuesOrPairs: ({ numQueues }) => numQueues,
  planFault: blkPlanFault,
  planOf: blkPlanOf,
  carry: (plan, _, device, trace) => carryRequests(plan, device, trace),
  read: (scenario, trace, device, outcome, isWhole, policy) =>
    Object.assign(readRun(scenario, trace, device, outcome, isWhole, policy), {
      plan: blkPlanOf(outcome),
      handlesHostManaged: policy?.handlesHostManaged === true,
    }),
});

/** Runs a policy over the simulated disk of a scenario, traffic included: as `runNetPolicy`. */
export const runBlkPolicy = blkRuns.run;
