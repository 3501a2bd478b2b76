import * as z from 'zod';
import { certificateSchema } from './certificate.ts';
import { judgementSchema } from './judgement.ts';
import { killSchema } from './kill.ts';
import { ledgerSchema } from './ledger.ts';
import { runSchema } from './run.ts';

/** What commands write as JSON, by the name of its file in `reports/`. */
const outputs = {
  'judgement.schema.json': judgementSchema.meta({
    title: 'Judgement',
    description: 'What `virtio-conformance judge --json` writes, and judgement.json of a release holds.',
  }),
  'certificate.schema.json': certificateSchema.meta({
    title: 'Certificate',
    description:
      'What `virtio-conformance judge --exact --certificate` writes: what a policy does on every combination of ring sizes.',
  }),
  'kill.schema.json': killSchema.meta({
    title: 'Matrix',
    description:
      'What `virtio-conformance kill --json` writes: mutants, the properties that kill them, how soon, and on which smallest scenario.',
  }),
  'ledger.schema.json': ledgerSchema.meta({
    title: 'Ledger',
    description:
      'What `virtio-conformance ledger --json` writes: the clauses of VIRTIO, who tests them, and what shows that they do.',
  }),
  'run.schema.json': runSchema.meta({
    title: 'Run',
    description: 'What `virtio-conformance explain --json` writes: one run, and what it breaks.',
  }),
};

/** The JSON schemas of what commands write, as the code checks it, by the name of their file. */
export const jsonSchemas = (): ReadonlyMap<string, object> =>
  new Map(
    Object.entries(outputs).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { target: 'draft-7', io: 'output' }),
    ]),
  );
