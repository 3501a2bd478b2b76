import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import type { Policy } from '../../driver/policy.ts';
import { type Run, runPolicy } from '../../run/run.ts';
import { FRAMES } from '../../run/traffic.ts';
import type { Trace } from '../../trace/trace.ts';
import { eventsOf } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { isDeaf, isLiveAtEnd } from './run-of-recording.ts';
import { scenarioOf } from './scenario-of.ts';

/** One observed fact beside what a policy does on the same scenario. */
export interface Agreement {
  readonly field: string;
  readonly recorded: boolean | number;
  readonly modelled: boolean | number;
  readonly agrees: boolean;
}

/** Runs a policy on the recorded scenario and compares field by field; traffic on the first pair, as it was recorded. */
export function agree(
  policy: Policy,
  recording: Recording,
  trace: Trace = eventsOf(recording).trace,
): Agreement[] {
  const { header } = recording;
  const { observed } = header;
  const run = runPolicy(policy, scenarioOf(header, trace));
  const compare = <Fact extends boolean | number>(
    field: string,
    recorded: Fact,
    modelled: Fact,
  ): Agreement => ({ field, recorded, modelled, agrees: recorded === modelled });
  return [
    compare('live', isLiveAtEnd(header), run.plan !== undefined),
    compare('final status', observed.finalStatus, run.device.status),
    compare('frames transmitted', observed.framesTransmitted, framesOnFirstPair(run)),
    compare('transmit stalled', observed.txWatchdog, run.traffic.stalled === transmitQueue(0)),
    compare('receive ring deaf', isDeaf(header), run.traffic.deaf === receiveQueue(0)),
  ];
}

// --- internal ---

/** Small frames sent: the largest one, which comes after FRAMES of them, is none of a recording. */
function framesOnFirstPair({ trace }: Run): number {
  let frames = 0;
  for (const { kind, index } of trace) if (kind === 'transmit' && index === transmitQueue(0)) frames++;
  return Math.min(FRAMES, frames);
}
