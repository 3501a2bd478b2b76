import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { SimulatedDevice } from '../device/simulated-device.ts';
import type { Core } from '../driver/core.ts';
import type { Outcome } from '../driver/outcome.ts';
import { type Policy, typeOf } from '../driver/policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deviceTypes } from '../types/types.ts';

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

/** A right policy, but for one fault. */
export interface PolicyMutant extends Fault {
  readonly kind: 'policy';
  readonly type: DeviceTypeName;
  /** The right policy, but for the fault. */
  readonly base: Policy;
  /** The policy that it is, with a module of its own. Throws TypeError where its base is of another device type. */
  readonly policy: () => Policy;
  /** The device that shows the fault, made of one of the scenarios, where few of them have it. */
  meets?(scenario: Scenario): Scenario;
}

/** A right device, but for one fault. */
export interface DeviceMutant extends Fault {
  readonly kind: 'device';
  readonly type: DeviceTypeName;
  /** Right policies that provoke the fault, or faulty ones where no right one does. */
  readonly drivers: readonly Policy[];
  /** What the device states, or which quirk it has, instead of what its scenario says. */
  change?(scenario: Scenario): Scenario;
  /** Breaks a device before a driver finds it. */
  readonly tamper?: (device: SimulatedDevice) => void;
}

export type Mutant = PolicyMutant | DeviceMutant;

/** What is said of every policy mutant; its base is the right policy of its type unless said. */
export type DeclaredFault = Omit<PolicyMutant, 'kind' | 'type' | 'base' | 'policy' | 'meets'> & {
  readonly base?: Policy;
};

/** The policy that a mutant is, with a module of its own. Throws TypeError where its base is of another device type. */
export const policyOf = (mutant: PolicyMutant): Policy => mutant.policy();

/** The scenario of a faulty device: that of a right one, as the mutant changes it. */
export const changedBy = (mutant: DeviceMutant, scenario: Scenario): Scenario =>
  mutant.change?.(scenario) ?? scenario;

/** A faulty device: a right one of a scenario that `changedBy` gave, tampered with. */
export function deviceOf({ type, tamper }: DeviceMutant, scenario: Scenario): SimulatedDevice {
  const device = deviceTypes[type].deviceOf(scenario);
  tamper?.(device);
  return device;
}

/** Declares mutants of a right policy, of whatever type it is; `tamper` breaks the steps of the virtio core of one probe before it begins. */
export const faultyDriverOf =
  (right: Policy) =>
  ({
    base = right,
    tamper,
    ...declared
  }: DeclaredFault & { readonly tamper: (core: Core) => void }): PolicyMutant => {
    const { id, title } = declared;
    const probe = (core: Core): Outcome => {
      tamper(core);
      return base.probe(core);
    };
    const policy = (): Policy => ({ ...base, id, title, probe });
    return { kind: 'policy', type: typeOf(base), base, policy, ...declared };
  };

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
