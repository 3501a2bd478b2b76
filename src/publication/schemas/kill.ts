import * as z from 'zod';
import type { Matrix } from '../../kill/result.ts';
import { count, deviceType, scenario, words } from './parts.ts';

const most = z.int().min(1);
const runs = z.number().min(1).nullable();

const mutant = z.object({
  id: z.string(),
  kind: z.enum(['policy', 'device', 'model']),
  type: deviceType,
  title: z.string().describe('The fault, in a sentence without a full stop.'),
  origin: z
    .object({ project: z.string(), reference: z.string() })
    .exactOptional()
    .describe('The real bug, or the real design, that it is taken from.'),
  madeFor: words.describe('Ids of the properties that should catch it.'),
  killed: z
    .boolean()
    .describe('Whether one of them does: in most seeds within the budget, or in the default sweep.'),
  by: words.describe('Ids of the properties that killed it in any seed, those that should first.'),
  medianRuns: runs.describe(
    'Random scenarios drawn until a property that should catch it does, median over the seeds; of a model, cases compared; null: more than the budget.',
  ),
  kills: z
    .array(
      z.object({
        property: z.string(),
        seeds: count.describe(
          'Seeds in which it kills; 0 of a check of the model, which walks its cases in order.',
        ),
        medianRuns: runs,
      }),
    )
    .describe('Of each property in `by`.'),
  swept: most
    .exactOptional()
    .describe(
      'The scenario of the default sweep, counted from 1, that kills a mutant which the random ones leave alive.',
    ),
  smallest: z
    .object({
      property: z.string(),
      scenario: scenario.describe(
        'Before the mutant makes its own of it: `explain mutant:ID` does so again.',
      ),
      because: z.string(),
      driver: z.string().exactOptional().describe('The policy that drove a faulty device.'),
    })
    .exactOptional()
    .describe('A scenario on which it is killed, as small as it gets.'),
  found: z
    .string()
    .exactOptional()
    .describe('What the check of a faulty model found, or why no one scenario shows the fault.'),
  expected: z.string().exactOptional().describe('Why nothing should catch it.'),
  compared: z
    .object({
      random: count,
      swept: count.describe('Scenarios of the exhaustive sweep; 0 where it is not said to be equivalent.'),
      differs: scenario
        .exactOptional()
        .describe('The smallest scenario on which the two differ; none: they never did.'),
    })
    .exactOptional()
    .describe('How it was compared with its right subject, where nothing should catch it.'),
  error: z.string().exactOptional().describe('What is wrong with it, in a sentence without a full stop.'),
});

/** What `kill --json` writes. */
export const killSchema = z.object({
  suite: z.string().describe('Name and version.'),
  space: z.object({
    seed: count.describe('The first seed.'),
    seeds: most.describe('How many.'),
    runs: most.describe('Random scenarios of each seed at the most.'),
    lookedAt: count.describe('Of these the first, on which every property is asked.'),
  }),
  mutants: z.array(mutant),
  properties: z.array(
    z.object({
      id: z.string(),
      kills: words.describe('Ids of the mutants that are there for it and that it kills.'),
      also: words.describe('Ids of the others that it kills.'),
    }),
  ),
  totals: z.object({
    mutants: count,
    killed: count,
    expected: count.describe('Mutants that nothing should catch.'),
    medianRuns: runs.describe(
      'Of the median runs of all other policies and devices the median; null: more than the budget, or there is none.',
    ),
    ninthDecile: runs,
    mostRuns: runs,
  }),
  errors: words.describe('What is not as it should be, a sentence each.'),
  cut: z.literal('interrupted').exactOptional().describe('Why it is not whole.'),
}) satisfies z.ZodType<Matrix>;
