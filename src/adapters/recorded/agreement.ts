import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { kernelIn } from '../../driver/linux-kernels.ts';
import { onKernel, type Policy } from '../../driver/policy.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { ifObserved } from '../../run/queues.ts';
import { Trace } from '../../trace/trace.ts';
import { netDevice } from '../../types/net/model.ts';
import type { NetDriver } from '../../types/net/policy.ts';
import { netRuns } from '../../types/net/run.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import { carryTraffic, FRAMES, smallFrame } from '../../types/net/traffic.ts';
import { hasStopped, isDeaf, isLive, isLiveAtEnd } from './observation.ts';
import { eventsOf } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { scenarioOf } from './scenario-of.ts';

/** One fact that the device saw beside what a policy does on the same scenario. */
export interface Agreement {
  readonly field: string;
  /** Undefined where it hangs on what was not observed. */
  readonly recorded: boolean | number | undefined;
  readonly modelled: boolean | number;
  /** … and this is so then. */
  readonly agrees: boolean | undefined;
}

/**
 * Runs a policy on the recorded scenario and compares field by field; small frames on the first pair, as it was recorded. Linux itself
 * runs as the kernel that the recording names.
 */
export function agree(
  policy: Policy,
  recording: Recording,
  trace: Trace = eventsOf(recording).trace,
): Agreement[] {
  const { header } = recording;
  const { finalStatus, framesTransmitted } = header.observed;
  const asRecorded = policy === linuxMainline ? onKernel(policy, kernelIn(header.subject)) : policy;
  const { status, events } = asIfRecorded(asRecorded, scenarioOf(header, trace));
  const frames = framesOnFirstPair(events);
  return [
    compare('live', () => isLiveAtEnd(header), isLive(status)),
    compare('final status', () => finalStatus, status),
    compare('frames transmitted', () => framesTransmitted, frames),
    compare('transmit stalled', () => hasStopped(header), isLive(status) && frames < FRAMES),
    compare('receive ring deaf', () => isDeaf(header), isLive(status) && !postsOnFirstPair(events)),
  ];
}

/** What a comparison comes to as a whole: unknown where no field could be compared. */
export function outcomeOf(agreement: readonly Agreement[]): 'agrees' | 'disagrees' | 'unknown' {
  if (agreement.some(({ agrees }) => agrees === false)) return 'disagrees';
  return agreement.some(({ agrees }) => agrees) ? 'agrees' : 'unknown';
}

// --- internal ---

function compare<Fact extends boolean | number>(
  field: string,
  ask: () => Fact | undefined,
  modelled: Fact,
): Agreement {
  const recorded = ifObserved(ask);
  return { field, recorded, modelled, agrees: recorded === undefined ? undefined : recorded === modelled };
}

/** What becomes of a policy that is asked for what a recorded driver is asked for, small frames: the status of the device at the end, and what happened. */
function asIfRecorded(policy: NetDriver, scenario: NetScenario): { status: number; events: Trace } {
  const events = new Trace();
  const device = netDevice(scenario);
  const { plan } = netRuns.end(policy, scenario, device, events);
  if (plan) {
    const transmitChain = smallFrame(plan, scenario, false);
    carryTraffic({ ...plan, transmitChain }, scenario, device, false, events);
  }
  return { status: device.status, events };
}

/** Frames sent, as many as a recording asks for at the most: one more is tried in a run. */
function framesOnFirstPair(events: Trace): number {
  let frames = 0;
  for (const { kind, index } of events) if (kind === 'transmit' && index === transmitQueue(0)) frames++;
  return Math.min(FRAMES, frames);
}

const postsOnFirstPair = (events: Trace): boolean =>
  [...events].some(({ kind, index, value }) => kind === 'post' && index === receiveQueue(0) && value > 0);
