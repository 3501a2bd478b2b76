import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netRequirements } from '../../spec/net/requirements.ts';
import type { Suite } from '../judge/suite.ts';
import { profilesOf } from '../judge/sweep.ts';
import { brokenBy } from '../kill/search.ts';
import { isBroken, type Trial, trialOf } from '../kill/trial.ts';
import { clausesBroken, type Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { blkSuite } from '../suites/blk.ts';
import { netSuite } from '../suites/net.ts';
import { withEverySuite } from '../suites/suites.ts';
import { driverFeatureBits, netInit } from './clauses.ts';
import { type Mutant, mutants } from './index.ts';
import { deviceRequirementMutants, listedRequirementMutants } from './net/listed-requirements.ts';

/** Entries: every class of every format, what lies beside its edges, and a ring twice as large. */
const EDGES = [0, 1, 2, 3, 4, 8, 16, 17, 18, 19, 20, 32, 64, 128, 256, 32768];

/** Of the profiles of the sweep, every so-manieth. */
const STEP = 19;

const SEED = 1;
const RANDOM_RUNS = 1000;

/** What mutants of one device type are let loose on: the edges of the sweep, then random scenarios. */
function scenariosOf<R extends Run>({ deviceType, scenarios }: Suite<R>): readonly R['scenario'][] {
  const profiles = profilesOf(deviceType.offers).filter((_, i) => i % STEP === 0);
  const swept = EDGES.flatMap((size) => profiles.map((profile) => deviceType.sweptScenario(profile, size)));
  return [...swept, ...fc.sample(scenarios(ANYWHERE), { seed: SEED, numRuns: RANDOM_RUNS })];
}

/** A mutant on trial, with what it meets and what judges it. */
interface Case<R extends Run> {
  readonly trial: Trial<R>;
  readonly scenarios: readonly R['scenario'][];
  readonly properties: readonly Property<R>[];
}

/** Asks something of a mutant, whatever its device type. */
type AskOf = <Answer>(mutant: Mutant, ask: <R extends Run>(of: Case<R>) => Answer) => Answer;

/** … of one device type, whose scenarios are made once. */
function askerOf<R extends Run>(suite: Suite<R>): readonly [string, AskOf] {
  const { deviceType, properties } = suite;
  const scenarios = scenariosOf(suite);
  return [
    deviceType.name,
    (mutant, ask) => ask({ trial: trialOf(deviceType, mutant), scenarios, properties }),
  ];
}

const askers = new Map(withEverySuite(askerOf));

const askOf: AskOf = (mutant, ask) => {
  const asker = askers.get(mutant.type);
  if (!asker) throw new Error(`no suite of virtio-${mutant.type}`);
  return asker(mutant, ask);
};

/** Of some properties those that a mutant breaks on a scenario, and not its right subject. */
const brokenOn = <R extends Run>(
  { trial }: Case<R>,
  asked: readonly Property<R>[],
  scenario: R['scenario'],
): Property<R>[] =>
  trial.judges(scenario)
    ? trial.drivers.flatMap((_, driver) => brokenBy(trial, asked, scenario, driver))
    : [];

const killed = mutants.filter(({ caughtBy }) => caughtBy.length > 0);

describe('a mutant', () => {
  const pairs = killed.flatMap((mutant) => mutant.caughtBy.map((id) => [mutant.id, id, mutant] as const));

  it.each(pairs)('%s should break %s, where its right subject does not', (_, id, mutant) => {
    const found = askOf(mutant, (of) => {
      const asked = of.properties.filter((property) => property.id === id);
      return of.scenarios.find((scenario) => brokenOn(of, asked, scenario).length > 0);
    });
    expect(found).toBeDefined();
  });
});

describe('a clause that a policy breaks', () => {
  /** Violations that name the requirement that is broken leave these general rules out. */
  const general = [driverFeatureBits(2), netInit(5)];
  const broken = killed.flatMap((mutant) =>
    mutant.breaks
      .filter((clause) => mutant.kind === 'policy' && !general.includes(clause))
      .map((clause) => [mutant.id, clause, mutant] as const),
  );

  it.each(broken)('should be named where a property catches %s: %s', (_, clause, mutant) => {
    const isNamed = askOf(mutant, ({ trial, scenarios, properties }) => {
      const citing = properties.filter(
        ({ id, clauses }) => mutant.caughtBy.includes(id) && clauses.includes(clause),
      );
      return scenarios.some((scenario) => {
        const attempt = trial.wrong(scenario, 0);
        return citing.some((property) => {
          const violation = isBroken(property, attempt) && property.check(attempt.run, attempt.again);
          return violation && clausesBroken(property, violation, attempt.run.scenario).includes(clause);
        });
      });
    });
    expect(isNamed).toBe(true);
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
    const broken = askOf(mutant, ({ trial, scenarios, properties }) => {
      const closed = properties.find(({ id }) => id === 'accepted-set-closed');
      return scenarios.flatMap((scenario) => {
        const attempt = trial.wrong(scenario, 0);
        if (!closed || !isBroken(closed, attempt)) return [];
        return closed.check(attempt.run, attempt.again)?.clauses ?? [];
      });
    });
    expect(new Set(broken)).toEqual(new Set([clause]));
  });
});

describe('a fault that escapes', () => {
  const escaping = mutants.filter(({ caughtBy }) => caughtBy.length === 0);

  it.each(escaping.map((mutant) => [mutant.id, mutant] as const))('%s should say why', (_, { escapes }) => {
    expect(escapes).toMatch(/^[a-z].*[^.]$/);
  });

  it.each(escaping.map((mutant) => [mutant.id, mutant] as const))(
    '%s should be moved to a property that catches it, once there is one',
    (_, mutant) => {
      const catching = askOf(mutant, (of) => {
        // What warns only may notice what such a fault costs.
        const rules = of.properties.filter(({ level, side }) => level !== 'should' && side === of.trial.side);
        return of.scenarios.flatMap((scenario) => brokenOn(of, rules, scenario).map(({ id }) => id));
      });
      expect(new Set(catching)).toEqual(new Set());
    },
  );
});

describe('a property', () => {
  const made = new Set(killed.map(({ caughtBy }) => caughtBy[0]));
  it.each(netSuite.properties.map(({ id }) => id))('%s should have a mutant made for it', (id) => {
    expect(made.has(id), 'make it the first in `caughtBy` of a mutant in src/mutants').toBe(true);
  });
  it.each(blkSuite.properties.map(({ id }) => id))(
    '%s should have a mutant made for it, also for disks',
    (id) => {
      expect(made.has(id), 'make it the first in `caughtBy` of a mutant in src/mutants').toBe(true);
    },
  );
});
