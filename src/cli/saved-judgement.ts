import * as z from 'zod';
import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { Counterexample, Judgement, SubjectResult } from '../judge/result.ts';
import { subjectOf } from '../publication/schemas/judgement.ts';
import { ScenarioError, type ScenarioJson, scenarioToJson } from '../scenario/json.ts';
import { parseScenario } from '../types/types.ts';
import { UsageError } from './exit-codes.ts';
import { readUserFile } from './user-file.ts';

/** What is read of a saved judgement. */
export type SavedJudgement = Pick<Judgement, 'suite' | 'seed' | 'cut' | 'subjects'> & {
  /** What was covered, in words. */
  readonly covered: string;
};

/** Reads what `judge --json` or `--save-judgement` wrote. Throws UsageError that names the file and the field. */
export function readJudgement(file: string): SavedJudgement {
  let value: unknown;
  try {
    value = JSON.parse(readUserFile(file, WHAT));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file}: found no JSON, expected ${WHAT}`);
    throw error;
  }
  const parsed = judgementSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'the whole';
    throw new UsageError(`${file}: ${field}: ${issue?.message}; expected ${WHAT}`);
  }
  const { suite, seed, cut, space } = parsed.data;
  const subjects = parsed.data.subjects.map((subject) => withScenarios(subject, file));
  const ids = subjects.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined)
    throw new UsageError(`${file}: subjects: found "${twice}" twice, expected ids of their own`);
  return { suite, seed, subjects, covered: coveredIn({ space }), ...(cut ? { cut } : {}) };
}

/** What a judgement covered, in words: the same where the scenarios are. */
export const coveredIn = ({
  space,
}: {
  readonly space: Readonly<Partial<Record<DeviceTypeName, Covered | undefined>>>;
}): string =>
  deviceTypeNames
    .flatMap((type) => space[type] ?? [])
    .map(({ sweep, random }) => `${sweep.description}; ${random.runs} at random: ${random.description}`)
    .join('; ');

/** How two judgements differ in what they were judged by and over; nothing where they do not. */
export function otherwiseJudged(
  before: Pick<SavedJudgement, 'suite' | 'seed' | 'covered'>,
  after: Pick<SavedJudgement, 'suite' | 'seed' | 'covered'>,
): string[] {
  return [
    ...(before.suite === after.suite ? [] : [`by ${before.suite} and ${after.suite}`]),
    ...(before.seed === after.seed ? [] : [`by seeds ${before.seed} and ${after.seed}`]),
    ...(before.covered === after.covered ? [] : ['over other scenarios']),
  ];
}

interface Covered {
  readonly sweep: { readonly description: string };
  readonly random: { readonly description: string; readonly runs: number };
}

// --- internal ---

const WHAT = 'a judgement, as judge --save-judgement writes it';

/** Checked apart, as its message says what is wrong with it. */
const scenario = z.custom<ScenarioJson>((value) => typeof value === 'object' && value !== null);

const described = { description: z.string() };
const space = z.object({
  sweep: z.object(described),
  random: z.object({ ...described, runs: z.int().min(0) }),
});

const judgementSchema = z.object({
  suite: z.string(),
  seed: z.int(),
  space: z.partialRecord(z.enum(deviceTypeNames), space),
  cut: z.enum(['interrupted', 'out-of-time']).optional(),
  subjects: z.array(subjectOf(scenario)).min(1),
});

/** A subject with its scenarios in full. Throws UsageError. */
function withScenarios(subject: SubjectResult, file: string): SubjectResult {
  const whole = (one: ScenarioJson, id: string): ScenarioJson => {
    try {
      const scenario = parseScenario(one, `${file}: ${id}`);
      if (scenario.type === subject.type) return scenarioToJson(scenario);
      throw new UsageError(`${file}: ${id}: type: expected ${subject.type}, found ${scenario.type}`);
    } catch (error) {
      if (error instanceof ScenarioError) throw new UsageError(error.message);
      throw error;
    }
  };
  const told = (one: Counterexample): Counterexample => ({
    ...one,
    scenario: whole(one.scenario, one.id),
    ...(one.other
      ? {
          other: {
            ...one.other,
            scenario: whole(one.other.scenario, one.id),
            ...(one.other.after ? { after: whole(one.other.after, one.id) } : {}),
          },
        }
      : {}),
  });
  return {
    ...subject,
    properties: subject.properties.map(({ counterexample, others, ...result }) => ({
      ...result,
      ...(counterexample ? { counterexample: told(counterexample) } : {}),
      ...(others ? { others: others.map(told) } : {}),
    })),
  };
}
