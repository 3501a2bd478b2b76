import type { DeviceState, MetDevice } from '../device/simulated-device.ts';
import type { Environment } from '../driver/core.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { Policy } from '../driver/policy.ts';
import { Trace } from '../trace/trace.ts';
import { probeOver, type Run, readRun } from './run.ts';

/** Of what the runs of a device type are made: policies of its own are `D`. */
export interface RunParts<D extends Policy, R extends Run> {
  deviceOf(scenario: R['scenario']): MetDevice;
  environment(scenario: R['scenario']): Environment;
  /** How many virtqueues a driver may use, or pairs of them. */
  queuesOrPairs(scenario: R['scenario']): number;
  planFault(plan: unknown): string | undefined;
  planOf(outcome: Outcome | undefined): R['plan'];
  /** Has the device served what a live driver puts into its rings, as events of the trace. */
  carry?(plan: NonNullable<R['plan']>, scenario: R['scenario'], device: MetDevice, trace: Trace): void;
  /** Reads what a subject left behind, as `readRun` does: of one whose policy is known, and of a recording. */
  readonly read: ReadRun<D, R>;
}

export type ReadRun<D extends Policy, R extends Run> = (
  scenario: R['scenario'],
  trace: Trace,
  device: DeviceState,
  outcome: Outcome | undefined,
  isWhole: boolean,
  policy: D | undefined,
) => R;

/** How a device type runs policies, as members of its `DeviceType`. Pure: the same in, the same out. */
export function runsOf<D extends Policy, R extends Run>(parts: RunParts<D, R>) {
  type S = R['scenario'];
  const { planFault, planOf, read } = parts;
  const probe = (policy: D, scenario: S, device: MetDevice, trace: Trace): Outcome =>
    probeOver(device, policy, parts.environment(scenario), parts.queuesOrPairs(scenario), planFault, trace);
  const runOn = (policy: D, scenario: S, device: MetDevice, trace: Trace): R => {
    const outcome = probe(policy, scenario, device, trace);
    const plan = planOf(outcome);
    if (plan) parts.carry?.(plan, scenario, device, trace);
    return read(scenario, trace, device, outcome, true, policy);
  };
  return {
    runOn,
    /** Whoever passes a trace to use again must be done with the run that used it before. */
    run: (policy: D, scenario: S, trace: Trace = new Trace()): R =>
      runOn(policy, scenario, parts.deviceOf(scenario), trace),
    end(policy: D, scenario: S, device: MetDevice, trace: Trace) {
      const outcome = probe(policy, scenario, device, trace);
      return { scenario, outcome, plan: planOf(outcome), device, inUse: device.inUse };
    },
    read: (scenario: S, trace: Trace, device: DeviceState): R =>
      read(scenario, trace, device, undefined, false, undefined),
  };
}

/** Reads runs of which a device type adds no more than the plan. */
export const readWithPlan =
  <R extends Run>(planOf: (outcome: Outcome | undefined) => R['plan']): ReadRun<Policy, R> =>
  (scenario, trace, device, outcome, isWhole, policy) =>
    Object.assign(readRun(scenario, trace, device, outcome, isWhole, policy), {
      plan: planOf(outcome),
    }) as R;
