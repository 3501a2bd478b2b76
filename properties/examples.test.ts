import { describe, expect, it } from 'vitest';
import type { SimulatedDevice } from '../src/device/simulated-device.ts';
import type { Policy } from '../src/driver/policy.ts';
import { againOn } from '../src/judge/again.ts';
import type { Suite } from '../src/judge/suite.ts';
import { asksItsDisk } from '../src/mutants/blk/disks.ts';
import { changedBy, deviceOf, mutants, policyOf } from '../src/mutants/index.ts';
import { asksWhatItIs, knowsAll, laysRingsOut, resetsQueues } from '../src/mutants/net/bases.ts';
import { deviceProbes } from '../src/mutants/net/device-probes.ts';
import { asksItsHost } from '../src/mutants/scsi/hosts.ts';
import { policies } from '../src/policies/index.ts';
import { concerns, type Violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { allProperties } from '../src/suites/built-in.ts';
import { withSuite } from '../src/suites/suites.ts';
import { Trace } from '../src/trace/trace.ts';
import { ownOf } from '../src/types/device-type.ts';
import type { Example } from './examples/example.ts';
import { examples } from './examples/index.ts';

/** What a property says of a run; and of what breaks it, in how long a trace. */
type Said = 'does not apply' | 'holds' | { readonly violation: Violation; readonly events: number };

/** Drivers that are no policies of their own. */
const drivers = [
  ...deviceProbes,
  knowsAll,
  resetsQueues,
  asksWhatItIs,
  laysRingsOut,
  asksItsDisk,
  asksItsHost,
];

const found = <Item extends { readonly id: string }>(items: readonly Item[], id: string): Item => {
  const item = items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`"${id}" is unknown`);
  return item;
};

function ask<R extends Run>({ properties, deviceType }: Suite<R>, id: string, run: R, policy: Policy): Said {
  const property = found(properties, id);
  const { scenario } = run;
  if (!concerns(property, run)) return 'does not apply';
  const violation = property.check(run, againOn(deviceType, policy, scenario));
  return violation === undefined ? 'holds' : { violation, events: run.trace.length };
}

/** What a property says of a policy. */
const ofPolicy = (id: string, policy: Policy, scenario: Scenario): Said =>
  withSuite(scenario.type, (suite) => {
    const { deviceType } = suite;
    return ask(suite, id, deviceType.run(policy, ownOf(deviceType, scenario), new Trace()), policy);
  });

/** What a property says of a device under a driver. */
const ofDevice = (id: string, driver: Policy, scenario: Scenario, device: SimulatedDevice): Said =>
  withSuite(scenario.type, (suite) => {
    const { deviceType } = suite;
    return ask(suite, id, deviceType.runOn(driver, ownOf(deviceType, scenario), device, new Trace()), driver);
  });

const rightOf = ({ property, scenario, right, rightOn = scenario }: Example): Said =>
  ofPolicy(property, found([...policies, ...drivers], right), rightOn);

function wrongOf({ property, scenario, right, wrong }: Example): Said {
  const mutant = found(mutants, wrong);
  if (mutant.kind === 'policy') return ofPolicy(property, policyOf(mutant), scenario);
  const changed = changedBy(mutant, scenario);
  const driver = found([...policies, ...drivers], right);
  return ofDevice(property, driver, changed, deviceOf(mutant, changed));
}

describe('an example', () => {
  it.each(examples.map((example) => [example.property, example.right, example] as const))(
    'should show that %s applies to %s and holds',
    (_, __, example) => {
      expect(rightOf(example)).toBe('holds');
    },
  );

  it.each(examples.map((example) => [example.property, example.wrong, example] as const))(
    'should show that %s is violated by %s',
    (_, __, example) => {
      expect(wrongOf(example)).toMatchObject({ violation: { at: expect.any(Number) } });
    },
  );

  it.each(examples.map((example) => [example.property, example.wrong, example] as const))(
    'should show in a sentence, and at an event or the end, what of %s is violated by %s',
    (_, __, example) => {
      const said = wrongOf(example);
      if (typeof said === 'string') throw new Error(`It ${said}.`);
      const { violation, events } = said;
      expect(violation.because()).toMatch(/^[A-Za-z0-9{][^.]* .*[^.\s]$/);
      expect(violation.because()).not.toMatch(/undefined|NaN/);
      if (example.says !== undefined) expect(violation.because()).toBe(example.says);
      expect(violation.at).toBeLessThan(events);
    },
  );
});

describe('a property', () => {
  const shown = new Set(examples.map(({ property }) => property));

  it.each(allProperties().map(({ id }) => id))('%s should have an example', (id) => {
    expect(shown.has(id), 'add a pair to a file of properties/examples').toBe(true);
  });
});
