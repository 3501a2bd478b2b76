import type { Policy } from '../driver/policy.ts';
import { blkTrial, netTrial, type Trial } from '../kill/trial.ts';
import { type Mutant, mutants, policyOf } from '../mutants/index.ts';
import type { ModelMutant } from '../mutants/model.ts';
import { modelMutants } from '../mutants/models.ts';
import { didYouMean } from '../report/nearest.ts';
import type { BlkRun, NetRun } from '../run/run.ts';
import { idIn } from './mutant-names.ts';
import { UsageError } from './usage-error.ts';

/** Every mutant: policies, devices and models. */
export const allMutants: readonly (Mutant | ModelMutant)[] = [...mutants, ...modelMutants];

/** The mutants of the given ids, each once. Throws UsageError. */
export const mutantsOf = (ids: readonly string[]): (Mutant | ModelMutant)[] => [
  ...new Set(ids.map(mutantOf)),
];

/** A mutant on trial, and the device type that it is of. */
export type MutantSubject = { readonly id: string } & (
  | { readonly type: 'net'; readonly trial: Trial<NetRun> }
  | { readonly type: 'blk'; readonly trial: Trial<BlkRun> }
);

/** The mutant that a name `mutant:ID` means. Throws UsageError where there is none, or it is a model and runs on nothing. */
export function mutantSubject(name: string): MutantSubject {
  const mutant = mutantOf(idIn(name));
  const { id } = mutant;
  if (mutant.kind === 'model') {
    throw new UsageError(`${name}: is a model, which meets no scenario (see: kill ${id})`);
  }
  return mutant.kind === 'policy' && mutant.type === 'blk'
    ? { id, type: 'blk', trial: blkTrial(mutant) }
    : { id, type: 'net', trial: netTrial(mutant) };
}

/** The faulty policy that a name `mutant:ID` means, with a module of its own. Throws UsageError where there is none. */
export function mutantPolicy(name: string): Policy {
  const mutant = mutantOf(idIn(name));
  if (mutant.kind !== 'policy') throw new UsageError(`${name}: is a ${mutant.kind}, and no policy`);
  return policyOf(mutant);
}

// --- internal ---

function mutantOf(id: string): Mutant | ModelMutant {
  const mutant = allMutants.find((candidate) => candidate.id === id);
  if (mutant) return mutant;
  const ids = allMutants.map((candidate) => candidate.id);
  throw new UsageError(`"${id}" is no mutant${didYouMean(id, ids)} (see: list mutants)`);
}
