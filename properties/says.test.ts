import { describe, expect, it } from 'vitest';
import { type DeviceTypeName, deviceTypeNames } from '../spec/device-types.ts';
import type { SimulatedDevice } from '../src/device/simulated-device.ts';
import { type Policy, typeOf } from '../src/driver/policy.ts';
import { againOn } from '../src/judge/again.ts';
import type { Suite } from '../src/judge/suite.ts';
import {
  changedBy,
  type DeviceMutant,
  deviceOf,
  mutants,
  type PolicyMutant,
  policyOf,
} from '../src/mutants/index.ts';
import { netPolicies, policies } from '../src/policies/index.ts';
import { type Again, clausesBroken, concerns, type Property } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { netSuite } from '../src/suites/net.ts';
import { withSuite } from '../src/suites/suites.ts';
import { Trace } from '../src/trace/trace.ts';
import { ownOf } from '../src/types/device-type.ts';
import { netDevice } from '../src/types/net/model.ts';
import { netType } from '../src/types/net/net.ts';
import { type NetRun, netRuns } from '../src/types/net/run.ts';
import type { NetScenario } from '../src/types/net/scenario.ts';
import { gridOf } from './fixtures/grid.ts';

/**
 * What every property says of right and wrong subjects on scenarios that never change: no change of a check goes
 * unnoticed. Where a change is meant, `npx vitest run properties/says.test.ts -u` writes it down; read what it wrote.
 */

const SCENARIOS = 150;
const netScenarios = gridOf(netType, SCENARIOS);

/** Policies that do not much resemble each other. */
const unlike = netPolicies.filter(({ id }) =>
  ['linux-mainline', 'rfc-as-posted', 'renegotiate-after-queues', 'recommended'].includes(id),
);

/** Wrong subjects of a property that are asked. */
const MOST = 6;

/** Counts what a property says of runs; where it is violated, from which event to which, and by what clauses that it names. */
class Said {
  private applied = 0;
  private readonly at: number[] = [];
  private readonly clauses = new Set<string>();

  add<R extends Run>(property: Property<R>, run: R, again: Again<R>): void {
    if (!concerns(property, run)) return;
    this.applied++;
    const violation = property.check(run, again);
    if (!violation) return;
    this.at.push(violation.at);
    if (!violation.clauses) return;
    for (const clause of clausesBroken(property, violation, run.scenario)) this.clauses.add(clause);
  }

  toString(): string {
    const at = this.at.filter((position) => position >= 0);
    const events = at.length ? ` at ${Math.min(...at)}-${Math.max(...at)}` : '';
    const clauses = [...this.clauses].sort().map((clause) => ` [${clause}]`);
    return `${this.at.length}/${this.applied}${events}${clauses.join('')}`;
  }
}

/** A line for a property: its violations among the runs that it applies to, and the subjects of which it says that. */
function lineOf({ id }: { id: string }, said: readonly (readonly [subject: string, said: string])[]): string {
  const parts = [...new Set(said.map(([, what]) => what))].map((what) =>
    [what, ...said.filter(([, other]) => other === what).map(([subject]) => subject)].join(' '),
  );
  return `${id}: ${parts.join(', ')}`;
}

const caughtBy = <M extends PolicyMutant | DeviceMutant>(all: readonly M[], id: string): M[] =>
  all.filter((mutant) => mutant.caughtBy.includes(id)).slice(0, MOST);

const policyMutants = mutants.filter((mutant): mutant is PolicyMutant => mutant.kind === 'policy');
const deviceMutants = mutants.filter((mutant): mutant is DeviceMutant => mutant.kind === 'device');

/** A policy, and what it did in each scenario. */
interface Seen<R extends Run> {
  readonly policy: Policy;
  readonly runs: Iterable<R>;
}

/** Of runs that are looked at one after the other, and of runs besides: a new one for each run takes a third of the time. */
const [trace, other] = [new Trace(), new Trace()];

