import { type FeatureSet, NONE } from '../../spec/features.ts';
import { SimulatedDevice } from '../device/simulated-device.ts';
import type { Core } from '../driver/core.ts';
import { NetProbe } from '../types/net/probe.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { Policy } from '../driver/policy.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { recommended } from '../policies/recommended.ts';
import type { NetScenario } from '../scenario/scenario.ts';

/** The real bug, or the real design, that a fault is taken from. */
export interface Origin {
  readonly project: string;
  /** A commit, an issue, or a file. */
  readonly reference: string;
}

/** One deliberate fault. */
interface Fault {
  /** Words, never numbers. */
  readonly id: string;
  /** One sentence without a full stop: what the subject does wrong. */
  readonly title: string;
  readonly origin?: Origin;
  /** Ids of the clauses that it violates, each one that a property of `caughtBy` cites; empty where it breaks demands only. */
  readonly breaks: readonly string[];
  /** Ids of properties that it violates and its right subject does not; the first is the one that is there for it. */
  readonly caughtBy: readonly string[];
  /** Why no property catches it. */
  readonly escapes?: string;
  /** Whether it escapes because it never differs from its right subject: `kill` walks the exhaustive sweep to show so. */
  readonly equivalent?: boolean;
}

interface PolicyFault extends Fault {
  readonly kind: 'policy';
  /** The right policy, but for the fault. */
  readonly base: Policy;
}

/** What a faulty driver's module keeps from one probe to the next: made anew with the policy. */
export interface ModuleState {
  blocked: FeatureSet;
  inUse: boolean;
}

/** A right virtio-net policy, but for one fault. */
export interface NetPolicyMutant extends PolicyFault {
  readonly type: 'net';
  /** The device that shows the fault, made of one of the scenarios, where few of them have it. */
  readonly meets?: (scenario: NetScenario) => NetScenario;
  /** Breaks the steps of one probe before it begins. */
  readonly tamper: (probe: NetProbe, module: ModuleState) => void;
}

/** A right virtio-blk policy, but for one fault. */
export interface BlkPolicyMutant extends PolicyFault {
  readonly type: 'blk';
  /** Breaks the steps of the virtio core of one probe before it begins. */
  readonly tamper: (core: Core) => void;
}

export type PolicyMutant = NetPolicyMutant | BlkPolicyMutant;

/** A right virtio-net device, but for one fault. */
export interface DeviceMutant extends Fault {
  readonly kind: 'device';
  /** Right policies that provoke the fault, or faulty ones where no right one does. */
  readonly drivers: readonly Policy[];
  /** What the device states, or which quirk it has, instead of what its scenario says. */
  readonly change?: (scenario: NetScenario) => NetScenario;
  /** Breaks a device before a driver finds it. */
  readonly tamper?: (device: SimulatedDevice) => void;
}

export type Mutant = PolicyMutant | DeviceMutant;

/** Declares a virtio-net policy mutant; its base is `recommended` unless said. */
export const faultyPolicy = (
  declared: Omit<NetPolicyMutant, 'kind' | 'type' | 'base'> & { readonly base?: Policy },
): NetPolicyMutant => ({ kind: 'policy', type: 'net', base: recommended, ...declared });

/** Declares a virtio-blk policy mutant, of `blk-fit-requests`. */
export const faultyDisk = (declared: Omit<BlkPolicyMutant, 'kind' | 'type' | 'base'>): BlkPolicyMutant => ({
  kind: 'policy',
  type: 'blk',
  base: blkFitRequests,
  ...declared,
});

/** Declares a device mutant. */
export const faultyDevice = (declared: Omit<DeviceMutant, 'kind'>): DeviceMutant => ({
  kind: 'device',
  ...declared,
});

/** The policy that a mutant is, with a module of its own. Throws TypeError where the base of a virtio-net mutant is of another device type. */
export function policyOf(mutant: PolicyMutant): Policy {
  const { id, title, base } = mutant;
  if (mutant.type === 'blk') {
    const probe = (core: Core): Outcome => {
      mutant.tamper(core);
      return base.probe(core);
    };
    return { ...base, id, title, probe };
  }
  const netProbe = netProbeOf(base);
  const module: ModuleState = { blocked: NONE, inUse: false };
  const probe = (core: Core): Outcome => {
    const net = new NetProbe(core, base.supports);
    mutant.tamper(net, module);
    return netProbe(net);
  };
  return { ...base, id, title, probe };
}

/** A policy that knows other features than it declares. Throws TypeError where it is no virtio-net policy. */
export function knowing(base: Policy, supports: FeatureSet): Policy {
  const probe = netProbeOf(base);
  return { ...base, supports, probe: (core) => probe(new NetProbe(core, supports)) };
}

/** A right policy made of another one, which does something more. Throws TypeError where that is no virtio-net policy. */
export function doingMore(
  base: Policy,
  { id, title }: Pick<Policy, 'id' | 'title'>,
  more: (probe: NetProbe) => void,
): Policy {
  const probe = netProbeOf(base);
  const netProbe = (net: NetProbe): Outcome => {
    more(net);
    return probe(net);
  };
  return { ...base, id, title, netProbe, probe: (core) => netProbe(new NetProbe(core, base.supports)) };
}

/** The scenario of a faulty device: that of a right one, as the mutant changes it. */
export const scenarioOf = ({ change }: DeviceMutant, scenario: NetScenario): NetScenario =>
  change === undefined ? scenario : change(scenario);

/** A faulty device of a scenario that `scenarioOf` gave. */
export function deviceOf({ tamper }: DeviceMutant, scenario: NetScenario): SimulatedDevice {
  const device = new SimulatedDevice(scenario);
  tamper?.(device);
  return device;
}

/** Puts another method in the place of one; `make` gets the one that was there. Throws TypeError where there was none. */
export function override<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  make: (original: Target[Name]) => Target[Name],
): void {
  const method = target[name];
  if (typeof method !== 'function') throw new TypeError(`${String(name)} is no method`);
  const original = new Proxy(method, { apply: (call, _, given) => Reflect.apply(call, target, given) });
  target[name] = make(original);
}

// --- internal ---

function netProbeOf({ id, netProbe }: Policy): NonNullable<Policy['netProbe']> {
  if (netProbe === undefined) throw new TypeError(`${id} is no virtio-net policy`);
  return netProbe;
}
