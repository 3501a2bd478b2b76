import { factsOf } from '../../ring/queue-facts.ts';
import type { Side } from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import { Trace } from '../../trace/trace.ts';
import { ringsInUse } from '../../types/net/rings.ts';
import { type NetRun, readNetRun } from '../../types/net/run.ts';
import { isLiveAtEnd, observedEvents } from './observation.ts';
import { recordedDevice } from './recorded-device.ts';
import type { RecordedEvents } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { scenarioOf } from './scenario-of.ts';

/**
 * A run of which only the events and what was observed are known: no outcome, no plan. Its rings are those of the
 * first pair, over which traffic ran, where its events show that it went live. Its version is that of the side that
 * is to be judged.
 */
export function runOfRecording(
  { header }: Recording,
  { trace, shown, accesses }: RecordedEvents,
  side: Side = 'driver',
): NetRun {
  const device = recordedDevice(header, shown);
  const run = readNetRun(scenarioOf(header, trace, side), trace, device, undefined, false, undefined);
  const seen = [...trace, ...observedEvents(header, run)];
  const isLive = run.last !== undefined && run.last.driverOk >= 0 && ifObserved(() => isLiveAtEnd(header));
  const { rxBuffersPostedAtEnd, framesTransmitted = 0 } = header.observed;
  // What lay there in between helps no driver that ends without.
  const queues = factsOf(Trace.of(seen), false).map((facts) =>
    facts.queue === 0 && rxBuffersPostedAtEnd === 0 ? { ...facts, posted: 0 } : facts,
  );
  const told = { ...run, accesses, queues, showsEnd: framesTransmitted > 0 };
  const rings = isLive ? ringsInUse([0], run.scenario, device, run.legacy, told) : undefined;
  return { ...told, rings };
}
