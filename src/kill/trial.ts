import { isSince } from '../../spec/versions.ts';
import type { SimulatedDevice } from '../device/simulated-device.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import {
  changedBy,
  type DeviceMutant,
  deviceOf,
  type Mutant,
  type PolicyMutant,
  policyOf,
} from '../mutants/index.ts';
import type { Again, Property, Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { type DeviceType, ownOf } from '../types/device-type.ts';

/** A run of a subject, and the subject to run again. It lasts until the subject runs next. */
export interface Attempt<R extends Run> {
  readonly run: R;
  readonly again: Again<R>;
}

/** A mutant and the right subject that it differs from, on the same scenarios. */
export interface Trial<R extends Run> {
  /** Whose duty the properties are that may catch it. */
  readonly side: Side;
  /** The policies that drive: the mutant itself where it is a policy, those that provoke the fault of a device. */
  readonly drivers: readonly Policy[];
  /** Whether a scenario is judged: a device, on those that leave nothing else to blame. */
  readonly judges: (scenario: R['scenario']) => boolean;
  /** The mutant on what it makes of a scenario, under the driver of that number; the right subject on the same. */
  readonly wrong: (scenario: R['scenario'], driver: number) => Attempt<R>;
  readonly right: (scenario: R['scenario'], driver: number) => Attempt<R>;
}

/** A mutant of a device type on trial, a policy with a module of its own. Throws TypeError where it is of another type. */
export function trialOf<R extends Run>(deviceType: DeviceType<R>, mutant: Mutant): Trial<R> {
  if (mutant.type !== deviceType.name) throw new TypeError(`${mutant.id} is of ${mutant.type}`);
  return mutant.kind === 'device' ? deviceTrial(deviceType, mutant) : policyTrial(deviceType, mutant);
}

/** Whether a run breaks a property. */
export const isBroken = <R extends Run>(property: Property<R>, { run, again }: Attempt<R>): boolean =>
  isSince(run.scenario.version, property.since) &&
  property.appliesTo(run) &&
  property.check(run, again) !== undefined;

// --- internal ---

function policyTrial<R extends Run>(deviceType: DeviceType<R>, mutant: PolicyMutant): Trial<R> {
  const policy = policyOf(mutant);
  const subject = (who: Policy): Trial<R>['wrong'] => {
    const [trace, other] = [new Trace(), new Trace()];
    return (scenario) => {
      const met = ownOf(deviceType, mutant.meets?.(scenario) ?? scenario);
      return { run: deviceType.run(who, met, trace), again: againOn(deviceType, who, met, other) };
    };
  };
  return {
    side: 'driver',
    drivers: [policy],
    judges: () => true,
    wrong: subject(policy),
    right: subject(mutant.base),
  };
}

function deviceTrial<R extends Run>(deviceType: DeviceType<R>, mutant: DeviceMutant): Trial<R> {
  const { drivers } = mutant;
  const subject = (
    change: (scenario: R['scenario']) => Scenario,
    deviceFor: (scenario: R['scenario']) => SimulatedDevice,
  ): Trial<R>['wrong'] => {
    const [trace, other] = [new Trace(), new Trace()];
    return (scenario, number) => {
      const driver = drivers[number];
      if (driver === undefined) throw new RangeError(`${mutant.id} has no driver ${number}`);
      const met = ownOf(deviceType, change(scenario));
      return {
        run: deviceType.runOn(driver, met, deviceFor(met), trace),
        again: againOn(deviceType, driver, met, other),
      };
    };
  };
  return {
    side: 'device',
    drivers,
    judges: (scenario) => deviceType.isExemplary(scenario),
    wrong: subject(
      (scenario) => changedBy(mutant, scenario),
      (scenario) => deviceOf(mutant, scenario),
    ),
    right: subject(
      (scenario) => scenario,
      (scenario) => deviceType.deviceOf(scenario),
    ),
  };
}
