import {
  firstDisagreement,
  type ModelCheck,
  type ModelMutant,
  modelOf,
  rightModel,
} from '../mutants/model.ts';
import type { MutantResult, PropertyKill } from './result.ts';

/** What becomes of a faulty model: which checks fail on it, and not on the right one. */
export function killModel(mutant: ModelMutant, checks: readonly ModelCheck[]): MutantResult {
  const { id, kind, type, title, origin, caughtBy } = mutant;
  const model = modelOf(mutant);
  const failed = checks.flatMap((check) => {
    const found = firstDisagreement(check, model);
    if (found === undefined || firstDisagreement(check, rightModel) !== undefined) return [];
    return [{ check: check.id, isMade: caughtBy.includes(check.id), ...found }];
  });
  const inOrder = failed.toSorted((a, b) => Number(b.isMade) - Number(a.isMade));
  const [first] = inOrder.filter(({ isMade }) => isMade);
  const by = inOrder.map(({ check }) => check);
  const kills = inOrder.map(
    ({ check, cases }): PropertyKill => ({ property: check, seeds: 0, medianRuns: cases }),
  );
  const common = {
    id,
    kind,
    type,
    title,
    ...(origin ? { origin } : {}),
    madeFor: caughtBy,
    by,
    kills,
  } as const;
  if (first) return { ...common, killed: true, medianRuns: first.cases, found: first.because };
  const error = by.length
    ? `is killed only by ${by.join(', ')}, which is not there for it`
    : 'survives every check of the model';
  return { ...common, killed: false, medianRuns: null, error };
}
