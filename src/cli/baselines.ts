import { type Policy, typeOf } from '../driver/policy.ts';
import type { Baselines } from '../judge/hold-against.ts';
import type { Subject } from '../judge/judge.ts';
import type { SubjectResult } from '../judge/result.ts';
import { builtInPolicy, isBuiltIn } from '../policies/built-in.ts';
import { policies } from '../policies/index.ts';
import { didYouMean } from '../report/nearest.ts';
import { linuxDriver } from '../suites/built-in.ts';
import { UsageError } from './exit-codes.ts';
import { readJudgement, type SavedJudgement } from './saved-judgement.ts';
import { type LoadedSubjects, subjectsOf } from './subjects.ts';
import { isThere, readUserFile } from './user-file.ts';

export const againstHelp = `  --against POLICY|FILE|JUDGEMENT.json|none
                       what the policies are held against; unless said, what each says it is based on (basedOn), else
                       Linux's of its device type. Where it is said, the exit code is 1 where something is worse
`;

/** What is judged, and what against; processes as in a loaded. */
export interface Contest extends LoadedSubjects {
  readonly baselines: Baselines;
  /** The judgement that they were taken from. */
  readonly from?: { readonly file: string; readonly judgement: SavedJudgement };
}

/** The policies of the given ids and files, held against one that is named, a saved judgement, nothing or the usual. Throws UsageError. */
export async function contestOf(names: readonly string[], against: string | undefined): Promise<Contest> {
  if (against === undefined) return withUsual(await subjectsOf(names));
  if (against === 'none') return withNone(await subjectsOf(names));
  if (!isBuiltIn(against) && isJudgement(against)) {
    const judgement = readJudgement(against);
    if (judgement.cut)
      throw new UsageError(`${against}: cut: expected a whole judgement, found one that was cut short`);
    const contest = withSaved(await subjectsOf(names), judgement.subjects, against);
    return { ...contest, from: { file: against, judgement } };
  }
  const loaded = await subjectsOf(names, [against]);
  const { subjects, foreign, beside } = loaded;
  const named = beside[0] ?? subjects.find(({ name }) => name === against);
  const of = pairs(subjects, (policy) =>
    named && typeOf(named.policy) === typeOf(policy) ? named.policy.id : undefined,
  );
  const without = subjects.filter(({ policy }) => !of.has(policy.id) && policy.id !== named?.policy.id);
  if (of.size > 0 && without.length > 0)
    throw new UsageError(
      `--against: ${against} drives virtio-${named ? typeOf(named.policy) : ''}, and ${without.map(({ name }) => name).join(', ')} does not: judge it by itself`,
    );
  if (of.size === 0) {
    const why =
      beside.length && named
        ? `drives virtio-${typeOf(named.policy)}, and nothing that is judged does`
        : 'is all that is judged';
    throw new UsageError(`--against: ${against} ${why}: there is nothing to hold against it`);
  }
  return { subjects, foreign, beside, baselines: { of, beside, saved: [] } };
}

/** A loaded whose policies are held against what each is based on, or against Linux. Throws UsageError. */
export function withUsual(loaded: LoadedSubjects): Contest {
  const { subjects } = loaded;
  for (const { name, policy } of subjects) {
    const { basedOn } = policy;
    if (basedOn === undefined || isBuiltIn(basedOn)) continue;
    const ids = policies.map(({ id }) => id);
    throw new UsageError(
      `${name}: basedOn: expected the id of a built-in policy, found "${basedOn}"${didYouMean(basedOn, ids)}`,
    );
  }
  const of = pairs(subjects, usualFor);
  const needed = [...new Set(of.values())].filter((id) => subjects.every(({ policy }) => policy.id !== id));
  const beside = needed.flatMap((name): Subject[] => {
    const policy = builtInPolicy(name);
    return policy ? [{ name, policy }] : [];
  });
  return { ...loaded, beside, baselines: { of, beside, saved: [] } };
}

// --- internal ---

/** Whether a name is one of JSON, by its ending or by how it begins. */
const isJudgement = (name: string): boolean =>
  /\.json$/i.test(name) ||
  (isThere(name) && !/\.[cm]?[jt]s$/.test(name) && /^\s*\{/.test(readUserFile(name, 'a judgement')));

const usualFor = (policy: Policy): string => policy.basedOn ?? linuxDriver(typeOf(policy));

const withNone = (loaded: LoadedSubjects): Contest => ({
  ...loaded,
  baselines: { of: new Map(), beside: [], saved: [] },
});

/** By the id of each subject that of its baseline, where it has one that it is not itself. */
const pairs = (
  subjects: readonly Subject[],
  baselineOf: (policy: Policy) => string | undefined,
): Map<string, string> =>
  new Map(
    subjects.flatMap(({ policy }) => {
      const baseline = baselineOf(policy);
      return baseline === undefined || baseline === policy.id ? [] : [[policy.id, baseline] as const];
    }),
  );

/** Each against its own result of before, else against the one policy of its type. Throws UsageError. */
function withSaved(loaded: LoadedSubjects, results: readonly SubjectResult[], file: string): Contest {
  const policies = results.filter(({ kind }) => kind === 'policy');
  const saved: SubjectResult[] = [];
  const of = new Map<string, string>();
  for (const { policy } of loaded.subjects) {
    const own = policies.filter(({ type }) => type === typeOf(policy));
    const found = own.find(({ id }) => id === policy.id) ?? (own.length === 1 ? own[0] : undefined);
    if (!found) {
      const ids = own.map(({ id }) => id).join(', ') || 'none';
      throw new UsageError(
        `${file}: subjects: expected ${policy.id}, or one virtio-${typeOf(policy)} policy, found ${ids}`,
      );
    }
    const id = `${found.id} (${file})`;
    of.set(policy.id, id);
    if (!saved.some((one) => one.id === id)) saved.push({ ...found, id });
  }
  return { ...loaded, baselines: { of, beside: [], saved } };
}
