import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceTypeName } from '../spec/device-types.ts';
import type { SimulatedDevice } from '../src/device/simulated-device.ts';
import type { Policy } from '../src/driver/policy.ts';
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
import { blkPolicies, netPolicies } from '../src/policies/index.ts';
import { type Again, clausesBroken, concerns, type Property } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { blkSuite } from '../src/suites/blk.ts';
import { netSuite } from '../src/suites/net.ts';
import { Trace } from '../src/trace/trace.ts';
import { ownOf } from '../src/types/device-type.ts';
import { netDevice } from '../src/types/net/model.ts';
import { netType } from '../src/types/net/net.ts';
import { type NetRun, runOnNetDevice } from '../src/types/net/run.ts';
import type { NetScenario } from '../src/types/net/scenario.ts';
import { blkGrid, netGrid } from './fixtures/grid.ts';

/**
 * What every property says of right and wrong subjects on scenarios that never change: no change of a check goes
 * unnoticed. Where a change is meant, `npx vitest run properties/says.test.ts -u` writes it down; read what it wrote.
 */

const SCENARIOS = 150;
const netScenarios = netGrid(SCENARIOS);
const blkScenarios = blkGrid(SCENARIOS);

/** Policies that do not much resemble each other. */
const unlike = netPolicies.filter(({ id }) =>
  ['linux-mainline', 'rfc-as-posted', 'renegotiate-after-queues', 'recommended'].includes(id),
);

/** Wrong subjects of a property that are asked. */
const MOST = 6;

/** Counts what a property says of runs, and takes all its words together. */
class Said {
  private applied = 0;
  private violated = 0;
  private words = '';

  add<R extends Run>(property: Property<R>, run: R, again: Again<R>): void {
    if (!concerns(property, run)) return;
    this.applied++;
    const violation = property.check(run, again);
    if (!violation) return;
    this.violated++;
    this.words += `${violation.at} ${violation.because()} ${clausesBroken(property, violation, run.scenario)}\n`;
  }

  toString(): string {
    const words = this.violated ? `, in words ${fc.hash(this.words).toString(16)}` : '';
    return `applies ${this.applied}, is violated ${this.violated}${words}`;
  }
}

const caughtBy = <M extends PolicyMutant | DeviceMutant>(all: readonly M[], id: string): M[] =>
  all.filter((mutant) => mutant.caughtBy.includes(id)).slice(0, MOST);

const policyMutants = mutants.filter((mutant): mutant is PolicyMutant => mutant.kind === 'policy');
const deviceMutants = mutants.filter((mutant): mutant is DeviceMutant => mutant.kind === 'device');

/** What a property says of each policy. */
function ofPolicies<R extends Run>(
  { deviceType }: Suite<R>,
  property: Property<R>,
  subjects: readonly Policy[],
  scenarios: readonly R['scenario'][],
): string[] {
  return subjects.map((policy) => {
    const said = new Said();
    for (const scenario of scenarios)
      said.add(
        property,
        deviceType.run(policy, scenario, new Trace()),
        againOn(deviceType, policy, scenario),
      );
    return `${policy.id}: ${said}`;
  });
}

/** What a property says of a right device, and of each faulty one. */
function ofDevices(property: Property<NetRun>): string[] {
  const asked = (
    name: string,
    drivers: readonly Policy[],
    deviceOn: (scenario: NetScenario) => readonly [NetScenario, SimulatedDevice],
  ) => {
    const said = new Said();
    for (const scenario of netScenarios.filter(netSuite.deviceType.isExemplary)) {
      for (const driver of drivers) {
        const [met, device] = deviceOn(scenario);
        said.add(property, runOnNetDevice(driver, met, device, new Trace()), againOn(netType, driver, met));
      }
    }
    return `${name}: ${said}`;
  };
  return [
    asked('right', netPolicies.slice(0, 1), (scenario) => [scenario, netDevice(scenario)]),
    ...caughtBy(deviceMutants, property.id).map((mutant) =>
      asked(mutant.id, mutant.drivers, (scenario) => {
        const changed = ownOf(netType, changedBy(mutant, scenario));
        return [changed, deviceOf(mutant, changed)];
      }),
    ),
  ];
}

describe('what a property says', () => {
  const wrong = (id: string, type: DeviceTypeName): Policy[] =>
    caughtBy(policyMutants, id)
      .filter((mutant) => mutant.type === type)
      .map(policyOf);

  it.each(netSuite.properties.map((property) => [property.id, property] as const))(
    'of net subjects should stay: %s',
    (id, property) => {
      const said =
        property.side === 'device'
          ? ofDevices(property)
          : ofPolicies(netSuite, property, [...unlike, ...wrong(id, 'net')], netScenarios);
      expect(said).toMatchSnapshot();
    },
  );

  it.each(
    blkSuite.properties
      .filter(({ side }) => side === 'driver')
      .map((property) => [property.id, property] as const),
  )('of blk subjects should stay: %s', (id, property) => {
    expect(
      ofPolicies(blkSuite, property, [...blkPolicies, ...wrong(id, 'blk')], blkScenarios),
    ).toMatchSnapshot();
  });
});
