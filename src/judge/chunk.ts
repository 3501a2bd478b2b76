import fc from 'fast-check';
import { scenario as arbitrary } from '../../properties/generators.ts';
import { properties as everyProperty } from '../../properties/index.ts';
import type { Property } from '../../properties/property.ts';
import type { Transport } from '../../spec/transports.ts';
import type { Policy } from '../driver/policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { profilesOf, sweep } from './sweep.ts';
import { emptyTally, judgeOne, type Tally } from './tally.ts';

/** A piece of a campaign: a pure function of these values, whichever thread works on it. */
export type Chunk =
  | {
      readonly kind: 'sweep';
      readonly policies: readonly string[];
      readonly properties: readonly string[];
      readonly sizes: readonly number[];
      readonly transports: readonly Transport[];
      readonly exhaustive: boolean;
    }
  | {
      readonly kind: 'random';
      readonly policies: readonly string[];
      readonly properties: readonly string[];
      readonly seed: number;
      readonly runs: number;
      readonly transports: readonly Transport[];
    };

/** Random scenarios come after every swept one in the order of a campaign. */
const RANDOM_ORDER = 1_000_000_000;

/** The properties with the given ids, in the order of the list. */
export const selectProperties = (ids: readonly string[]): Property[] =>
  everyProperty.filter((property) => ids.includes(property.id));

/** The scenarios of a chunk in order. Relations are judged on those marked so. */
export function* scenariosOf(
  chunk: Chunk,
): Generator<{ order: number; scenario: Scenario; relations: boolean }> {
  if (chunk.kind === 'sweep') {
    let n = 0;
    for (const { order, scenario } of sweep(chunk.sizes, profilesOf(chunk.transports), chunk.exhaustive)) {
      yield { order, scenario, relations: n++ % 8 === 0 };
    }
    return;
  }
  const sample = fc.sample(arbitrary, { seed: chunk.seed, numRuns: chunk.runs });
  for (let i = 0; i < sample.length; i++) {
    const scenario = sample[i];
    if (!scenario || !chunk.transports.includes(scenario.transport)) continue;
    yield { order: RANDOM_ORDER + (chunk.seed % 1_000_000) * 10_000 + i, scenario, relations: true };
  }
}

/** Judges every policy on every scenario of a chunk; one tally a policy. `mark` hears the place before each run. */
export function judgeChunk(
  chunk: Chunk,
  policies: readonly Policy[],
  mark: (place: number) => void = () => {},
): Tally[] {
  const properties = selectProperties(chunk.properties);
  const tallies = policies.map(() => emptyTally(properties.length));
  let place = 0;
  for (const { order, scenario, relations } of scenariosOf(chunk)) {
    for (let p = 0; p < policies.length; p++) {
      const policy = policies[p];
      const tally = tallies[p];
      mark(place++);
      if (policy && tally) judgeOne(policy, properties, tally, scenario, order, relations);
    }
  }
  return tallies;
}
