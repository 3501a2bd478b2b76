import { z } from 'zod';
import type { Policy } from '../../driver/policy.ts';
import { runPolicy } from '../../driver/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';

const headerSchema = z.object({
  subject: z.string(),
  transport: z.literal('pci'),
  offered: z.string().regex(/^0x[0-9a-f]+$/i),
  queueSizes: z.array(z.int().min(0).max(65535)).min(2),
  device: z.object({ acceptsFeatures: z.boolean(), mtu: z.int().min(0).max(65535) }),
  observed: z.object({
    finalStatus: z.int().min(0).max(255),
    framesTransmitted: z.int().min(0),
    txWatchdog: z.boolean(),
    rxBuffersPostedAtEnd: z.int().min(0),
  }),
});

/** The first line of a recording: the scenario and what was observed. */
export type Recording = z.infer<typeof headerSchema>;

/** A recording that cannot be read: the message names file, line and field. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Reads a recording (JSON lines: the header, then one access or frame a line). Throws RecordingError. */
export function parseRecording(text: string, file: string): Recording {
  const [first = '', ...rest] = text.split('\n').filter(Boolean);
  const lines = [first, ...rest].map((line, i): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new RecordingError(
        `${file}:${i + 1}: expected one JSON value, found ${JSON.stringify(line.slice(0, 40))}`,
      );
    }
  });
  const parsed = headerSchema.safeParse(lines[0]);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RecordingError(`${file}:1: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** One observed fact beside what a policy does on the same scenario. */
export interface Agreement {
  readonly field: string;
  readonly recorded: unknown;
  readonly modelled: unknown;
  readonly agrees: boolean;
}

/** Runs a policy on the recorded scenario and compares field by field. */
export function agree(policy: Policy, recording: Recording): Agreement[] {
  const { observed } = recording;
  const run = runPolicy(policy, scenarioOf(recording));
  const live = run.outcome?.kind === 'live';
  const recordedLive = (observed.finalStatus & 0x84) === 0x04;
  const compare = (field: string, recorded: unknown, modelled: unknown): Agreement => ({
    field,
    recorded,
    modelled,
    agrees: recorded === modelled,
  });
  return [
    compare('live', recordedLive, live),
    compare('final status', observed.finalStatus, run.finalStatus),
    compare('frames transmitted', observed.framesTransmitted, run.traffic.framesTransmitted),
    compare('transmit stalled', observed.txWatchdog, run.traffic.stalled.length > 0),
    compare(
      'receive ring deaf',
      recordedLive && observed.rxBuffersPostedAtEnd === 0,
      run.traffic.deaf.length > 0,
    ),
  ];
}

/** The scenario under which a recording was made. */
export const scenarioOf = ({ offered, queueSizes, device }: Recording): Scenario => ({
  version: '1.2',
  transport: 'pci',
  peek: false,
  format: 'split',
  rounds: [
    {
      offer: BigInt(offered),
      sizes: [queueSizes[0] ?? 0, queueSizes[1] ?? 0, queueSizes[2] ?? 0],
      acceptance: { kind: device.acceptsFeatures ? 'accepts' : 'refuses' },
    },
  ],
  resetPolls: 0,
  mtu: device.mtu,
  maxVirtqueuePairs: 1,
  maxSkbFrags: 17,
  layout: { pageSize: 4096, control: 'separate' },
  // The recorder's device checked no requirement: it took GUEST_TSO4 without GUEST_CSUM.
  quirks: device.acceptsFeatures ? { featuresOkUnchecked: true } : {},
});
