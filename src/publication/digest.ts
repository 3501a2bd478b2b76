import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { counterexamplesTo, type Judgement, spacesOf, unmetOf } from '../judge/result.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { abridged, parseScenario } from '../types/types.ts';
import { sampleOf } from './figures.ts';
import { reportFile } from './reports.ts';
import { scores, verdict } from './schemas/judgement.ts';
import { count } from './schemas/parts.ts';

/** The file that tells, of the published judgement, what today's code is held against. */
export const DIGEST = 'verdicts.json';

/** What is kept of a published judgement. Scenarios are as short as they can be said. */
const digestSchema = z.object({
  suite: z.string(),
  seed: z.int(),
  space: z.object({
    sweep: z.object({ sizes: count }),
    random: z.object({ runs: count }),
  }),
  /** Labels and happenings that the campaign did not meet. */
  unmet: z.array(z.string()),
  subjects: z.array(
    z.object({
      id: z.string(),
      verdict,
      scores,
      /** By property: the verdict, runs, runs to which it applied, violations. */
      properties: z.record(z.string(), z.tuple([verdict, count, count, count])),
    }),
  ),
  /** The figures of a small campaign. */
  sample: z.array(z.object({ id: z.string(), scores, runs: count, applicable: count, violations: count })),
  counterexamples: z.array(
    z.object({
      id: z.string(),
      /** The subject itself, if absent. */
      driver: z.string().optional(),
      at: z.int(),
      because: z.string(),
      scenario: z.unknown(),
    }),
  ),
});

type Digest = z.infer<typeof digestSchema>;

/** What is kept of a judgement and of a small campaign beside it. */
export function digestOf(judgement: Judgement, small: Judgement): Digest {
  const [covered] = spacesOf(judgement);
  if (!covered) throw new TypeError('a judgement that covered nothing');
  const { sweep, random } = covered;
  return {
    suite: judgement.suite,
    seed: judgement.seed,
    space: {
      sweep: { sizes: sweep.sizes },
      random: { runs: random.runs },
    },
    unmet: unmetOf(judgement).map(({ id }) => id),
    subjects: judgement.subjects.map(({ id, verdict, scores, properties }) => ({
      id,
      verdict,
      scores,
      properties: Object.fromEntries(
        properties.map((one) => [one.id, [one.verdict, one.runs, one.applicable, one.violations]]),
      ),
    })),
    sample: sampleOf(small),
    counterexamples: judgement.subjects.flatMap((subject) =>
      subject.properties.flatMap(counterexamplesTo).map(({ id, driver, at, because, scenario }) => ({
        id,
        ...(driver === subject.id ? {} : { driver }),
        at,
        because,
        scenario: abridged(scenario),
      })),
    ),
  };
}

/** The published judgement, as far as it is kept. */
export type Publication = ReturnType<typeof publicationOf>;

/** The published judgement, or why there is none to be had. */
export type PublicationRead =
  | { readonly kind: 'read'; readonly publication: Publication }
  | { readonly kind: 'none'; readonly why: string };

/** Reads what is kept of the published judgement. */
export function readPublication(file: URL = reportFile(DIGEST)): PublicationRead {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    return { kind: 'none', why: `reports/${DIGEST} ${why}` };
  }
  const parsed = digestSchema.safeParse(value);
  if (parsed.success) return { kind: 'read', publication: publicationOf(parsed.data) };
  const [issue] = parsed.error.issues;
  const what = `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`;
  return { kind: 'none', why: `reports/${DIGEST} is of another form, to be published anew (${what})` };
}

// --- internal ---

function publicationOf({ subjects, counterexamples, ...rest }: Digest) {
  return {
    ...rest,
    subjects: subjects.map(({ properties, ...subject }) => ({
      ...subject,
      properties: Object.entries(properties).map(([id, [verdict, runs, applicable, violations]]) => ({
        id,
        verdict,
        runs,
        applicable,
        violations,
      })),
    })),
    counterexamples: counterexamples.map(({ driver, scenario, ...one }) => ({
      ...one,
      driver: driver ?? one.id.slice(0, one.id.indexOf('/')),
      scenario: scenarioToJson(parseScenario(scenario, one.id)),
    })),
  };
}
