import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netRequirements } from '../../spec/net/requirements.ts';
import { isSince } from '../../spec/versions.ts';
import { blkSuite, suite } from '../cli/suite.ts';
import { SimulatedDevice } from '../device/simulated-device.ts';
import type { Policy } from '../driver/policy.ts';
import { againOf } from '../judge/again.ts';
import { findingOn } from '../judge/minimise.ts';
import type { Suite } from '../judge/suite.ts';
import { profilesOf, sweep } from '../judge/sweep.ts';
import { type Again, clausesBroken, type Property } from '../run/property.ts';
import { type AnyRun, type Run, runOnDevice } from '../run/run.ts';
import type { NetScenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { driverFeatureBits, netInit } from './clauses.ts';
import { type DeviceMutant, deviceOf, mutants, type PolicyMutant, policyOf, scenarioOf } from './index.ts';
import { deviceRequirementMutants, listedRequirementMutants } from './listed-requirements.ts';

/** Entries: every class of every format, what lies beside its edges, and a ring twice as large. */
const EDGES = [0, 1, 2, 3, 4, 8, 16, 17, 18, 19, 20, 32, 64, 128, 256, 32768];

/** Of the profiles of the sweep, every so-manieth. */
const STEP = 19;

const SEED = 1;
const RANDOM_RUNS = 1000;

/** What mutants of one device type are let loose on: the edges of the sweep, then random scenarios. */
function scenariosOf<R extends AnyRun>({ bench, scenarios }: Suite<R>): readonly R['scenario'][] {
  const profiles = profilesOf(bench.offers).filter((_, i) => i % STEP === 0);
  const swept = [...sweep(EDGES, profiles, true, bench.sweptScenario)].map(({ scenario }) => scenario);
  return [...swept, ...fc.sample(scenarios, { seed: SEED, numRuns: RANDOM_RUNS })];
}

const netScenarios = scenariosOf(suite);
const blkScenarios = scenariosOf(blkSuite);
const exemplary = netScenarios.filter(suite.bench.isExemplary);

function named<R extends AnyRun>({ properties }: Suite<R>, id: string): Property<R> {
  const found = properties.find((property) => property.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
}

const firstBroken = <S>(scenarios: readonly S[], breaks: (scenario: S) => boolean): S | undefined =>
  scenarios.find(breaks);

/** What a policy mutant and its base are let loose on. */
const scenariosFor = (mutant: PolicyMutant): readonly NetScenario[] =>
  mutant.type === 'net' && mutant.meets !== undefined ? netScenarios.map(mutant.meets) : netScenarios;

/** The first scenario on which a policy breaks a property of its device type; undefined: it breaks it on none. */
function brokenBy(policy: Policy, id: string, scenarios: readonly NetScenario[] = netScenarios): unknown {
  const first = <R extends AnyRun>(judged: Suite<R>, met: readonly R['scenario'][]) => {
    const property = named(judged, id);
    return firstBroken(met, (scenario) => findingOn(judged.bench, policy, property, scenario) !== undefined);
  };
  return policy.type === 'blk' ? first(blkSuite, blkScenarios) : first(suite, scenarios);
}

const isBroken = (property: Property, run: Run, again: Again): boolean =>
  isSince(run.scenario.version, property.since) &&
  property.appliesTo(run) &&
  property.check(run, again) !== undefined;

/** Whether a device breaks a property of the device's side under a driver. */
function breaksUnder(
  driver: Policy,
  property: Property,
  scenario: NetScenario,
  device: SimulatedDevice,
): boolean {
  return isBroken(property, runOnDevice(driver, scenario, device, new Trace()), againOf(driver, scenario));
}

/** The first scenario on which a faulty device breaks a property under one of its drivers. */
function brokenByDevice(mutant: DeviceMutant, id: string): unknown {
  const property = named(suite, id);
  return firstBroken(exemplary, (scenario) => {
    const changed = scenarioOf(mutant, scenario);
    return mutant.drivers.some((driver) => breaksUnder(driver, property, changed, deviceOf(mutant, changed)));
  });
}

/** The same of the right device. */
function brokenByRightDevice(drivers: readonly Policy[], id: string): unknown {
  const property = named(suite, id);
  return firstBroken(exemplary, (scenario) =>
    drivers.some((driver) => breaksUnder(driver, property, scenario, new SimulatedDevice(scenario))),
  );
}

const killed = mutants.filter(({ caughtBy }) => caughtBy.length > 0);
const policyMutants = killed.filter((mutant): mutant is PolicyMutant => mutant.kind === 'policy');
const deviceMutants = killed.filter((mutant): mutant is DeviceMutant => mutant.kind === 'device');
const pairs = <M extends PolicyMutant | DeviceMutant>(list: readonly M[]): (readonly [string, string, M])[] =>
  list.flatMap((mutant) => mutant.caughtBy.map((id) => [mutant.id, id, mutant] as const));

describe('a policy with a fault', () => {
  it.each(pairs(policyMutants))('%s should break %s', (_, id, mutant) => {
    expect(brokenBy(policyOf(mutant), id, scenariosFor(mutant))).toBeDefined();
  });

  /** Each base once for each property that a mutant of it breaks, on the devices that this mutant meets. */
  const meetsOf = (mutant: PolicyMutant) => (mutant.type === 'net' ? mutant.meets : undefined);
  const rights = pairs(policyMutants).flatMap(([, id, made], i, all) => {
    const isSame = ([, other, mutant]: (typeof all)[number]) =>
      other === id && mutant.base === made.base && meetsOf(mutant) === meetsOf(made);
    return all.findIndex(isSame) === i ? [[made.base.id, id, made] as const] : [];
  });
  it.each(rights)('should be the fault’s doing, as %s holds %s', (_, id, mutant) => {
    expect(brokenBy(mutant.base, id, scenariosFor(mutant))).toBeUndefined();
  });
});

describe('a device with a fault', () => {
  it.each(pairs(deviceMutants))('%s should break %s', (_, id, mutant) => {
    expect(brokenByDevice(mutant, id)).toBeDefined();
  });

  /** Each property once for each set of drivers. */
  const rights = pairs(deviceMutants).flatMap(([, id, { drivers }], i, all) => {
    const ids = drivers.map((driver) => driver.id).join(' and ');
    const isSame = ([, other, mutant]: (typeof all)[number]) =>
      other === id && mutant.drivers.map((driver) => driver.id).join(' and ') === ids;
    return all.findIndex(isSame) === i ? [[id, ids, drivers] as const] : [];
  });
  it.each(rights)('should be the cause, as a right device holds %s under %s', (id, _, drivers) => {
    expect(brokenByRightDevice(drivers, id)).toBeUndefined();
  });
});

describe('a clause that a policy breaks', () => {
  /** Violations that name the requirement that is broken leave these general rules out. */
  const general = [driverFeatureBits(2), netInit(5)];
  const broken = policyMutants.flatMap((mutant) =>
    mutant.breaks
      .filter((clause) => !general.includes(clause))
      .map((clause) => [mutant.id, clause, mutant] as const),
  );

  it.each(broken)('should be named where a property catches %s: %s', (_, clause, mutant) => {
    const isNamed = <R extends AnyRun>(judged: Suite<R>, scenarios: readonly R['scenario'][]): boolean => {
      const citing = judged.properties.filter(
        ({ id, clauses }) => mutant.caughtBy.includes(id) && clauses.includes(clause),
      );
      return scenarios.some((scenario) =>
        citing.some((property) => {
          const finding = findingOn(judged.bench, policyOf(mutant), property, scenario);
          return finding && clausesBroken(property, finding.violation).includes(clause);
        }),
      );
    };
    expect(
      mutant.type === 'blk' ? isNamed(blkSuite, blkScenarios) : isNamed(suite, scenariosFor(mutant)),
    ).toBe(true);
  });
});

describe('a fault against one requirement', () => {
  const clauses = netRequirements.filter(({ strength }) => strength === 'must').map(({ clause }) => clause);
  const of = <M extends { readonly breaks: readonly string[] }>(list: readonly M[]) =>
    list.flatMap((mutant) => {
      const [clause = ''] = mutant.breaks;
      return clauses.includes(clause) ? [[clause, mutant] as const] : [];
    });

  it('should be there for each that is listed, in a driver and in a device', () => {
    expect(of(listedRequirementMutants).map(([clause]) => clause)).toEqual(clauses);
    expect(of(deviceRequirementMutants).map(([clause]) => clause)).toEqual(clauses);
  });

  it.each(of(listedRequirementMutants))('should be found out by that one alone: %s', (clause, mutant) => {
    const property = named(suite, 'accepted-set-closed');
    const broken = new Set(
      netScenarios.flatMap(
        (scenario) => findingOn(suite.bench, policyOf(mutant), property, scenario)?.violation.clauses ?? [],
      ),
    );
    expect(broken).toEqual(new Set([clause]));
  });
});

describe('a fault that escapes', () => {
  const escaping = mutants.filter(({ caughtBy }) => caughtBy.length === 0);

  it.each(escaping.map((mutant) => [mutant.id, mutant] as const))('%s should say why', (_, { escapes }) => {
    expect(escapes).toMatch(/^[a-z].*[^.]$/);
  });

  /** What warns only may notice what such a fault costs. */
  const rules = suite.properties.filter(({ level, side }) => level !== 'should' && side === 'driver');
  const policiesThatEscape = escaping.filter((mutant) => mutant.kind === 'policy');

  it.each(policiesThatEscape.map((mutant) => [mutant.id, policyOf(mutant)] as const))(
    '%s should be moved to a property that catches it, once there is one',
    (_, policy) => {
      const catching = netScenarios.flatMap((scenario) => {
        const run = suite.bench.run(policy, scenario, new Trace());
        return rules.filter((property) => isBroken(property, run, againOf(policy, scenario)));
      });
      expect(new Set(catching.map(({ id }) => id))).toEqual(new Set());
    },
  );
});

describe('a property', () => {
  const made = new Set(killed.map(({ caughtBy }) => caughtBy[0]));
  it.each(suite.properties.map(({ id }) => id))('%s should have a mutant made for it', (id) => {
    expect(made).toContain(id);
  });
  it.each(blkSuite.properties.map(({ id }) => id))(
    '%s should have a mutant made for it, also for disks',
    (id) => {
      expect(made).toContain(id);
    },
  );
});
