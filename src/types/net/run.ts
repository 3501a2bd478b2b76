import { rulesOver } from '../../../spec/transports.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { knownTo } from '../../driver/policy.ts';
import { factsOf } from '../../ring/queue-facts.ts';
import type { Run } from '../../run/run.ts';
import { runsOf } from '../../run/runs.ts';
import { read } from '../../run/trace-view.ts';
import type { Trace } from '../../trace/trace.ts';
import { netEnvironment } from './environment.ts';
import { netDevice } from './model.ts';
import { type NetPlan, netPlanFault, netPlanOf } from './plan.ts';
import type { NetDriver } from './policy.ts';
import { type RingsInUse, ringsInUse } from './rings.ts';
import type { NetScenario } from './scenario.ts';
import type { SeedTable } from './seed-table.ts';
import { carryTraffic } from './traffic.ts';
import { pairsIn } from './troubles.ts';

/** A run on a virtio-net device. */
export interface NetRun extends Run {
  readonly scenario: NetScenario;
  readonly plan: NetPlan | undefined;
  /** The rings of a live plan; undefined where there is none. */
  readonly rings: RingsInUse | undefined;
  /** The table of the proposal that the subject claims to keep to; undefined: none. */
  readonly seedTable: SeedTable | undefined;
}

/** Reads what a subject left behind on a virtio-net device. `isWhole`: its trace tells all that happened in its rings. */
export function readNetRun(
  scenario: NetScenario,
  trace: Trace,
  device: DeviceState,
  outcome: Outcome | undefined,
  isWhole: boolean,
  policy: NetDriver | undefined,
): NetRun {
  const view = read(trace, scenario);
  const { legacy, rounds, last, accesses, polls, negotiations, final } = view;
  const plan = netPlanOf(outcome);
  const queues = factsOf(trace, isWhole);
  const { inUse } = device;
  return {
    scenario,
    view,
    legacy,
    trace,
    rounds,
    last,
    outcome,
    plan,
    rings: plan && ringsInUse(pairsIn(queues), scenario, device, legacy, { queues, isWhole }),
    device,
    inUse,
    queues,
    isWhole,
    accesses,
    polls,
    negotiations,
    final,
    supports: policy && knownTo(policy, scenario.transport),
    seedTable: policy?.seedTable,
  };
}

export const netRuns = runsOf<NetDriver, NetRun>({
  deviceOf: netDevice,
  environment: netEnvironment,
  queuesOrPairs: ({ maxVirtqueuePairs }) => maxVirtqueuePairs,
  planFault: netPlanFault,
  planOf: netPlanOf,
  carry: (plan, scenario, device, trace) =>
    carryTraffic(plan, scenario, device, rulesOver(scenario.transport).legacy, trace),
  read: readNetRun,
});

/**
 * Runs a policy over the simulated network device of a scenario, traffic included. Pure: the same in, the same out. Whoever
 * passes a trace to use again must be done with the run that used it before.
 */
export const runNetPolicy = netRuns.run;
