import { isSince } from '../../spec/versions.ts';
import { SimulatedDevice } from '../device/simulated-device.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import { blkBench } from '../types/blk/sweep.ts';
import { netBench } from '../types/net/sweep.ts';
import type { TestBench } from '../judge/suite.ts';
import {
  type BlkPolicyMutant,
  type DeviceMutant,
  deviceOf,
  type NetPolicyMutant,
  policyOf,
  scenarioOf,
} from '../mutants/index.ts';
import type { Again, Property, Side } from '../run/property.ts';
import { type BlkRun, type NetRun, type Run, runOnDevice } from '../run/run.ts';
import type { NetScenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';

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

/** A virtio-net mutant on trial, with a module of its own. */
export const netTrial = (mutant: NetPolicyMutant | DeviceMutant): Trial<NetRun> =>
  mutant.kind === 'device'
    ? deviceTrial(mutant)
    : policyTrial(netBench, policyOf(mutant), mutant.base, mutant.meets);

/** … and a virtio-blk one. */
export const blkTrial = (mutant: BlkPolicyMutant): Trial<BlkRun> =>
  policyTrial(blkBench, policyOf(mutant), mutant.base);

/** Whether a run breaks a property. */
export const isBroken = <R extends Run>(property: Property<R>, { run, again }: Attempt<R>): boolean =>
  isSince(run.scenario.version, property.since) &&
  property.appliesTo(run) &&
  property.check(run, again) !== undefined;

// --- internal ---

function policyTrial<R extends Run>(
  bench: TestBench<R>,
  policy: Policy,
  base: Policy,
  meets: (scenario: R['scenario']) => R['scenario'] = (scenario) => scenario,
): Trial<R> {
  const subject = (who: Policy): Trial<R>['wrong'] => {
    const [trace, other] = [new Trace(), new Trace()];
    return (scenario) => {
      const met = meets(scenario);
      return { run: bench.run(who, met, trace), again: againOn(bench, who, met, other) };
    };
  };
  return {
    side: 'driver',
    drivers: [policy],
    judges: () => true,
    wrong: subject(policy),
    right: subject(base),
  };
}

function deviceTrial(mutant: DeviceMutant): Trial<NetRun> {
  const { drivers } = mutant;
  const subject = (
    change: (scenario: NetScenario) => NetScenario,
    deviceFor: (scenario: NetScenario) => SimulatedDevice,
  ): Trial<NetRun>['wrong'] => {
    const [trace, other] = [new Trace(), new Trace()];
    return (scenario, number) => {
      const driver = drivers[number];
      if (driver === undefined) throw new RangeError(`${mutant.id} has no driver ${number}`);
      const met = change(scenario);
      return {
        run: runOnDevice(driver, met, deviceFor(met), trace),
        again: againOn(netBench, driver, met, other),
      };
    };
  };
  return {
    side: 'device',
    drivers,
    judges: netBench.isExemplary,
    wrong: subject(
      (scenario) => scenarioOf(mutant, scenario),
      (scenario) => deviceOf(mutant, scenario),
    ),
    right: subject(
      (scenario) => scenario,
      (scenario) => new SimulatedDevice(scenario),
    ),
  };
}
