import type { DeviceState, MetDevice } from '../../device/simulated-device.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { knownTo } from '../../driver/policy.ts';
import { type End, probeOver, type Run, readRun } from '../../run/run.ts';
import { Trace } from '../../trace/trace.ts';
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

/** Runs a policy over the simulated disk of a scenario, traffic included: as `runNetPolicy`. */
export const runBlkPolicy = (policy: BlkDriver, scenario: BlkScenario, trace: Trace = new Trace()): BlkRun =>
  runOnBlkDevice(policy, scenario, blkDevice(scenario), trace);

/** Runs a policy over a disk as it is, whoever used it before. */
export function runOnBlkDevice(
  policy: BlkDriver,
  scenario: BlkScenario,
  device: MetDevice,
  trace: Trace,
): BlkRun {
  const outcome = probe(policy, scenario, device, trace);
  const plan = blkPlanOf(outcome);
  if (plan) carryRequests(plan, device, trace);
  return Object.assign(readRun(scenario, trace, device, outcome, true, knownTo(policy, scenario.transport)), {
    plan,
    handlesHostManaged: policy.handlesHostManaged === true,
  });
}

/** As `DeviceType.read`. */
export const readBlkEvents = (scenario: BlkScenario, trace: Trace, device: DeviceState): BlkRun =>
  Object.assign(readRun(scenario, trace, device, undefined, false, undefined), {
    plan: undefined,
    handlesHostManaged: false,
  });

/** As `runOnBlkDevice`, no further than to the end of the probe. */
export function endOnBlkDevice(
  policy: BlkDriver,
  scenario: BlkScenario,
  device: MetDevice,
  trace: Trace,
): End<BlkRun> {
  const outcome = probe(policy, scenario, device, trace);
  return { scenario, outcome, plan: blkPlanOf(outcome), device, inUse: device.inUse };
}

// --- internal ---

const probe = (policy: BlkDriver, scenario: BlkScenario, device: MetDevice, trace: Trace): Outcome =>
  probeOver(device, policy, blkEnvironment(scenario), scenario.numQueues, blkPlanFault, trace);
