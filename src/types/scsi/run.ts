import { queueCount } from '../../../spec/scsi/queues.ts';
import type { DeviceState, MetDevice } from '../../device/simulated-device.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { knownTo, type Policy } from '../../driver/policy.ts';
import { type End, probeOver, type Run, readRun } from '../../run/run.ts';
import { Trace } from '../../trace/trace.ts';
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

/** Runs a policy over the simulated host of a scenario, traffic included: as `runNetPolicy`. */
export const runScsiPolicy = (policy: Policy, scenario: ScsiScenario, trace: Trace = new Trace()): ScsiRun =>
  runOnScsiDevice(policy, scenario, scsiDevice(scenario), trace);

/** Runs a policy over a host as it is, whoever used it before. */
export function runOnScsiDevice(
  policy: Policy,
  scenario: ScsiScenario,
  device: MetDevice,
  trace: Trace,
): ScsiRun {
  const outcome = probe(policy, scenario, device, trace);
  const plan = scsiPlanOf(outcome);
  if (plan) carryCommands(plan, device, trace);
  const supports = knownTo(policy, scenario.transport);
  return Object.assign(readRun(scenario, trace, device, outcome, true, supports), { plan });
}

/** As `DeviceType.read`. */
export const readScsiEvents = (scenario: ScsiScenario, trace: Trace, device: DeviceState): ScsiRun =>
  Object.assign(readRun(scenario, trace, device, undefined, false, undefined), { plan: undefined });

/** As `runOnScsiDevice`, no further than to the end of the probe. */
export function endOnScsiDevice(
  policy: Policy,
  scenario: ScsiScenario,
  device: MetDevice,
  trace: Trace,
): End<ScsiRun> {
  const outcome = probe(policy, scenario, device, trace);
  return { scenario, outcome, plan: scsiPlanOf(outcome), device, inUse: device.inUse };
}

// --- internal ---

const probe = (policy: Policy, scenario: ScsiScenario, device: MetDevice, trace: Trace): Outcome =>
  probeOver(device, policy, scsiEnvironment(scenario), queueCount(scenario.numQueues), scsiPlanFault, trace);