/** Runs a wrong policy when it is asked for, as it may remember what it did; each run is good until the next. */
function* runsOf<R extends Run>(
  { deviceType }: Suite<R>,
  policy: Policy,
  scenarios: readonly R['scenario'][],
): Generator<R> {
  for (const scenario of scenarios) yield deviceType.run(policy, scenario, trace);
}

/** Runs a right policy, which every property is asked of. */
const allRunsOf = <R extends Run>(
  { deviceType }: Suite<R>,
  policy: Policy,
  scenarios: readonly R['scenario'][],
): R[] => scenarios.map((scenario) => deviceType.run(policy, scenario, new Trace()));

/** What a property says of each policy. */
function ofPolicies<R extends Run>(
  { deviceType }: Suite<R>,
  property: Property<R>,
  subjects: readonly Seen<R>[],
): string {
  const said = subjects.map(({ policy, runs }) => {
    const said = new Said();
    for (const run of runs) said.add(property, run, againOn(deviceType, policy, run.scenario, other));
    return [policy.id, `${said}`] as const;
  });
  return lineOf(property, said);
}

/** What a property says of a right device, and of each faulty one. */
function ofDevices(property: Property<NetRun>): string {
  const asked = (
    name: string,
    drivers: readonly Policy[],
    deviceOn: (scenario: NetScenario) => readonly [NetScenario, SimulatedDevice],
  ) => {
    const said = new Said();
    for (const scenario of netScenarios.filter(netSuite.deviceType.isExemplary)) {
      for (const driver of drivers) {
        const [met, device] = deviceOn(scenario);
        said.add(property, netRuns.runOn(driver, met, device, trace), againOn(netType, driver, met, other));
      }
    }
    return [name, `${said}`] as const;
  };
  return lineOf(property, [
    asked('right', netPolicies.slice(0, 1), (scenario) => [scenario, netDevice(scenario)]),
    ...caughtBy(deviceMutants, property.id).map((mutant) =>
      asked(mutant.id, mutant.drivers, (scenario) => {
        const changed = ownOf(netType, changedBy(mutant, scenario));
        return [changed, deviceOf(mutant, changed)];
      }),
    ),
  ]);
}

describe('what a property says', () => {
  const wrong = (id: string, type: DeviceTypeName): Policy[] =>
    caughtBy(policyMutants, id)
      .filter((mutant) => mutant.type === type)
      .map(policyOf);

  it('should stay, of net subjects', async () => {
    const right = unlike.map((policy) => ({ policy, runs: allRunsOf(netSuite, policy, netScenarios) }));
    const wrongOf = (id: string) =>
      wrong(id, 'net').map((policy) => ({ policy, runs: runsOf(netSuite, policy, netScenarios) }));
    const lines = netSuite.properties.map((property) =>
      property.side === 'device'
        ? ofDevices(property)
        : ofPolicies(netSuite, property, [...right, ...wrongOf(property.id)]),
    );
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('fixtures/says-net.txt');
  });

  /** What the driver's side is told where the device's is told of another type. */
  const ofDrivers = <R extends Run>(suite: Suite<R>): string[] => {
    const { name } = suite.deviceType;
    const scenarios = gridOf(suite.deviceType, SCENARIOS);
    const right = policies
      .filter((policy) => typeOf(policy) === name)
      .map((policy) => ({ policy, runs: allRunsOf(suite, policy, scenarios) }));
    const wrongOf = (id: string) =>
      wrong(id, name).map((policy) => ({ policy, runs: runsOf(suite, policy, scenarios) }));
    return suite.properties
      .filter(({ side }) => side === 'driver')
      .map((property) => ofPolicies(suite, property, [...right, ...wrongOf(property.id)]));
  };

  const others = deviceTypeNames.filter((type) => type !== 'net');

  it.each(others)('should stay, of %s subjects', async (type) => {
    const lines = withSuite(type, ofDrivers);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`fixtures/says-${type}.txt`);
  });
});
