import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Matrix, Smallest } from '../kill/result.ts';
import { abridged } from '../types/types.ts';
import { reportFile } from './reports.ts';
import { killSchema } from './schemas/kill.ts';

/** The file that tells, of the published matrix, what today's code is held against. */
export const KILLS = 'kills.json';

/** What is kept of a published matrix. Scenarios are as short as they can be said. */
const killDigest = z.object({
  suite: z.string(),
  space: killSchema.shape.space,
  totals: killSchema.shape.totals,
  errors: killSchema.shape.errors,
  /** Ids of the properties that were asked. */
  properties: z.array(z.string()),
  mutants: z.array(
    z.object({
      id: z.string(),
      killed: z.boolean(),
      medianRuns: z.number().nullable(),
      smallest: z
        .object({ property: z.string(), driver: z.string().exactOptional(), scenario: z.unknown() })
        .optional(),
    }),
  ),
});

/** What is kept of a matrix. */
export const killDigestOf = ({
  suite,
  space,
  totals,
  errors,
  properties,
  mutants,
}: Matrix): z.infer<typeof killDigest> => ({
  suite,
  space,
  totals,
  errors: [...errors],
  properties: properties.map(({ id }) => id),
  mutants: mutants.map(({ id, killed, medianRuns, smallest }) => ({
    id,
    killed,
    medianRuns,
    ...(smallest ? { smallest: shortOf(smallest) } : {}),
  })),
});

/** Reads what is kept of the published matrix. Throws ZodError, or as node:fs does. */
export const readKills = (): z.infer<typeof killDigest> =>
  killDigest.parse(JSON.parse(readFileSync(reportFile(KILLS), 'utf8')));

// --- internal ---

const shortOf = ({ property, driver, scenario }: Smallest) => ({
  property,
  ...(driver === undefined ? {} : { driver }),
  scenario: abridged(scenario),
});
