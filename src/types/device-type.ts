import type * as z from 'zod/mini';
import type { FeatureSet } from '../../spec/features.ts';
import type { Transport } from '../../spec/transports.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';
import type { DeviceState, MetDevice, SimulatedDevice } from '../device/simulated-device.ts';
import type { Claim, Policy } from '../driver/policy.ts';
import type { QueueFacts } from '../ring/queue-facts.ts';
import type { End, Run } from '../run/run.ts';
import type { Beside } from '../run/shown-device.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import type { Acceptance, Scenario } from '../scenario/scenario.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * All that is particular to one device type: the one value in which whatever works for every type finds what it asks of this one. Its
 * functions are asked only about scenarios, runs and plans of their own type.
 */
export interface DeviceType<R extends Run> {
  readonly name: R['scenario']['type'];
  owns(scenario: Scenario): scenario is R['scenario'];
  /** Reads a scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
  parse(value: unknown, where: string): R['scenario'];
  /** How a scenario is written as JSON; made known by a function, as what the sandbox can reach is frozen, and zod fills schemas in late. */
  schema(): z.ZodMiniType<ScenarioJson>;
  /** What is meant where a field of its own is left out of JSON. */
  readonly usual: object;
  /** The simulated device of a scenario, and how many virtqueues that has at the most. */
  deviceOf(scenario: R['scenario']): SimulatedDevice;
  mostQueues(scenario: R['scenario']): number;
  /** What a command that was done leaves switched off of what is in use; undefined where it switches nothing. */
  readonly switchedOffBy: NonNullable<Beside['switchedOffBy']>;
  /** What a policy of this type may say of itself beyond what all do. */
  readonly claims: readonly Claim[];
  /** Runs a policy; the run lasts until the trace is used again. */
  run(policy: Policy, scenario: R['scenario'], trace: Trace): R;
  /** As `run`, over a device as it is. */
  runOn(policy: Policy, scenario: R['scenario'], device: MetDevice, trace: Trace): R;
  /** Runs a policy no further than to the end of its probe, over a device as it is: what is known of it lasts until the device is used again. */
  end(policy: Policy, scenario: R['scenario'], device: MetDevice, trace: Trace): End<R>;
  /** A run of which only the events are known: nobody asked its driver, or looked everywhere in its rings. */
  read(scenario: R['scenario'], trace: Trace, device: DeviceState): R;
  /** What a device with such an offer is asked by who asks all that spares it, as values of `request` events; nothing if absent. */
  requests?(offer: FeatureSet): readonly number[];
  /** What a device with such an offer and so many virtqueues states of its own type, as fields of a scenario in JSON; `config` reads its configuration at an offset. */
  stated(offer: FeatureSet, config: (offset: number) => number, queues: number): object;
  /** Whether a scenario's device also does what the standard only recommends. */
  isExemplary(scenario: R['scenario']): boolean;
  score(run: R): Score;
  /** What devices of the sweep offer, and the scenario of a profile with all rings of one size. */
  readonly offers: readonly SweptOffer[];
  sweptScenario(profile: Profile, size: number): R['scenario'];
  /** Simpler scenarios by what only this device type has, the simplest first. */
  simpler(scenario: R['scenario']): Iterable<R['scenario']>;
  readonly words: Words<R>;
}

/** A scenario as one of a device type. Throws TypeError where it is of another. */
export function ownOf<R extends Run>(deviceType: DeviceType<R>, scenario: Scenario): R['scenario'] {
  if (deviceType.owns(scenario)) return scenario;
  throw new TypeError(`a scenario of virtio-${deviceType.name} is expected, not of virtio-${scenario.type}`);
}

/** How one run does by the columns of a judgement. */
export interface Score {
  /** Whether the best driver could go live and be safe on this scenario. */
  readonly feasible: boolean;
  /** Features that a live subject gave up beyond need. */
  readonly lost: number;
  /** Whether its costs count for large rings, or for small ones; undefined: for neither. */
  readonly path: 'good' | 'small' | undefined;
}

/** What a device of the sweep offers. */
export interface SweptOffer {
  readonly name: string;
  readonly offer: FeatureSet;
  /** What a small ring may block of it: the acceptance "refuses unless" wants these gone. */
  readonly blockable: FeatureSet;
}

/** All of a swept scenario but its ring size. */
export interface Profile {
  readonly transport: Transport;
  readonly peek: boolean;
  readonly format: RingFormat;
  /** Name of the acceptance script. */
  readonly script: string;
  readonly acceptance: readonly Acceptance[];
  readonly offer: SweptOffer;
}

/** What reports say of a device type. */
export interface Words<R extends Run> {
  /** What a line about a scenario begins with; nothing where the type goes without saying. */
  readonly over: string;
  /** The rings of a device that offers such features, by slot: `rings of 16`. */
  rings(sizes: readonly number[], offer: string, scenario: ScenarioJson): string;
  /** What is out of the ordinary in a scenario, of what only this type has. */
  oddities(scenario: ScenarioJson): string[];
  /** A virtqueue by its name under the accepted features: `receiveq1`. */
  queueName(index: number, scenario: R['scenario'], accepted: FeatureSet): string;
  /** What virtqueues are for, in the order in which they are told; and how far apart neighbours are by index. */
  readonly roles: readonly (readonly [role: string, step: number])[];
  roleOf(index: number, scenario: R['scenario'], accepted: FeatureSet): string;
  /** What a `command` event of a queue says: `sends the command MQ_VQ_PAIRS_SET`; by its numbers where the type has no names. */
  command?(value: number, queue: number): string;
  /** A request that a `request` event is, and how it ended: `a write, which ends in status 1`. */
  request?(value: number): string;
  /** What else is to be said of a live driver before its traffic is. */
  mark(plan: NonNullable<R['plan']>): string;
  /** What became of a virtqueue, as the events tell it, and how its driver means to go on where it says so. */
  traffic(facts: QueueFacts, run: R): ToldTraffic;
  /** The largest messages of each kind under what is in use, and the rings that they must fit; nothing where the traffic says it all. */
  messages?(run: R): Message[];
  /** A map of ring sizes: what its axes are, and the rings by slot at a row and a column, those that neither is about as they were in `sizes`. */
  readonly map: {
    readonly down: string;
    readonly across: string;
    /** Whether it has a row for each size; else there is one row. */
    readonly hasRows: boolean;
    sizes(row: number, column: number, sizes: readonly number[]): readonly number[];
  };
}

/** A message, and the ring that it must fit, both in descriptors. */
export interface Message {
  readonly what: string;
  readonly takes: number;
  readonly ring: number;
}

export interface ToldTraffic {
  readonly text: string;
  readonly trouble: boolean;
}
