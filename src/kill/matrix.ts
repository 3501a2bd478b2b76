import type { EverySuite } from '../judge/suite.ts';
import type { Mutant } from '../mutants/index.ts';
import type { ModelCheck, ModelMutant } from '../mutants/model.ts';
import { killModel } from './kill-model.ts';
import { KillingGround, type KillOptions } from './kill-mutant.ts';
import type { Matrix, MutantResult, PropertyRow } from './result.ts';
import { LOOKED_AT } from './search.ts';
import { quantile } from './statistics.ts';

/** What a matrix is made of. */
export interface Sources {
  readonly suites: EverySuite;
  /** Checks of the model. */
  readonly checks: readonly ModelCheck[];
  readonly mutants: readonly (Mutant | ModelMutant)[];
  /** Whether the mutants are all that there are: then each property has one. */
  readonly whole: boolean;
}

/** What becomes of a mutant. */
export type Killer = (mutant: Mutant | ModelMutant) => MutantResult;

/** Lets mutants loose on every property of their side, each on the same scenarios as the others. */
export function killerOf(
  { suites, checks }: Omit<Sources, 'mutants' | 'whole'>,
  options: KillOptions,
): Killer {
  const ground = new KillingGround(suites, options);
  return (mutant) => (mutant.kind === 'model' ? killModel(mutant, checks) : ground.kill(mutant));
}

/** As a `Killer`, and told how many mutants are done and there are; undefined: it was told to stop. */
export type Killing = (
  mutant: Mutant | ModelMutant,
  done: number,
  total: number,
) => Promise<MutantResult | undefined>;

/**
 * Lets mutants loose one after the other. Where `killed` is told to stop, the matrix is cut short.
 */
export async function matrixOf(
  sources: Sources,
  options: KillOptions,
  killed: Killing = inTurn(killerOf(sources, options)),
): Promise<Matrix> {
  const { suites, checks, mutants, whole } = sources;
  const { seed, seeds, runs, properties: chosen } = options;
  const results: MutantResult[] = [];
  for (const mutant of mutants) {
    const result = await killed(mutant, results.length, mutants.length);
    if (!result) break;
    results.push(result);
  }
  const isCut = results.length < mutants.length;
  const ids = [
    ...new Set([
      ...suites(({ properties }) => properties.map(({ id }) => id)).flat(),
      ...checks.map(({ id }) => id),
    ]),
  ];
  const rows = ids
    .filter((id) => chosen === undefined || chosen.includes(id))
    .map((id) => rowOf(id, results))
    .filter(({ kills, also }) => whole || kills.length + also.length > 0);
  return {
    suite: suites(({ name }) => name)[0] ?? '',
    space: { seed, seeds, runs, lookedAt: Math.min(runs, LOOKED_AT) },
    mutants: results,
    properties: rows,
    totals: totalsOf(results),
    errors: [
      ...results.flatMap(({ id, error }) => (error === undefined ? [] : [`${id} ${error}`])),
      ...(whole && !isCut
        ? rows.flatMap(({ id, kills }) =>
            kills.length ? [] : [`${id} kills no mutant that is there for it`],
          )
        : []),
    ],
    ...(isCut ? { cut: 'interrupted' } : {}),
  };
}

// --- internal ---

const inTurn =
  (kill: Killer): Killing =>
  async (mutant) =>
    kill(mutant);

const rowOf = (id: string, results: readonly MutantResult[]): PropertyRow => {
  const killed = results.filter(({ by }) => by.includes(id));
  const isMade = ({ madeFor }: MutantResult): boolean => madeFor.includes(id);
  return {
    id,
    kills: killed.filter(isMade).map((mutant) => mutant.id),
    also: killed.filter((mutant) => !isMade(mutant)).map((mutant) => mutant.id),
  };
};

function totalsOf(results: readonly MutantResult[]): Matrix['totals'] {
  const hunted = results.filter(({ expected }) => expected === undefined);
  // Checks of a model walk their cases in order: how many is no matter of luck.
  const runs = hunted.flatMap(({ kind, medianRuns }) => (kind === 'model' ? [] : [medianRuns ?? undefined]));
  return {
    mutants: results.length,
    killed: results.filter(({ killed }) => killed).length,
    expected: results.length - hunted.length,
    medianRuns: quantile(runs, 1 / 2) ?? null,
    ninthDecile: quantile(runs, 9 / 10) ?? null,
    mostRuns: quantile(runs, 1) ?? null,
  };
}
