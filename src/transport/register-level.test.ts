import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { type DeviceTypeName, tableOfTypes } from '../../spec/device-types.ts';
import { Core, type Environment } from '../driver/core.ts';
import type { Outcome } from '../driver/outcome.ts';
import { type Policy, runProbe, typeOf } from '../driver/policy.ts';
import { mutants, policyOf } from '../mutants/index.ts';
import { resetsQueues } from '../mutants/net/bases.ts';
import { netPolicies, policies } from '../policies/index.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withSuite } from '../suites/suites.ts';
import { accessesByKind, type TraceEvent } from '../trace/events.ts';
import { Trace } from '../trace/trace.ts';
import { deviceTypes, runPolicy } from '../types/types.ts';
import { RegisterLevel } from './fixtures/register-level.ts';
import { lift } from './pci-registers.ts';
import { Recorder } from './recorder.ts';

const environmentOf = (scenario: Scenario): Environment => ({ ...scenario, canPeek: scenario.peek });

/** Random scenarios of a device type. */
const scenariosOf = (type: DeviceTypeName): fc.Arbitrary<Scenario> =>
  withSuite(type, ({ scenarios }): fc.Arbitrary<Scenario> => scenarios(ANYWHERE));

/** Whether registers tell of an event: of traffic they do not. */
const isAccess = ({ kind }: TraceEvent): boolean => accessesByKind[kind] > 0;

const accessesIn = (events: readonly TraceEvent[]): TraceEvent[] => events.filter(isAccess);

/** Runs a policy on a device of which it reaches the registers only: its events, its register log, and how it ended. */
function runByRegisters(policy: Policy, scenario: Scenario, thrifty: boolean) {
  const bus = new RegisterLevel(deviceTypes[scenario.type].deviceOf(scenario), thrifty);
  const trace = new Trace();
  const outcome = runProbe(
    policy,
    new Core(new Recorder(bus, trace), environmentOf(scenario)),
    () => undefined,
  );
  return { events: [...trace], log: bus.log, outcome };
}

/** The events of the same run without registers. */
function runByCalls(
  policy: Policy,
  scenario: Scenario,
): { events: TraceEvent[]; outcome: Outcome | undefined } {
  const { trace, outcome } = runPolicy(policy, scenario);
  return { events: accessesIn([...trace]), outcome };
}

/** What a register log can show of an event: a peek is a read of the size. */
const asSeen = (event: TraceEvent): TraceEvent =>
  event.kind === 'peek' ? { ...event, kind: 'queue-size-read' } : event;

/** What is in memory, no register shows. */
const isOnTheBus = (event: TraceEvent): boolean => isAccess(event) || event.kind === 'wrong-width';

/** Shows that a register log tells the events of its run; false where the run was cut off in the midst of an access. */
function expectTold(policy: Policy, scenario: Scenario, thrifty: boolean): boolean {
  const { log, events, outcome } = runByRegisters(policy, scenario, thrifty);
  if (outcome.kind === 'crashed') return false;
  expect(lift(log)).toEqual(events.filter(isOnTheBus).map(asSeen));
  return true;
}

/** … and that the registers made no difference to the run. */
function expectSame(policy: Policy, scenario: Scenario, thrifty: boolean): void {
  // A peek of a device that makes rings of another size than it showed is beyond registers: both are one access.
  if (!expectTold(policy, scenario, thrifty) || scenario.quirks.createdSizes) return;
  const { events, outcome } = runByRegisters(policy, scenario, thrifty);
  expect({ events: accessesIn(events), outcome }).toEqual(runByCalls(policy, scenario));
}

const overPci = <S extends Scenario>(scenario: S): S => ({ ...scenario, transport: 'pci' });

describe('the register log of a run', () => {
  it('should be what a driver does to the registers, access by access', () => {
    const scenario = aNetDevice({ rounds: [aRound({ sizes: [16, 16, 0] })] });
    const [recommended] = netPolicies.filter(({ id }) => id === 'recommended');
    const { log } = recommended ? runByRegisters(recommended, scenario, true) : { log: [] };
    expect(log.slice(0, 20).map(({ op, register, value }) => `${op} ${register} ${value}`)).toEqual([
      'write device_status 0',
      'read device_status 0',
      'write device_status 1',
      'write device_status 3',
      'write device_feature_select 0',
      'read device_feature 32',
      'write device_feature_select 1',
      'read device_feature 1',
      'write device_feature_select 2',
      'read device_feature 0',
      'write device_feature_select 3',
      'read device_feature 0',
      'write driver_feature_select 0',
      'write driver_feature 32',
      'write driver_feature_select 1',
      'write driver_feature 1',
      'write driver_feature_select 2',
      'write driver_feature 0',
      'write driver_feature_select 3',
      'write driver_feature 0',
    ]);
  });

  it.each([...netPolicies, resetsQueues])('should, lifted, be the events of the run of $id', (policy) => {
    fc.assert(
      fc.property(netScenario, fc.boolean(), (scenario, thrifty) => {
        expectSame(policy, overPci(scenario), thrifty);
      }),
      { numRuns: 30 },
    );
  });

  const others = policies.filter((policy) => typeOf(policy) !== 'net');

  it.each(others)('should, lifted, be the events of the run of $id', (policy) => {
    fc.assert(
      fc.property(scenariosOf(typeOf(policy)), fc.boolean(), (scenario, thrifty) => {
        expectSame(policy, overPci(scenario), thrifty);
      }),
      { numRuns: 30 },
    );
  });

  it('should, lifted, be the events of every run of a policy that does wrong', () => {
    const wrong = mutants.filter((mutant) => mutant.kind === 'policy').map(policyOf);
    const met = tableOfTypes((type) => fc.sample(scenariosOf(type), { seed: 1, numRuns: 4 }).map(overPci));
    let told = 0;
    for (const policy of wrong) {
      for (const scenario of met[typeOf(policy)]) if (expectTold(policy, scenario, told % 2 === 0)) told++;
    }
    expect(told).toBeGreaterThan(3 * wrong.length);
  });
});
