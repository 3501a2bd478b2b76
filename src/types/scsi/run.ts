import { queueCount } from '../../../spec/scsi/queues.ts';
import type { Policy } from '../../driver/policy.ts';
import type { Run } from '../../run/run.ts';
import { readWithPlan, runsOf } from '../../run/runs.ts';
import { scsiEnvironment } from './environment.ts';
import { scsiDevice } from './model.ts';
import { type ScsiPlan, scsiPlanFault, scsiPlanOf } from './plan.ts';
import type { ScsiScenario } from './scenario.ts';
import { carryCommands } from './traffic.ts';

/** A run on a virtio-scsi device. */
export interface ScsiRun extends Run {
  readonly scenario: ScsiScenario;
  readonly plan: ScsiPlan | undefined;
}

export const scsiRuns = runsOf<Policy, ScsiRun>({
  deviceOf: scsiDevice,
  environment: scsiEnvironment,
  queuesOrPairs: ({ numQueues }) => queueCount(numQueues),
  planFault: scsiPlanFault,
  planOf: scsiPlanOf,
  carry: (plan, _, device, trace) => carryCommands(plan, device, trace),
  read: readWithPlan(scsiPlanOf),
});

/** Runs a policy over the simulated host of a scenario, traffic included: as `runNetPolicy`. */
export const runScsiPolicy = scsiRuns.run;
