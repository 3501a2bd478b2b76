import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { packageRoot } from './package-root.ts';

/** A file of the package's own `reports/`. */
export const reportFile = (name: string): URL => new URL(`reports/${name}`, packageRoot);

/** Writes a file of the package's own `reports/`, whole or not at all. */
export function writeReport(name: string, text: string): void {
  const unfinished = reportFile(`${name}.new`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, reportFile(name));
}

/** The README of the package. */
export const readmeFile: URL = new URL('README.md', packageRoot);

const verdict = z.enum(['holds', 'violated', 'unknown']);
const cost = z.object({ accesses: z.number(), rounds: z.number() });
const scores = z.object({ serves: z.number(), regret: z.number(), goodPath: cost, smallRing: cost });
const counts = { runs: z.int(), applicable: z.int(), violations: z.int() } as const;

/** What is read of a published judgement; it may hold more. Scenarios are checked where they are run. */
const publicationSchema = z.object({
  seed: z.int(),
  space: z.object({
    sweep: z.object({ sizes: z.int(), exhaustive: z.boolean() }),
    random: z.object({ runs: z.int() }),
  }),
  subjects: z.array(
    z.object({
      id: z.string(),
      scores,
      properties: z.array(
        z.object({
          id: z.string(),
          verdict,
          ...counts,
          counterexample: z.object({ id: z.string(), driver: z.string(), scenario: z.unknown() }).optional(),
        }),
      ),
    }),
  ),
  // Not where what `judge --json` wrote was put in its place.
  sample: z.array(z.object({ id: z.string(), scores, ...counts })).optional(),
});

export type Publication = z.infer<typeof publicationSchema>;
export type PublishedCounterexample = NonNullable<
  Publication['subjects'][number]['properties'][number]['counterexample']
>;

/** The published judgement, or why there is none to be had. */
export type PublicationRead =
  | { readonly kind: 'read'; readonly publication: Publication }
  | { readonly kind: 'none'; readonly why: string };

/** Reads reports/judgement.json. */
export function readPublication(file: URL = reportFile('judgement.json')): PublicationRead {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    return { kind: 'none', why: `reports/judgement.json ${why}` };
  }
  const parsed = publicationSchema.safeParse(value);
  if (parsed.success) return { kind: 'read', publication: parsed.data };
  const [issue] = parsed.error.issues;
  const what = `${issue?.path.join('.') || 'judgement'}: ${issue?.message}`;
  return { kind: 'none', why: `reports/judgement.json is of another form, to be published anew (${what})` };
}

export const counterexamplesOf = (publication: Publication): PublishedCounterexample[] =>
  publication.subjects.flatMap(({ properties }) =>
    properties.flatMap(({ counterexample }) => (counterexample ? [counterexample] : [])),
  );
