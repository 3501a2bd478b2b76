import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { counterexamplesTo } from '../judge/result.ts';
import { packageRoot } from '../node/package-root.ts';
import { UsageError } from './exit-codes.ts';
import { tryFolder, writeFiles } from './write-files.ts';

/** A file of the package's own `reports/`. */
export const reportFile = (name: string): URL => new URL(`reports/${name}`, packageRoot);

/** Tries whether what is published can be written, before much work is done for it. Throws UsageError. */
export const tryReports = (): void => orUsageError(() => tryFolder(fileURLToPath(reportFile('.'))));

/**
 * Writes files of the package's own `reports/`, by name there, and its README where that is to be another: all of them
 * or none. Gives their names from the root of the package. Throws UsageError.
 */
export function writeReports(files: ReadonlyMap<string, string>, readme?: string): string[] {
  const paths = new Map([...files].map(([name, text]) => [fileURLToPath(reportFile(name)), text]));
  if (readme !== undefined) paths.set(fileURLToPath(readmeFile), readme);
  orUsageError(() => writeFiles(paths));
  return [...files.keys()].map((name) => `reports/${name}`);
}

/** The README of the package. */
export const readmeFile: URL = new URL('README.md', packageRoot);

const verdict = z.enum(['holds', 'violated', 'unknown']);
const cost = z.object({ accesses: z.number(), rounds: z.number() });
const scores = z.object({ serves: z.number(), regret: z.number(), goodPath: cost, smallRing: cost });
const counterexample = z.object({ id: z.string(), driver: z.string(), scenario: z.unknown() });
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
          counterexample: counterexample.optional(),
          others: z.array(counterexample).optional(),
        }),
      ),
    }),
  ),
  // Not where what `judge --json` wrote was put in its place.
  sample: z.array(z.object({ id: z.string(), scores, ...counts })).optional(),
});

export type Publication = z.infer<typeof publicationSchema>;
export type PublishedCounterexample = z.infer<typeof counterexample>;

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
  publication.subjects.flatMap(({ properties }) => properties.flatMap(counterexamplesTo));

// --- internal ---

function orUsageError(write: () => void): void {
  try {
    write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`reports/: expected a folder that can be written: ${why}`);
  }
}
