import type { Policy } from '../../driver/policy.ts';
import type { Run } from '../../run/run.ts';
import { readWithPlan, runsOf } from '../../run/runs.ts';
import { consoleEnvironment } from './environment.ts';
import { consoleDevice } from './model.ts';
import { type ConsolePlan, consolePlanFault, consolePlanOf } from './plan.ts';
import { type ConsoleScenario, mostQueues } from './scenario.ts';
import { carryPorts } from './traffic.ts';

/** A run on a virtio-console device. */
export interface ConsoleRun extends Run {
  readonly scenario: ConsoleScenario;
  readonly plan: ConsolePlan | undefined;
}

export const consoleRuns = runsOf<Policy, ConsoleRun>({
  deviceOf: consoleDevice,
  environment: consoleEnvironment,
  queuesOrPairs: mostQueues,
  planFault: consolePlanFault,
  planOf: consolePlanOf,
  carry: carryPorts,
  read: readWithPlan(consolePlanOf),
});

/** Runs a policy over the simulated console of a scenario, traffic included: as `runNetPolicy`. */
export const runConsolePolicy = consoleRuns.run;
