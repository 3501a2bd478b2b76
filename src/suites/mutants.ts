import type { Policy } from '../driver/policy.ts';
import { type Mutant, mutants, policyOf } from '../mutants/index.ts';
import type { ModelMutant } from '../mutants/model.ts';
import { modelMutants } from '../mutants/models.ts';
import { didYouMean } from '../report/nearest.ts';
import { idIn } from './mutant-names.ts';
import { UsageError } from './usage-error.ts';

/** Every mutant: policies, devices and models. */
export const allMutants: readonly (Mutant | ModelMutant)[] = [...mutants, ...modelMutants];

/** The mutants of the given ids, each once. Throws UsageError. */
export const mutantsOf = (ids: readonly string[]): (Mutant | ModelMutant)[] => [
  ...new Set(ids.map(mutantOf)),
];

/** The mutant that a name `mutant:ID` means. Throws UsageError where there is none, or it is a model and runs on nothing. */
export function mutantNamed(name: string): Mutant {
  const mutant = mutantOf(idIn(name));
  if (mutant.kind !== 'model') return mutant;
  throw new UsageError(`${name}: is a model, which meets no scenario (see: kill ${mutant.id})`);
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
