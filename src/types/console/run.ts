import type { DeviceState, MetDevice } from '../../device/simulated-device.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { knownTo, type Policy } from '../../driver/policy.ts';
import { type End, probeOver, type Run, readRun } from '../../run/run.ts';
import { Trace } from '../../trace/trace.ts';
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

/** Runs a policy over the simulated console of a scenario, traffic included: as `runNetPolicy`. */
export const runConsolePolicy = (
  policy: Policy,
  scenario: ConsoleScenario,
  trace: Trace = new Trace(),
): ConsoleRun => runOnConsoleDevice(policy, scenario, consoleDevice(scenario), trace);

/** Runs a policy over a console as it is, whoever used it before. */
export function runOnConsoleDevice(
  policy: Policy,
  scenario: ConsoleScenario,
  device: MetDevice,
  trace: Trace,
): ConsoleRun {
  const outcome = probe(policy, scenario, device, trace);
  const plan = consolePlanOf(outcome);
  if (plan) carryPorts(plan, scenario, device, trace);
  const supports = knownTo(policy, scenario.transport);
  return Object.assign(readRun(scenario, trace, device, outcome, true, supports), { plan });
}

/** As `DeviceType.read`. */
export const readConsoleEvents = (scenario: ConsoleScenario, trace: Trace, device: DeviceState): ConsoleRun =>
  Object.assign(readRun(scenario, trace, device, undefined, false, undefined), { plan: undefined });

/** As `runOnConsoleDevice`, no further than to the end of the probe. */
export function endOnConsoleDevice(
  policy: Policy,
  scenario: ConsoleScenario,
  device: MetDevice,
  trace: Trace,
): End<ConsoleRun> {
  const outcome = probe(policy, scenario, device, trace);
  return { scenario, outcome, plan: consolePlanOf(outcome), device, inUse: device.inUse };
}

// --- internal ---

const probe = (policy: Policy, scenario: ConsoleScenario, device: MetDevice, trace: Trace): Outcome =>
  probeOver(device, policy, consoleEnvironment(scenario), mostQueues(scenario), consolePlanFault, trace);
