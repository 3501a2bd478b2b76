import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Judgement } from '../judge/result.ts';
import { judgementPath } from './package-root.ts';
import { UsageError } from './usage-error.ts';

/** What is read back of a published judgement; its counterexamples are parsed where one is asked for. */
const publishedSchema = z.object({
  subjects: z.array(
    z.object({
      id: z.string(),
      properties: z.array(
        z.object({
          id: z.string(),
          verdict: z.enum(['holds', 'violated', 'unknown']),
          counterexample: z.object({ id: z.string(), scenario: z.unknown() }).optional(),
        }),
      ),
    }),
  ),
});

export type Published = z.infer<typeof publishedSchema>;

/** The published judgement; undefined where there is none. */
export function readPublished(path = judgementPath()): Published | undefined {
  if (!existsSync(path)) return undefined;
  const parsed = publishedSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** A JSON file. Throws UsageError that names it. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A text file. Throws UsageError that names it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** One line for each verdict, `POLICY/PROPERTY`, that differs. Judged pairs only: a choice of properties compares these. */
export function differences(judgement: Judgement, published: Published): string[] {
  const known = new Map(
    published.subjects.flatMap((s) => s.properties.map((p) => [`${s.id}/${p.id}`, p.verdict] as const)),
  );
  return judgement.subjects.flatMap((subject) =>
    subject.properties.flatMap(({ id, verdict }) => {
      const before = known.get(`${subject.id}/${id}`) ?? 'not judged';
      return before === verdict ? [] : [`${subject.id}/${id}: published ${before}, now ${verdict}`];
    }),
  );
}
