import type { Policy } from '../driver/policy.ts';
import { AT_THE_END, clausesBroken, explains, type Other, type Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { type Bounds, isWithin } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { causeOf, MOST_CAUSES } from './causes.ts';
import { breachOn, minimise } from './minimise.ts';
import type { PropertySet } from './property-set.ts';
import type { Counterexample, OtherRun, PropertyResult, Verdict } from './result.ts';
import type { Suite } from './suite.ts';
import type { First, Tally } from './tally.ts';

/** What a campaign counted of one subject. */
export interface Counted {
  /** Id of the subject, for the ids of its counterexamples. */
  readonly subject: string;
  readonly tally: Tally;
  /** Whether the campaign went to its end: what holds in a part of it is unknown. */
  readonly whole: boolean;
}

/** Who runs a subject again, to make what it did smaller. */
export interface Runner<R extends Run> {
  readonly suite: Suite<R>;
  readonly set: PropertySet<R>;
  /** What is made smaller stays within them. */
  readonly bounds: Bounds;
  /** A policy by its id; undefined: it is not to be run here. */
  readonly driverOf: (id: string) => Policy | undefined;
  /** Asked before each run: from when on it says so, nothing is run. */
  readonly stopped: () => boolean;
}

/** The verdict on each property, with the smallest scenario that breaks it, or the one on which it was seen. */
export function propertyResults<R extends Run>(runner: Runner<R>, counted: Counted): PropertyResult[] {
  const { subject, tally, whole } = counted;
  const { set } = runner;
  const { properties } = set;
  const found = properties.map((property, i) => smallestOf(runner, property, tally.first[i] ?? []));
  return properties.map((property, i): PropertyResult => {
    const { id, level, side, relation } = property;
    const applicable = tally.applicable[set.groupOf(i)] ?? 0;
    const violations = tally.violations[i] ?? 0;
    const [violation, ...others] = found[i] ?? [];
    const verdict = verdictOn({ applicable, violations, whole, isLost: violation?.notReproduced === true });
    const runs = relation ? tally.thorough : tally.runs;
    const result = { id, level, side, verdict, runs, applicable, violations };
    if (!violation) return result;
    const consequences = properties.filter((_, o) => found[o]?.[0]?.causes.includes(id));
    const ids = consequences.map((other) => other.id);
    return {
      ...result,
      counterexample: counterexampleOf(`${subject}/${id}`, violation, ids),
      ...(others.length
        ? { others: others.map((other, o) => counterexampleOf(`${subject}/${id}/${o + 2}`, other, [])) }
        : {}),
    };
  });
}

/** The verdict on a subject: by its must- and policy-level properties. */
export function verdictOf(results: readonly PropertyResult[]): Verdict {
  const binding = results.filter(({ level }) => level !== 'should');
  if (binding.some(({ verdict }) => verdict === 'violated')) return 'violated';
  return binding.length > 0 && binding.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'unknown';
}

// --- internal ---

/** What was seen once and not again, is neither violated nor does it hold. */
const verdictOn = (count: {
  readonly applicable: number;
  readonly violations: number;
  readonly whole: boolean;
  readonly isLost: boolean;
}): Verdict => {
  if (count.violations > 0) return count.isLost ? 'unknown' : 'violated';
  return count.applicable > 0 && count.whole ? 'holds' : 'unknown';
};

function otherToJson({ scenario, rebound, after, outcome }: Other): { readonly other?: OtherRun } {
  if (!outcome) return {};
  return {
    other: {
      scenario: scenarioToJson(scenario),
      ...(rebound ? { rebound } : {}),
      ...(after ? { after: scenarioToJson(after) } : {}),
      ends: outcome.kind,
      ...(outcome.kind === 'live' ? {} : { reason: outcome.reason }),
    },
  };
}

const counterexampleOf = (
  id: string,
  { scenario, because, clauses, at, driver, asSeen, programFault, notReproduced, other }: Smallest,
  thereforeAlso: readonly string[],
): Counterexample => ({
  id,
  because,
  clauses,
  at,
  driver,
  scenario: scenarioToJson(scenario),
  ...(other ? otherToJson(other) : {}),
  ...(asSeen ? { asSeen } : {}),
  ...(programFault ? { programFault } : {}),
  ...(notReproduced ? { notReproduced } : {}),
  thereforeAlso,
});

/** A violation as a counterexample tells it. */
interface Smallest {
  /** As causes are told apart. */
  readonly cause: string;
  readonly scenario: Scenario;
  readonly because: string;
  readonly clauses: readonly string[];
  readonly at: number;
  readonly driver: string;
  /** Whether it is told as it was seen in the campaign, on a scenario that was not made smaller. */
  readonly asSeen: boolean;
  readonly programFault: true | undefined;
  readonly other: Other | undefined;
  /** Whether running the subject again on the same scenario did not show it. */
  readonly notReproduced: true | undefined;
  /** Of its known causes, those that show on the same scenario. */
  readonly causes: readonly string[];
}

/**
 * The smallest scenario for each cause of a violation: first those that nothing explains, and others only where they are such;
 * one that does not show again only where none does.
 */
function smallestOf<R extends Run>(
  runner: Runner<R>,
  property: Property<R>,
  [first, ...later]: readonly First[],
): Smallest[] {
  if (!first) return [];
  // Made smaller, a violation may turn into one by another cause: that is told as such, and its own cause by itself.
  const main = smallest(runner, property, first);
  const rest = [first, ...later]
    .filter(({ cause }) => cause !== main.cause)
    .map((one) => smallest(runner, property, one, one.cause));
  const shown = [main, ...rest].filter(({ notReproduced }) => !notReproduced);
  const [told = main, ...others] = shown.toSorted((a, b) => Number(isExplained(a)) - Number(isExplained(b)));
  return [told, ...others.filter((other) => !isExplained(other)).slice(0, MOST_CAUSES - 1)];
}

const isExplained = ({ causes }: Smallest): boolean => causes.length > 0;

/** Of the runs by which a violation is made smaller. */
const ofRun = new Trace();
const ofOther = new Trace();

/** `cause`: the only one that counts, where not any does. */
function smallest<R extends Run>(
  { suite, bounds, driverOf, stopped }: Runner<R>,
  property: Property<R>,
  first: First,
  cause?: string,
): Smallest {
  const { deviceType } = suite;
  const policy = driverOf(first.driver);
  const driver = policy?.id ?? first.driver;
  const seen = (because: string): Smallest => ({
    cause: first.cause,
    scenario: first.scenario,
    because,
    clauses: clausesBroken(property, {}, first.scenario),
    at: AT_THE_END,
    driver,
    asSeen: true,
    programFault: first.programFault,
    other: undefined,
    notReproduced: undefined,
    causes: [],
  });
  if (first.because !== undefined) return seen(first.because);
  if (!policy || stopped() || !deviceType.owns(first.scenario)) return seen('it was seen in the campaign');
  // A device is judged only where it has no fault.
  const counts = (scenario: R['scenario']) => property.side === 'driver' || deviceType.isExemplary(scenario);
  const find = (scenario: R['scenario']) => {
    if (!counts(scenario)) return undefined;
    const breach = breachOn(deviceType, policy, property, scenario, ofRun, ofOther);
    return breach && (cause === undefined || causeOf(breach.violation) === cause) ? breach : undefined;
  };
  const fails = (scenario: R['scenario']) => isWithin(scenario, bounds) && find(scenario) !== undefined;
  const NOT_AGAIN: Smallest = {
    ...seen('it was seen once and not again: the policy does not do the same twice'),
    notReproduced: true,
  };
  if (!find(first.scenario)) return NOT_AGAIN;
  const scenario = minimise(first.scenario, deviceType.simpler, fails, stopped);
  const breach = find(scenario);
  if (!breach) return NOT_AGAIN;
  const causes = suite.properties.filter(
    (cause) =>
      !stopped() &&
      explains(cause, property, breach.violation) &&
      breachOn(deviceType, policy, cause, scenario),
  );
  const { at, because, programFault, other } = breach.violation;
  const clauses = clausesBroken(property, breach.violation, scenario);
  return {
    cause: causeOf(breach.violation),
    scenario,
    because: because(),
    clauses,
    at,
    driver,
    asSeen: stopped(),
    programFault,
    other,
    notReproduced: undefined,
    causes: causes.map(({ id }) => id),
  };
}
