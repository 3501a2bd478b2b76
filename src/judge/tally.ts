import type { Property } from '../../properties/property.ts';
import { sizeOf } from '../../spec/features.ts';
import { isSince } from '../../spec/versions.ts';
import type { Policy } from '../driver/policy.ts';
import { type Run, runPolicy } from '../driver/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { bestSet, isFeasible } from './oracle.ts';

/** The first violation of a property in the order of the campaign. */
export interface First {
  readonly order: number;
  readonly message: string;
  readonly at: number;
  readonly scenario: Scenario;
}

export interface PropertyTally {
  runs: number;
  applicable: number;
  violations: number;
  first: First | undefined;
}

/** Counts of one subject; two of them add up in any order. */
export interface Tally {
  readonly properties: PropertyTally[];
  feasible: number;
  served: number;
  lost: number;
  good: number;
  goodAccesses: number;
  goodRounds: number;
  small: number;
  smallAccesses: number;
  smallRounds: number;
}

export const emptyTally = (count: number): Tally => ({
  properties: Array.from({ length: count }, () => ({
    runs: 0,
    applicable: 0,
    violations: 0,
    first: undefined,
  })),
  feasible: 0,
  served: 0,
  lost: 0,
  good: 0,
  goodAccesses: 0,
  goodRounds: 0,
  small: 0,
  smallAccesses: 0,
  smallRounds: 0,
});

/** Runs one subject on one scenario and counts what every property says of it. */
export function judgeOne(
  policy: Policy,
  properties: readonly Property[],
  tally: Tally,
  scenario: Scenario,
  order: number,
  relations: boolean,
): void {
  const run = runPolicy(policy, scenario);
  const again = (changed: Scenario): Run => runPolicy(policy, changed);
  for (let i = 0; i < properties.length; i++) {
    const property = properties[i];
    const count = tally.properties[i];
    if (!property || !count || (property.relation && !relations)) continue;
    count.runs++;
    if (!isSince(scenario.version, property.since) || !property.appliesTo(run)) continue;
    count.applicable++;
    const violation = property.check(run, again);
    if (!violation) continue;
    count.violations++;
    if (!count.first || order < count.first.order) count.first = { order, scenario, ...violation };
  }
  score(tally, run);
}

/** Adds `from` to `into`. Commutative and associative. */
export function mergeTally(into: Tally, from: Tally): void {
  from.properties.forEach((counts, i) => {
    const sum = into.properties[i];
    if (!sum) return;
    sum.runs += counts.runs;
    sum.applicable += counts.applicable;
    sum.violations += counts.violations;
    if (counts.first && (!sum.first || counts.first.order < sum.first.order)) sum.first = counts.first;
  });
  for (const key of counters) into[key] += from[key];
}

// --- internal ---

const counters = [
  'feasible',
  'served',
  'lost',
  'good',
  'goodAccesses',
  'goodRounds',
  'small',
  'smallAccesses',
  'smallRounds',
] as const;

function score(tally: Tally, run: Run): void {
  if (!isFeasible(run.scenario)) return;
  tally.feasible++;
  if (run.outcome?.kind !== 'live') return;
  tally.served++;
  const negotiations = run.rounds.filter((round) => round.acceptedWindows !== 0).length;
  const best = bestSet(run.scenario, Math.max(0, negotiations - 1));
  if (best !== undefined) tally.lost += sizeOf(best & ~run.outcome.plan.features);
  // What a refusal costs is no matter of ring size: only devices that accept at once are compared.
  if (run.scenario.rounds.some((round) => round.acceptance.kind !== 'accepts')) return;
  const sizes = run.scenario.rounds[0]?.sizes ?? [];
  const least = Math.min(...sizes);
  if (least >= 64) {
    tally.good++;
    tally.goodAccesses += run.accesses;
    tally.goodRounds += negotiations;
  } else if (least < run.scenario.maxSkbFrags + 2) {
    tally.small++;
    tally.smallAccesses += run.accesses;
    tally.smallRounds += negotiations;
  }
}
