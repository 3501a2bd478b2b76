import { z } from 'zod';
import { deviceTypes } from '../../spec/device-types.ts';
import { counterexamplesTo, type Judgement, type SubjectResult } from '../judge/result.ts';
import { levels } from '../run/property.ts';
import { parseAnyScenario, ScenarioError, type ScenarioJson } from '../scenario/json.ts';
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
  const { suite, seed, cut, subjects, space } = parsed.data;
  for (const subject of subjects) checkScenarios(subject, file);
  const { blk, ...net } = space;
  const covered = [net, ...(blk ? [blk] : [])]
    .flatMap(({ sweep, random }) => [sweep.description, random.description])
    .join('; ');
  return { suite, seed, subjects, covered, ...(cut ? { cut } : {}) };
}

// --- internal ---

const WHAT = 'a judgement, as judge --save-judgement writes it';

const verdict = z.enum(['holds', 'violated', 'unknown']);

/** Checked apart, as its message says what is wrong with it. */
const scenario = z.custom<ScenarioJson>((value) => typeof value === 'object' && value !== null);

const counterexample = z.object({
  id: z.string(),
  because: z.string(),
  clauses: z.array(z.string()),
  at: z.int(),
  driver: z.string(),
  scenario,
  other: z
    .object({
      scenario,
      rebound: z.literal(true).exactOptional(),
      after: scenario.exactOptional(),
      ends: z.enum(['live', 'failed', 'crashed']),
      reason: z.string().exactOptional(),
    })
    .exactOptional(),
  asSeen: z.boolean().exactOptional(),
  programFault: z.literal(true).exactOptional(),
  notReproduced: z.literal(true).exactOptional(),
  thereforeAlso: z.array(z.string()),
});

const share = z.number().min(0).max(1);
const cost = z.object({ accesses: z.number(), rounds: z.number() });

const subject = z.object({
  id: z.string().min(1),
  kind: z.enum(['policy', 'device']),
  type: z.enum(deviceTypes),
  title: z.string(),
  verdict,
  unfinished: z.string().exactOptional(),
  properties: z.array(
    z.object({
      id: z.string().min(1),
      level: z.enum(levels),
      side: z.enum(['driver', 'device']),
      verdict,
      runs: z.int().min(0),
      applicable: z.int().min(0),
      violations: z.int().min(0),
      counterexample: counterexample.exactOptional(),
      others: z.array(counterexample).exactOptional(),
    }),
  ),
  scores: z.object({ serves: share, regret: z.number(), goodPath: cost, smallRing: cost }),
  betterPolicies: z.array(z.string()),
});

const described = z.object({ description: z.string() });
const space = z.object({ sweep: described, random: described });

const judgementSchema = z.object({
  suite: z.string(),
  seed: z.int(),
  space: space.extend({ blk: space.optional() }),
  cut: z.enum(['interrupted', 'out-of-time']).optional(),
  subjects: z.array(subject).min(1),
});

/** Throws UsageError. */
function checkScenarios({ properties }: SubjectResult, file: string): void {
  for (const { id, scenario: met, other } of properties.flatMap(counterexamplesTo)) {
    for (const one of [met, other?.scenario, other?.after]) {
      if (one === undefined) continue;
      try {
        parseAnyScenario(one, `${file}: ${id}`);
      } catch (error) {
        if (error instanceof ScenarioError) throw new UsageError(error.message);
        throw error;
      }
    }
  }
}
