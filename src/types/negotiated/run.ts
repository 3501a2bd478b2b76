import type { NegotiatedTypeName } from '../../../spec/negotiated-types.ts';
import type { DeviceModel } from '../../device/device-model.ts';
import { REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Outcome, Plan } from '../../driver/outcome.ts';
import { planFault } from '../../driver/plan.ts';
import type { Policy } from '../../driver/policy.ts';
import type { Run } from '../../run/run.ts';
import { readWithPlan, runsOf } from '../../run/runs.ts';
import type { NegotiatedScenario } from './scenario.ts';

/** A run on a device of a type that is negotiated with and no more. */
export interface NegotiatedRun extends Run {
  readonly scenario: NegotiatedScenario;
}

/** The simulated device of a scenario: it answers as every device does, and uses nothing that it is given but when it is told to. */
export const negotiatedDevice = (scenario: NegotiatedScenario): SimulatedDevice =>
  new SimulatedDevice(scenario, model);

export const negotiatedRuns = (ofType: NegotiatedTypeName) =>
  runsOf<Policy, NegotiatedRun>({
    deviceOf: negotiatedDevice,
    environment: ({ type, version, transport, peek }) => ({ type, version, transport, canPeek: peek }),
    queuesOrPairs: ({ queues }) => queues,
    planFault: (plan) =>
      planFault(plan, {
        type: ofType,
        counts: [],
        lists: [['queues', 1, 'the sizes of the virtqueues']],
        others: [],
      }),
    planOf,
    read: readWithPlan(planOf),
  });

// --- internal ---

const model: DeviceModel<NegotiatedScenario> = {
  configAt: () => 0,
  mostQueues: ({ queues }) => queues,
  slotOf: ({ queues }, queue) => (queue < queues ? queue : -1),
  mustRefuse: () => false,
  answerTo: () => REFUSED,
  switchedOffBy: () => undefined,
};

const planOf = (outcome: Outcome | undefined): Plan | undefined =>
  outcome?.kind === 'live' ? outcome.plan : undefined;
