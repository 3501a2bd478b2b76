import { z } from 'zod';
import type { RunJson } from '../../report/run-json.ts';
import { eventKinds } from '../../trace/events.ts';
import { count, deviceType, featureSet, level, named, scenario, side, words } from './parts.ts';

const queue = z.int().min(-1).describe('Index of a virtqueue; -1: none.');

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

const blkTraffic = { stalled: queue, chainTooLong: queue, indirectTooLong: queue };

/** What `explain --json` writes. */
export const runSchema = z.object({
  driver: z.string().describe('The policy that ran.'),
  subject: z.string().describe('Who is judged: the policy, or the simulated device.'),
  ...probe,
  traffic: z.union([
    z.object({
      ...blkTraffic,
      deaf: queue,
      overfilled: queue,
      tooSmallForFrame: queue,
      lostUnlessFilled: queue,
      tooSmallForMtu: queue,
      neverSent: queue,
      controlFails: z.boolean(),
      framesTransmitted: count,
    }),
    z.object(blkTraffic),
  ]),
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
