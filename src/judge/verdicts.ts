import type { Policy } from '../driver/policy.ts';
import { AT_THE_END, clausesBroken, explains, type Property } from '../run/property.ts';
import type { AnyRun } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { findingOn, minimise } from './minimise.ts';
import type { Panel } from './panel.ts';
import type { Counterexample, PropertyResult, Verdict } from './result.ts';
import type { Suite } from './suite.ts';
import type { First, Tally } from './tally.ts';

/** What a campaign counted of one subject. */
interface Counted<R extends AnyRun> {
  readonly suite: Suite<R>;
  /** Id of the subject, for the ids of its counterexamples. */
  readonly subject: string;
  readonly panel: Panel<R>;
  readonly tally: Tally;
  /** The policies by their names in the campaign. */
  readonly driverOf: (name: string) => Policy | undefined;
  /** Whether a property binds the subject: one that does not is no part of the verdict on it. */
  readonly binds: (property: Property<R>) => boolean;
  /** Whether the campaign went to its end: what holds in a part of it is unknown. */
  readonly whole: boolean;
}

/** The verdict on each property, with the smallest scenario that breaks it, or the one on which it was seen. */
export function propertyResults<R extends AnyRun>(counted: Counted<R>): PropertyResult[] {
  const { subject, panel, tally, whole } = counted;
  const { properties } = panel;
  const found = properties.map((property, i) => {
    const first = tally.first[i];
    return first && smallest(counted, property, first);
  });
  return properties.flatMap((property, i): PropertyResult[] => {
    if (!counted.binds(property)) return [];
    const { id, level, side, relation } = property;
    const applicable = tally.applicable[panel.groupOf(i)] ?? 0;
    const violations = tally.violations[i] ?? 0;
    const verdict: Verdict = violations > 0 ? 'violated' : applicable > 0 && whole ? 'holds' : 'unknown';
    const runs = relation ? tally.thorough : tally.runs;
    const result = { id, level, side, verdict, runs, applicable, violations };
    const violation = found[i];
    if (!violation) return [result];
    const consequences = properties.filter((_, o) => found[o]?.causes.includes(id));
    const { scenario, because, clauses, at, driver, asSeen } = violation;
    const counterexample: Counterexample = {
      id: `${subject}/${id}`,
      because,
      clauses,
      at,
      driver,
      scenario: scenarioToJson(scenario),
      ...(asSeen ? { asSeen } : {}),
      thereforeAlso: consequences.map((other) => other.id),
    };
    return [{ ...result, counterexample }];
  });
}

/** The verdict on a subject: by its must- and policy-level properties. */
export function verdictOf(results: readonly PropertyResult[]): Verdict {
  const binding = results.filter(({ level }) => level !== 'should');
  if (binding.some(({ verdict }) => verdict === 'violated')) return 'violated';
  return binding.length > 0 && binding.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'unknown';
}

// --- internal ---

/** A violation as a counterexample tells it. */
interface Smallest {
  readonly scenario: Scenario;
  readonly because: string;
  readonly clauses: readonly string[];
  readonly at: number;
  readonly driver: string;
  /** Whether it is told as it was seen in the campaign, on a scenario that was not made smaller. */
  readonly asSeen: boolean;
  /** Of its known causes, those that show on the same scenario. */
  readonly causes: readonly string[];
}

function smallest<R extends AnyRun>(
  { suite, driverOf }: Counted<R>,
  property: Property<R>,
  first: First,
): Smallest {
  const { bench } = suite;
  const policy = driverOf(first.driver);
  const driver = policy?.id ?? first.driver;
  const seen = (because: string): Smallest => ({
    scenario: first.scenario,
    because,
    clauses: property.clauses,
    at: AT_THE_END,
    driver,
    asSeen: true,
    causes: [],
  });
  if (first.because !== undefined) return seen(first.because);
  if (!policy || !bench.owns(first.scenario)) return seen('it was seen in the campaign');
  // A device is judged only where it has no fault.
  const counts = (scenario: R['scenario']) => property.side === 'driver' || bench.isExemplary(scenario);
  const fails = (scenario: R['scenario']) =>
    counts(scenario) && findingOn(bench, policy, property, scenario) !== undefined;
  const scenario = minimise(first.scenario, bench.simpler, fails);
  const finding = findingOn(bench, policy, property, scenario);
  if (!finding) return seen('it was seen once and not again: the policy does not do the same twice');
  const causes = suite.properties.filter(
    (cause) => explains(cause, property, finding.violation.at) && findingOn(bench, policy, cause, scenario),
  );
  const { at, because } = finding.violation;
  const clauses = clausesBroken(property, finding.violation);
  return {
    scenario,
    because: because(),
    clauses,
    at,
    driver,
    asSeen: false,
    causes: causes.map(({ id }) => id),
  };
}
