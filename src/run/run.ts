import type { FeatureSet } from '../../spec/features.ts';
import type { DeviceState, MetDevice } from '../device/simulated-device.ts';
import { Core, type Environment } from '../driver/core.ts';
import type { Outcome, Plan } from '../driver/outcome.ts';
import { knownTo, type Policy, runProbe } from '../driver/policy.ts';
import { factsOf, type QueueFacts } from '../ring/queue-facts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { EVENT_LIMIT, type Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import { read, type SharedView, type TraceView } from './trace-view.ts';

/** What a subject left behind on one scenario, whatever the device type. */
export interface Run extends TraceView {
  readonly scenario: Scenario;
  /** What the trace alone tells. */
  readonly view: SharedView;
  readonly trace: Trace;
  /** Undefined for a recording: nobody asked the driver what it had in mind. */
  readonly outcome: Outcome | undefined;
  /** How the driver is live; undefined where the probe failed, or the subject is a recording. */
  readonly plan: Plan | undefined;
  /** What its events tell of each virtqueue that they name; and whether that is all that happened: to a recording nobody looked everywhere. */
  readonly queues: readonly QueueFacts[];
  readonly isWhole: boolean;
  /** How a driver that has no outcome ended whose accesses were all seen, the first too; undefined: there may be others. */
  readonly said?: Said;
  /** Whether it was observed of a recording that frames went on, or did not. */
  readonly showsEnd?: boolean;
  /** Whether somebody told which features a device uses that was driven by others than policies. */
  readonly showsUse?: boolean;
  readonly device: DeviceState;
  /** The features that the device uses at the end. */
  readonly inUse: FeatureSet;
  /** The features that the subject knows; undefined: those of Linux. */
  readonly supports: FeatureSet | undefined;
}

/** What a driver says of the end of its probe, or how it was lost before. */
export type Said = 'live' | 'failed' | { readonly lost: string };

/** How a run ended: what is known of it when nobody has read its trace. */
export type End<R extends TraceView> = Pick<
  R,
  Extract<keyof R, 'scenario' | 'outcome' | 'plan' | 'device' | 'inUse'>
>;

/** Runs the probe of a policy over a device as it is, whoever used it before, whose driver may use so many queues, or pairs of them. */
export function probeOver(
  device: MetDevice,
  policy: Policy,
  env: Environment,
  queuesOrPairs: number,
  planFault: (plan: unknown) => string | undefined,
  trace: Trace,
): Outcome {
  trace.clear(EVENT_LIMIT + EVENTS_EACH * queuesOrPairs);
  const recorder = new Recorder(device, trace);
  const outcome = runProbe(policy, new Core(recorder, env), planFault);
  recorder.seal(policy.id);
  // Traffic is the suite's own doing: it may not overflow the trace.
  trace.unlimit();
  return outcome;
}

/**
 * What every run of a subject on a device has: its trace, read. `isWhole`: that tells all that happened in the rings. PERF: what a device
 * type adds is assigned to it (0.3 µs); to spread it into another object takes 13 µs, as long as the run itself.
 */
export function readRun<S extends Scenario>(
  scenario: S,
  trace: Trace,
  device: DeviceState,
  outcome: Outcome | undefined,
  isWhole: boolean,
  policy: Policy | undefined,
): Omit<Run, 'scenario' | 'plan'> & { readonly scenario: S } {
  const view = read(trace, scenario);
  const { legacy, rounds, last, accesses, polls, negotiations, final } = view;
  return {
    scenario,
    view,
    legacy,
    trace,
    rounds,
    last,
    outcome,
    device,
    inUse: device.inUse,
    queues: factsOf(trace, isWhole),
    isWhole,
    accesses,
    polls,
    negotiations,
    final,
    supports: policy && knownTo(policy, scenario.transport),
  };
}

// --- internal ---

/** Events that a probe of many queues may take for each of them, or for each pair, over a few rounds. */
const EVENTS_EACH = 64;
