import fc, { type Arbitrary } from 'fast-check';
import type { Draws } from '../judge/suite.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { chanceOf } from './chance.ts';
import { coveringArray, type Row } from './covering.ts';
import { offspringOf } from './offspring.ts';

/** What scenarios of one device type are drawn from. */
export interface Source<S extends Scenario> {
  readonly scenarios: (bounds: Bounds) => Arbitrary<S>;
  readonly owns: (scenario: Scenario) => scenario is S;
  /** Fields with values of theirs, each a change of a scenario. */
  readonly fields: readonly (readonly ((scenario: S) => S)[])[];
}

/**
 * Draws the scenarios of a night: in turn as the generators make them, with the fields of a row of a covering array, and such
 * a one as the offspring of a parent, where there is one. `npm run bench -- fuzz` says what that is worth.
 */
export function drawing<S extends Scenario>({
  scenarios,
  owns,
  fields,
}: Source<S>): (draws: Draws, bounds: Bounds) => readonly S[] {
  let rows: readonly Row[] | undefined;
  return (draws, bounds) => {
    if (draws.kind === 'given') return draws.scenarios.filter(owns);
    rows ??= coveringArray(fields.map(({ length }) => length));
    const { seed, runs, parents } = draws;
    const own = parents.filter(owns);
    const chance = chanceOf(seed);
    const all = rows;
    return fc.sample(scenarios(bounds), { seed, numRuns: runs }).map((scenario, i) => {
      if (i % 3 === 0) return scenario;
      const row = inRow(scenario, fields, all[chance(all.length)] ?? []);
      const parent = i % 3 === 2 ? own[chance(own.length)] : undefined;
      return parent ? offspringOf(parent, row, chance) : row;
    });
  };
}

// --- internal ---

const inRow = <S>(scenario: S, fields: readonly (readonly ((scenario: S) => S)[])[], row: Row): S =>
  fields.reduce((changed, values, field) => values[row[field] ?? 0]?.(changed) ?? changed, scenario);
