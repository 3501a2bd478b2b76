import type { FeatureSet } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { SimulatedDevice } from '../device/simulated-device.ts';
import { SimulatedTransport } from '../device/simulated-transport.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { TraceEvent } from '../trace/events.ts';
import { type Round, readRounds } from '../trace/rounds.ts';
import { Core } from './core.ts';
import type { Outcome } from './outcome.ts';
import { type Policy, runProbe } from './policy.ts';
import { NO_TRAFFIC, runTraffic, type Traffic } from './traffic.ts';

/** All that one run of a subject left behind: what properties judge. */
export interface Run {
  readonly scenario: Scenario;
  readonly events: readonly TraceEvent[];
  readonly rounds: readonly Round[];
  /** Undefined for a recording: nobody asked the driver what it had in mind. */
  readonly outcome: Outcome | undefined;
  readonly traffic: Traffic;
  readonly finalStatus: number;
  /** Register accesses of the whole probe. */
  readonly accesses: number;
  /** The sets that the device used, one a latch. */
  readonly latched: readonly FeatureSet[];
  /** Entries of a queue as the device uses it at the end. */
  readonly sizeOf: (queue: number) => number;
}

/** Runs a policy over the simulated device of a scenario, traffic included. Pure: the same in, the same out. */
export function runPolicy(policy: Policy, scenario: Scenario): Run {
  const device = new SimulatedDevice(scenario);
  const transport = new SimulatedTransport(device);
  const { version, maxSkbFrags, layout } = scenario;
  const core = new Core(
    transport,
    { version, transport: scenario.transport, maxSkbFrags, layout },
    scenario.peek,
  );
  const outcome = runProbe(policy, core);
  const sizeOf = (queue: number): number => device.effectiveSize(queue);
  const traffic =
    outcome.kind === 'live'
      ? runTraffic(outcome.plan, {
          version,
          legacy: transportRules[scenario.transport].legacy,
          layout,
          deviceFeatures: device.latched.at(-1) ?? device.accepted(),
          mtu: scenario.mtu,
          sizeOf,
        })
      : NO_TRAFFIC;
  return {
    scenario,
    events: transport.events,
    rounds: readRounds(transport.events),
    outcome,
    traffic,
    finalStatus: device.status,
    accesses: transport.accesses,
    latched: device.latched,
    sizeOf,
  };
}
