import * as z from 'zod';
import type { RunJson } from '../../report/run-json.ts';
import { eventKinds } from '../../trace/events.ts';
import { count, deviceType, featureSet, level, named, scenario, side, words } from './parts.ts';

const event = named(
  'event',
  z.object({
    kind: z.enum(eventKinds),
    index: count.describe('Virtqueue, feature window or configuration offset.'),
    value: count,
  }),
);

const round = named(
  'round',
  z.object({
    start: count.describe('Position of its first event.'),
    end: count.describe('Position after its last event.'),
    polls: count.describe('Status reads after the reset.'),
    offered: featureSet,
    accepted: featureSet,
    confirmed: z.boolean().nullable().describe('Whether FEATURES_OK stayed; null: it was not read back.'),
    accesses: count,
  }),
);

const outcome = z.union([
  z.null(),
  z.object({ kind: z.enum(['failed', 'crashed']), reason: z.string() }),
  z.object({
    kind: z.literal('live'),
    plan: z.looseObject({ type: deviceType, features: featureSet, queues: z.array(count) }),
  }),
]);

const probe = {
  scenario,
  events: z.array(event),
  rounds: z.array(round),
  outcome,
  status: z.int().min(0).max(255).describe('Device status at the end.'),
  inUse: featureSet,
  accesses: count.describe('Register accesses of the whole probe.'),
};

const queue = named(
  'queue',
  z.object({
    queue: count.describe('Index of the virtqueue.'),
    posted: count.nullable().describe('The most buffers that lay in it at once; null: nobody looked.'),
    bufferChain: count.describe('Descriptors of each of these; 0: not told.'),
    bufferBytes: count.describe('Bytes that each holds; 0: not told.'),
    bufferIndirect: z.boolean().describe('Whether each lies in a table of its own.'),
    slots: count.describe('Descriptors of the ring that buffers took at once, at the most.'),
    longest: count.describe('Descriptors of the longest chain that lay in the ring itself.'),
    longestIndirect: count.describe('… in an indirect table.'),
    frames: z.array(count).describe('Frames sent, each by its descriptors.'),
    commands: count.describe('Commands or requests sent.'),
    dropped: count.describe(
      'Descriptors of the longest that the driver did not put in for want of entries; 0: none.',
    ),
    free: count
      .nullable()
      .describe('Entries that were free when the driver stopped last; null: it never did.'),
    stopped: z.boolean().describe('Whether it never went on.'),
  }),
);

/** What `explain --json` writes. */
export const runSchema = z.object({
  driver: z.string().describe('The policy that ran.'),
  subject: z.string().describe('Who is judged: the policy, or the simulated device.'),
  ...probe,
  queues: z.array(queue).describe('What the events tell of each virtqueue that carried anything.'),
  findings: z.array(
    z.object({
      id: z.string(),
      level,
      side,
      at: z.int().min(-1),
      because: z.string(),
      clauses: words.min(1).describe('Ids of the rules that it breaks.'),
      thereforeAlso: words,
      other: z
        .object({
          ...probe,
          rebound: z
            .literal(true)
            .exactOptional()
            .describe('Where it is on the same device, bound again; absent otherwise.'),
          after: scenario.exactOptional(),
        })
        .exactOptional()
        .describe('Of a relation: the other run of the same subject, where it could be had again.'),
    }),
  ),
}) satisfies z.ZodType<Omit<RunJson, 'outcome' | 'findings'>>;
