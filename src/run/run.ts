import type { FeatureSet } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { type DeviceState, SimulatedDevice } from '../device/simulated-device.ts';
import { Core, type Environment } from '../driver/core.ts';
import type { BlkPlan, NetPlan, Outcome, Plan } from '../driver/outcome.ts';
import { knownTo, type Policy, runProbe } from '../driver/policy.ts';
import type { SeedTable } from '../types/net/seed-table.ts';
import type { BlkScenario, NetScenario, Scenario } from '../scenario/scenario.ts';
import { EVENT_LIMIT, Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import { type BlkTraffic, NO_BLK_TRAFFIC, runBlkTraffic } from '../types/blk/traffic.ts';
import { type Reading, read, type SharedReading } from './reading.ts';
import { type RingsInUse, ringsInUse } from '../types/net/rings.ts';
import { NO_TRAFFIC, runTraffic, type Traffic } from '../types/net/traffic.ts';

/** What a subject left behind on one scenario, whatever the device type. */
export interface Run extends Reading {
  readonly scenario: Scenario;
  /** What the trace alone tells. */
  readonly reading: SharedReading;
  readonly trace: Trace;
  /** Undefined for a recording: nobody asked the driver what it had in mind. */
  readonly outcome: Outcome | undefined;
  /** How the driver is live; undefined where the probe failed, or the subject is a recording. */
  readonly plan: Plan | undefined;
  readonly device: DeviceState;
  /** The features that the device uses at the end. */
  readonly inUse: FeatureSet;
  /** The features that the subject knows; undefined: those of Linux. */
  readonly supports: FeatureSet | undefined;
}

/** How a run ended: what is known of it when nobody has read its trace. */
export type End<R extends Reading> = Pick<
  R,
  Extract<keyof R, 'scenario' | 'outcome' | 'plan' | 'device' | 'inUse'>
>;

/** A run on a virtio-net device. */
export interface NetRun extends Run {
  readonly scenario: NetScenario;
  readonly plan: NetPlan | undefined;
  /** The rings of a live plan; undefined where there is none. */
  readonly rings: RingsInUse | undefined;
  readonly traffic: Traffic;
  /** The table of the proposal that the subject claims to keep to; undefined: none. */
  readonly seedTable: SeedTable | undefined;
}

/** A run on a virtio-blk device. */
export interface BlkRun extends Run {
  readonly scenario: BlkScenario;
  readonly plan: BlkPlan | undefined;
  readonly traffic: BlkTraffic;
  /** Whether the subject can handle host-managed zones. */
  readonly handlesHostManaged: boolean;
}

/** Reads what a subject left behind on a virtio-net device. */
export function readRun(
  scenario: NetScenario,
  trace: Trace,
  device: DeviceState,
  outcome: Outcome | undefined,
  traffic: Traffic,
  supports: FeatureSet | undefined,
  seedTable: SeedTable | undefined = undefined,
): NetRun {
  const reading = read(trace, scenario);
  const { legacy, rounds, last, accesses, polls, negotiations, final } = reading;
  const plan = netPlan(outcome);
  return {
    scenario,
    reading,
    legacy,
    trace,
    rounds,
    last,
    outcome,
    plan,
    rings: plan && ringsInUse(plan, scenario, device, legacy),
    device,
    inUse: device.inUse,
    traffic,
    accesses,
    polls,
    negotiations,
    final,
    supports,
    seedTable,
  };
}

/**
 * Runs a policy over the simulated device of a scenario, traffic included. Pure: the same in, the same out. Whoever
 * passes a trace to use again must be done with the run that used it before.
 */
export function runPolicy(policy: Policy, scenario: NetScenario, trace: Trace = new Trace()): NetRun {
  return runOnDevice(policy, scenario, new SimulatedDevice(scenario), trace);
}

/** Runs a policy over a device as it is, whoever used it before. */
export function runOnDevice(
  policy: Policy,
  scenario: NetScenario,
  device: SimulatedDevice,
  trace: Trace,
): NetRun {
  const outcome = probeNet(policy, scenario, device, trace);
  const plan = netPlan(outcome);
  const { legacy } = transportRules[scenario.transport];
  const traffic = plan ? runTraffic(plan, scenario, device, legacy, trace) : NO_TRAFFIC;
  const supports = knownTo(policy, scenario.transport);
  return readRun(scenario, trace, device, outcome, traffic, supports, policy.seedTable);
}

/** As `runOnDevice`, no further than to the end of the probe. */
export function endOnDevice(
  policy: Policy,
  scenario: NetScenario,
  device: SimulatedDevice,
  trace: Trace,
): End<NetRun> {
  const outcome = probeNet(policy, scenario, device, trace);
  return { scenario, outcome, plan: netPlan(outcome), device, inUse: device.inUse };
}

/** As `runPolicy`, on a virtio-blk device. */
export function runBlkPolicy(policy: Policy, scenario: BlkScenario, trace: Trace = new Trace()): BlkRun {
  return runOnBlkDevice(policy, scenario, new SimulatedDevice(scenario), trace);
}

/** As `runOnDevice`, on a virtio-blk device. */
export function runOnBlkDevice(
  policy: Policy,
  scenario: BlkScenario,
  device: SimulatedDevice,
  trace: Trace,
): BlkRun {
  const outcome = probeBlk(policy, scenario, device, trace);
  const plan = blkPlan(outcome);
  const traffic = plan ? runBlkTraffic(plan, device, trace) : NO_BLK_TRAFFIC;
  const reading = read(trace, scenario);
  const { legacy, rounds, last, accesses, polls, negotiations, final } = reading;
  return {
    scenario,
    reading,
    legacy,
    trace,
    rounds,
    last,
    outcome,
    plan,
    device,
    inUse: device.inUse,
    traffic,
    accesses,
    polls,
    negotiations,
    final,
    supports: knownTo(policy, scenario.transport),
    handlesHostManaged: policy.handlesHostManaged === true,
  };
}

/** As `endOnDevice`, on a virtio-blk device. */
export function endOnBlkDevice(
  policy: Policy,
  scenario: BlkScenario,
  device: SimulatedDevice,
  trace: Trace,
): End<BlkRun> {
  const outcome = probeBlk(policy, scenario, device, trace);
  return { scenario, outcome, plan: blkPlan(outcome), device, inUse: device.inUse };
}

// --- internal ---

const netPlan = (outcome: Outcome | undefined): NetPlan | undefined =>
  outcome?.kind === 'live' && outcome.plan.type === 'net' ? outcome.plan : undefined;

const blkPlan = (outcome: Outcome): BlkPlan | undefined =>
  outcome.kind === 'live' && outcome.plan.type === 'blk' ? outcome.plan : undefined;

function probeNet(policy: Policy, scenario: NetScenario, device: SimulatedDevice, trace: Trace): Outcome {
  const { version, transport, peek, maxSkbFrags, layout } = scenario;
  const env: Environment = { type: 'net', version, transport, canPeek: peek, maxSkbFrags, layout };
  return probeDevice(policy, env, device, trace, scenario.maxVirtqueuePairs);
}

function probeBlk(policy: Policy, scenario: BlkScenario, device: SimulatedDevice, trace: Trace): Outcome {
  const { version, transport, peek, maxSegments, request } = scenario;
  const env: Environment = { type: 'blk', version, transport, canPeek: peek, maxSegments, request };
  return probeDevice(policy, env, device, trace, scenario.numQueues);
}

/** Events that a probe of many queues may take for each of them, over a few rounds. */
const EVENTS_A_QUEUE = 64;

function probeDevice(
  policy: Policy,
  env: Environment,
  device: SimulatedDevice,
  trace: Trace,
  queues: number,
): Outcome {
  trace.clear(EVENT_LIMIT + EVENTS_A_QUEUE * queues);
  const recorder = new Recorder(device, trace);
  const outcome = runProbe(policy, new Core(recorder, env));
  recorder.seal(policy.id);
  // Traffic is the suite's own doing: it may not overflow the trace.
  trace.unlimit();
  return outcome;
}
