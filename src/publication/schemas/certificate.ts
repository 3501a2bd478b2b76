import * as z from 'zod';
import type { Certificate, TreeJson } from '../../exact/certificate.ts';
import { type Expression, operators } from '../../exact/expression.ts';
import { count, named, scenario, words } from './parts.ts';

const operator = z.enum(operators);

const expression: z.ZodType<Expression> = named(
  'expression',
  z.lazy(() =>
    z.union([
      z.number(),
      z.strictObject({ slot: count.describe('A virtqueue by its slot: its size, in entries.') }),
      z.tuple([operator, expression], expression),
    ]),
  ),
);

const tree: z.ZodType<TreeJson> = named(
  'tree',
  z.lazy(() =>
    z.union([
      z.null().describe('No sizes get here.'),
      z.string().describe('Why it is undecided.'),
      z
        .strictObject({ sizes: z.array(count), does: count })
        .describe('A cell: its smallest sizes, by slot, and the number of the verdict on all of it.'),
      z.tuple([count, tree, tree]).describe('A question by its number, what follows a yes, and a no.'),
    ]),
  ),
);

/** What `judge --exact --certificate` writes. */
export const certificateSchema = z.strictObject({
  certificate: z.literal(1),
  suite: z.string(),
  policy: z.string().describe('Id or file.'),
  readings: words.describe('How open texts of the standard are taken where that is not as usual.'),
  properties: words,
  sizes: z.strictObject({ to: count.max(65535), illegal: z.array(count) }),
  questions: z.array(
    z.union([
      z.strictObject({ is: expression }).describe('Whether it is not 0.'),
      z
        .strictObject({ of: count, among: z.array(z.tuple([count, count])) })
        .describe('Whether the size of a slot lies in one of some ranges.'),
    ]),
  ),
  verdicts: z.array(
    z.strictObject({
      outcome: z.enum(['live', 'failed', 'crashed']),
      applied: words,
      violated: words,
      feasible: z.boolean(),
      lost: count,
      path: z.enum(['good', 'small', 'neither']),
      accesses: count,
      negotiations: count,
    }),
  ),
  profiles: z.array(z.strictObject({ scenario, tree })),
}) satisfies z.ZodType<Certificate>;
