import type { Run } from '../run/run.ts';
import { answersTo, type Question } from './asked.ts';
import { againstBaseline, type Breaks } from './baseline.ts';
import type { Executor } from './executor.ts';
import type { Subject } from './options.ts';
import { type Counterexample, counterexamplesTo, type Judgement, type SubjectResult } from './result.ts';
import type { Suite } from './suite.ts';

/** Against what the subjects of a judgement are held. */
export interface Baselines {
  /** By the id of a subject that of its baseline. */
  readonly of: ReadonlyMap<string, string>;
  /** Baselines that are judged for that alone. */
  readonly beside: readonly Subject[];
  /** Results of baselines that were judged before. */
  readonly saved: readonly SubjectResult[];
}

export const NO_BASELINES: Baselines = { of: new Map(), beside: [], saved: [] };

/** Holds the subjects of a judgement, of which some were judged for that alone, against their baselines. */
export async function holdAgainst<R extends Run>(
  suite: Suite<R>,
  executor: Executor,
  judgement: Judgement,
  subjects: readonly Subject[],
  { of, beside, saved }: Baselines,
): Promise<Judgement> {
  const isBeside = ({ id }: SubjectResult): boolean => beside.some(({ policy }) => policy.id === id);
  const results = [...judgement.subjects, ...saved];
  const pairs = judgement.subjects.flatMap((subject) => {
    const baseline = results.find(({ id, type }) => id === of.get(subject.id) && type === subject.type);
    return baseline && !isBeside(subject) ? [{ subject, baseline }] : [];
  });
  const breaks = await breaksOf(suite, executor, subjects, judgement.cut ? [] : pairs);
  const against = pairs.map(({ subject, baseline }) =>
    againstBaseline(subject, baseline, {
      alike: judgement.cut === undefined,
      breaks,
      apart: saved.includes(baseline),
    }),
  );
  const baselines = pairs
    .map(({ baseline }) => baseline)
    .filter((one) => isBeside(one) || saved.includes(one));
  return {
    ...judgement,
    subjects: judgement.subjects.filter((subject) => !isBeside(subject)),
    ...(against.length ? { against } : {}),
    ...(baselines.length ? { baselines: [...new Set(baselines)] } : {}),
  };
}

// --- internal ---

interface Pair {
  readonly subject: SubjectResult;
  readonly baseline: SubjectResult;
}

/** Asks each of a pair on the counterexamples of the other, of what that breaks. */
async function breaksOf<R extends Run>(
  suite: Suite<R>,
  executor: Executor,
  subjects: readonly Subject[],
  pairs: readonly Pair[],
): Promise<Breaks> {
  const nameOf = new Map(subjects.map(({ name, policy }) => [policy.id, name]));
  const questions = new Map<string, Question>();
  for (const { subject, baseline } of pairs) {
    for (const [asked, whose] of [
      [subject, baseline],
      [baseline, subject],
    ] as const) {
      const policy = nameOf.get(asked.id);
      for (const result of policy === undefined ? [] : whose.properties) {
        if (result.verdict !== 'violated' || asked.properties.every(({ id }) => id !== result.id)) continue;
        for (const { scenario, id } of counterexamplesTo(result))
          questions.set(keyOf(asked.id, id), { policy: policy ?? '', property: result.id, scenario });
      }
    }
  }
  const keys = [...questions.keys()];
  const answers = await answersTo(suite, executor, [...questions.values()]);
  const known = new Map(keys.map((key, i) => [key, answers[i]]));
  return (subject, _, { id }: Counterexample) => known.get(keyOf(subject, id));
}

/** Of a question about a subject and a counterexample of another one. */
const keyOf = (subject: string, counterexample: string): string => `${subject} ${counterexample}`;
