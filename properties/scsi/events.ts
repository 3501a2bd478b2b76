import { EVENT_SIZE, usesEvents } from '../../spec/scsi/events.ts';
import { EVENT_QUEUE } from '../../spec/scsi/queues.ts';
import { isLiveOnDevice } from '../../src/run/applies.ts';
import { AT_THE_END, type Violation, violation } from '../../src/run/property.ts';
import { scsiProperty } from '../../src/types/scsi/property.ts';
import type { ScsiRun } from '../../src/types/scsi/run.ts';
import { factsAt } from '../plans.ts';

const SCSI = 'Device Types / SCSI Host Device';
const EVENTS = `drivernormative:${SCSI} / Device Operation / Device Operation: eventq`;

export const eventBuffersPosted = scsiProperty({
  id: 'event-buffers-posted',
  title: 'Where HOTPLUG or CHANGE is negotiated, the event queue has buffers',
  clauses: [
    `${EVENTS} #1`,
    `devicenormative:${SCSI} / Device Initialization #2`,
    `sec:${SCSI} / Feature bits #3`,
    `sec:${SCSI} / Feature bits #4`,
  ],
  level: 'should',
  side: 'driver',
  appliesTo: (run) => isLiveOnDevice(run) && usesEvents(run.inUse),
  check: (run) =>
    factsAt(run, EVENT_QUEUE).posted === 0
      ? violation(AT_THE_END, () => 'the event queue has no buffer, and every event is lost')
      : undefined,
});

/** Whether a live driver has buffers in the event queue. */
const hasEventBuffers = (run: ScsiRun): boolean =>
  isLiveOnDevice(run) && factsAt(run, EVENT_QUEUE).bufferBytes > 0;

/** A check that the buffers for events have so many bytes. */
const holding =
  (least: (run: ScsiRun) => number) =>
  (run: ScsiRun): Violation | undefined => {
    const { bufferBytes } = factsAt(run, EVENT_QUEUE);
    return bufferBytes < least(run)
      ? violation(AT_THE_END, () => `a buffer for events has ${bufferBytes} bytes, not ${least(run)}`)
      : undefined;
  };

export const eventBuffersHoldAnEvent = scsiProperty({
  id: 'event-buffers-hold-an-event',
  title: 'Every buffer in the event queue holds a whole event',
  clauses: [`${EVENTS} #4`],
  level: 'must',
  side: 'driver',
  appliesTo: hasEventBuffers,
  check: holding(() => EVENT_SIZE),
});

export const eventBuffersAsStated = scsiProperty({
  id: 'event-buffers-as-large-as-stated',
  title: 'Every buffer in the event queue has event_info_size bytes',
  clauses: [`${EVENTS} #3`],
  level: 'should',
  side: 'driver',
  follows: ['event-buffers-hold-an-event'],
  appliesTo: hasEventBuffers,
  check: holding(({ scenario }) => scenario.eventInfoSize),
});

/** What is asked of the event queue of SCSI hosts. */
export const eventProperties = [eventBuffersPosted, eventBuffersHoldAnEvent, eventBuffersAsStated] as const;
