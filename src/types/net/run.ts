import { rulesOver } from '../../../spec/transports.ts';
import type { DeviceState, MetDevice } from '../../device/simulated-device.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { knownTo } from '../../driver/policy.ts';
import { factsOf } from '../../ring/queue-facts.ts';
import { type End, probeOver, type Run } from '../../run/run.ts';
import { read } from '../../run/trace-view.ts';
import { Trace } from '../../trace/trace.ts';
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
  supports: Run['supports'],
  seedTable: SeedTable | undefined = undefined,
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
    supports,
    seedTable,
  };
}

/**
 * Runs a policy over the simulated network device of a scenario, traffic included. Pure: the same in, the same out. Whoever
 * passes a trace to use again must be done with the run that used it before.
 */
export const runNetPolicy = (policy: NetDriver, scenario: NetScenario, trace: Trace = new Trace()): NetRun =>
  runOnNetDevice(policy, scenario, netDevice(scenario), trace);

/** Runs a policy over a device as it is, whoever used it before. */
export function runOnNetDevice(
  policy: NetDriver,
  scenario: NetScenario,
  device: MetDevice,
  trace: Trace,
): NetRun {
  const outcome = probe(policy, scenario, device, trace);
  const plan = netPlanOf(outcome);
  const { legacy } = rulesOver(scenario.transport);
  if (plan) carryTraffic(plan, scenario, device, legacy, trace);
  const supports = knownTo(policy, scenario.transport);
  return readNetRun(scenario, trace, device, outcome, true, supports, policy.seedTable);
}

/** As `DeviceType.read`. */
export const readNetEvents = (scenario: NetScenario, trace: Trace, device: DeviceState): NetRun =>
  readNetRun(scenario, trace, device, undefined, false, undefined);

/** As `runOnNetDevice`, no further than to the end of the probe. */
export function endOnNetDevice(
  policy: NetDriver,
  scenario: NetScenario,
  device: MetDevice,
  trace: Trace,
): End<NetRun> {
  const outcome = probe(policy, scenario, device, trace);
  return { scenario, outcome, plan: netPlanOf(outcome), device, inUse: device.inUse };
}

// --- internal ---

const probe = (policy: NetDriver, scenario: NetScenario, device: MetDevice, trace: Trace): Outcome => {
  const { maxVirtqueuePairs } = scenario;
  return probeOver(device, policy, netEnvironment(scenario), maxVirtqueuePairs, netPlanFault, trace);
};
