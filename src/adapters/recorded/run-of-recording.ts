import { NONE } from '../../../spec/features.ts';
import { controlQueue, queuePairs, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { featureWindows } from '../../../spec/transports.ts';
import { factsOf } from '../../ring/queue-facts.ts';
import type { Side } from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import { Trace } from '../../trace/trace.ts';
import { type RingsInUse, ringsInUse } from '../../types/net/rings.ts';
import { type NetRun, readNetRun } from '../../types/net/run.ts';
import { isLiveAtEnd, observedEvents } from './observation.ts';
import { recordedDevice } from './recorded-device.ts';
import type { RecordedEvents } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { scenarioOf } from './scenario-of.ts';
import { answerWhichever, bitsOfWindows, type Unread } from './unread.ts';

/**
 * A run of which only the events and what was observed are known: no outcome, no plan. Its rings are those of the
 * first pair, over which traffic ran, where its events show that it went live. Its version is that of the side that
 * is to be judged.
 */
export function runOfRecording(
  recording: Recording,
  { trace, shown, accesses }: RecordedEvents,
  side: Side = 'driver',
): NetRun {
  const { header, unread } = recording;
  const device = recordedDevice(recording, shown);
  const read = readNetRun(scenarioOf(header, trace, side), trace, device, undefined, false, undefined);
  const run = unread ? { ...read, ...negotiationsOf(read, unread) } : read;
  const seen = [...trace, ...observedEvents(header, run)];
  const isLive = run.last !== undefined && run.last.driverOk >= 0 && ifObserved(() => isLiveAtEnd(header));
  const { rxBuffersPostedAtEnd, framesTransmitted = 0 } = header.observed;
  // What lay there in between helps no driver that ends without.
  const queues = factsOf(Trace.of(seen), false).map((facts) =>
    facts.queue === 0 && rxBuffersPostedAtEnd === 0 ? { ...facts, posted: 0 } : facts,
  );
  const told = { ...run, accesses, queues, showsEnd: framesTransmitted > 0 };
  return { ...told, rings: isLive ? ringsIn(told) : undefined };
}

// --- internal ---

/** The negotiations of a run, of which what hangs on the windows that nobody read is not known. */
function negotiationsOf(
  { negotiations, scenario }: NetRun,
  unread: Unread,
): Pick<NetRun, 'negotiations' | 'final'> {
  const covered = featureWindows(scenario.transport, scenario.version);
  const bits = bitsOfWindows(unread.windows.filter((window) => window < covered));
  if (bits === NONE) return { negotiations, final: negotiations.at(-1) };
  const told = negotiations.map(({ round, answer }) => ({
    round,
    answer: answerWhichever(answer, bits, scenario),
  }));
  return { negotiations: told, final: told.at(-1) };
}

/** The rings of the first pair. Where the size of one was not read, what hangs on it is not known. */
function ringsIn({ scenario, device, legacy, inUse, queues, isWhole }: NetRun): RingsInUse {
  const all = (): RingsInUse => ringsInUse([0], scenario, device, legacy, { queues, isWhole });
  const control = controlQueue(queuePairs(inUse, scenario.maxVirtqueuePairs));
  return (
    ifObserved(all) ?? {
      get receive() {
        return device.effectiveSize(receiveQueue(0));
      },
      get transmit() {
        return device.effectiveSize(transmitQueue(0));
      },
      get data() {
        return Math.min(this.receive, this.transmit);
      },
      get control() {
        return device.effectiveSize(control);
      },
      get unfit() {
        return all().unfit;
      },
    }
  );
}
