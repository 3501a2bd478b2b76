import * as z from 'zod';
import { clauseStates, type Ledger } from '../../ledger/ledger.ts';
import { count, words } from './parts.ts';

const coverage = { clauses: count, testable: count, covered: count };

const clause = z.object({
  label: z.string().describe('Label in the source of the standard, or `(no label)` and the heading.'),
  ordinal: z.int().min(1),
  section: z.object({
    v1_3: z.string().exactOptional(),
    v1_4: z.string().exactOptional(),
    title: z.string(),
  }),
  side: z.enum(['driver', 'device', 'both']),
  level: z.enum(['must', 'should', 'may', 'describes']),
  scope: z.string(),
  rule: z.string().describe('The clause in our own words.'),
  state: z.enum(clauseStates),
  reason: z
    .string()
    .exactOptional()
    .describe('Why it has this state; for `todo` what it needs. None where it is tested.'),
  impliedBy: words.exactOptional().describe('Ids of the properties that imply it.'),
  testable: z.boolean().describe('Whether it can be tested by more than reading code.'),
  covered: z
    .boolean()
    .describe('Whether a mutant that breaks the clause is killed by a property that tests it.'),
  properties: words.describe('Ids of the properties that test it.'),
  mutants: words.describe('Ids of the mutants that break it and that one of these properties kills.'),
});

/** What `ledger --json` writes. */
export const ledgerSchema = z.object({
  clauses: z.array(clause),
  properties: z.array(
    z.object({
      id: z.string(),
      clauses: words.describe('Ids of clauses and demands that the property rests on.'),
      mutants: words.describe('Ids of the mutants that it kills.'),
    }),
  ),
  totals: z.object({
    ...coverage,
    states: z.object({
      tested: count,
      implied: count,
      todo: count,
      excepted: count,
      'not-testable': count,
    }),
    scopes: z.array(z.object({ scope: z.string(), title: z.string(), ...coverage })),
    negotiation: z
      .object({ scopes: words, ...coverage })
      .describe('Of the scopes that negotiation is about.'),
  }),
}) satisfies z.ZodType<Ledger>;
