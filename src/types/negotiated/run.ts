import type { DeviceModel } from '../../device/device-model.ts';
import { REFUSED } from '../../device/device-model.ts';
import { type MetDevice, SimulatedDevice } from '../../device/simulated-device.ts';
import type { Environment } from '../../driver/core.ts';
import type { Outcome, Plan } from '../../driver/outcome.ts';
import { planFault } from '../../driver/plan.ts';
import { knownTo, type Policy } from '../../driver/policy.ts';
import { probeOver, type Run, readRun } from '../../run/run.ts';
import type { Trace } from '../../trace/trace.ts';
import type { NegotiatedScenario } from './scenario.ts';

/** A run on a device of a type that is negotiated with and no more. */
export interface NegotiatedRun extends Run {
  readonly scenario: NegotiatedScenario;
}

/** The simulated device of a scenario: it answers as every device does, and uses nothing that it is given but when it is told to. */
export const negotiatedDevice = (scenario: NegotiatedScenario): SimulatedDevice =>
  new SimulatedDevice(scenario, model);

/** Runs a policy over a device as it is, whoever used it before. */
export function runNegotiated(
  policy: Policy,
  scenario: NegotiatedScenario,
  device: MetDevice,
  trace: Trace,
): NegotiatedRun {
  const outcome = probe(policy, scenario, device, trace);
  const supports = knownTo(policy, scenario.transport);
  return Object.assign(readRun(scenario, trace, device, outcome, true, supports), { plan: planOf(outcome) });
}

/** As `runNegotiated`, no further than to the end of the probe. */
export function endNegotiated(policy: Policy, scenario: NegotiatedScenario, device: MetDevice, trace: Trace) {
  const outcome = probe(policy, scenario, device, trace);
  return { scenario, outcome, plan: planOf(outcome), device, inUse: device.inUse };
}

// --- internal ---

const model: DeviceModel<NegotiatedScenario> = {
  configAt: () => 0,
  mostQueues: ({ queues }) => queues,
  slotOf: ({ queues }, queue) => (queue < queues ? queue : -1),
  mustRefuse: () => false,
  answerTo: () => REFUSED,
  switchedOffBy: () => undefined,
};

const planOf = (outcome: Outcome): Plan | undefined => (outcome.kind === 'live' ? outcome.plan : undefined);

function probe(policy: Policy, scenario: NegotiatedScenario, device: MetDevice, trace: Trace): Outcome {
  const { type, version, transport, peek, queues } = scenario;
  const env: Environment = { type, version, transport, canPeek: peek };
  const fields = {
    type,
    counts: [],
    lists: [['queues', 1, 'the sizes of the virtqueues']],
    others: [],
  } as const;
  return probeOver(device, policy, env, queues, (plan) => planFault(plan, fields), trace);
}
