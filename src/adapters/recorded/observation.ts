import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { DRIVER_OK, FAILED } from '../../../spec/status.ts';
import { find } from '../../ring/queue-facts.ts';
import { framesSent, known } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { FRAMES } from '../../types/net/traffic.ts';
import type { Header } from './format.ts';

/** Whether a device of this status has a live driver. */
export const isLive = (status: number): boolean => (status & (DRIVER_OK | FAILED)) === DRIVER_OK;

/** Whether the recorded driver was live at the end. Throws UnobservedError. */
export const isLiveAtEnd = ({ observed: { finalStatus } }: Header): boolean =>
  isLive(known(finalStatus, 'finalStatus'));

/** Whether the recorded driver was live with no receive buffer posted on the first pair. Throws UnobservedError. */
export const isDeaf = (header: Header): boolean =>
  isLiveAtEnd(header) && known(header.observed.rxBuffersPostedAtEnd, 'rxBuffersPostedAtEnd') === 0;

/**
 * Whether of the frames that the recorded driver was asked to send some did not come while it was live. A watchdog that barks
 * says so too; one that does not says nothing, as that of Linux 5.10 does not. Throws UnobservedError.
 */
export const hasStopped = (header: Header): boolean =>
  isLiveAtEnd(header) &&
  (header.observed.txWatchdog === true ||
    known(header.observed.framesTransmitted, 'framesTransmitted') < FRAMES);

/**
 * What was observed of the first pair beside what its events tell, as events: buffers posted at the end, frames of which nothing else is
 * known, and a queue that sent and then sent no more.
 */
export function observedEvents({ observed }: Header, seen: Pick<Run, 'queues'>): TraceEvent[] {
  const { rxBuffersPostedAtEnd: posted, framesTransmitted, txWatchdog } = observed;
  const told = framesSent(seen);
  const frames = framesTransmitted ?? told;
  const of = (kind: 'post' | 'transmit' | 'stop', index: number, value: number): TraceEvent => ({
    kind,
    index,
    value,
  });
  const isTold = find(seen.queues, receiveQueue(0))?.posted !== undefined;
  const stops =
    txWatchdog === true ||
    (framesTransmitted !== undefined && framesTransmitted > 0 && framesTransmitted < FRAMES);
  return [
    ...(posted === undefined || isTold ? [] : [of('post', receiveQueue(0), posted)]),
    ...Array.from({ length: Math.min(Math.max(0, frames - told), FRAMES) }, () =>
      of('transmit', transmitQueue(0), 0),
    ),
    ...(stops ? [of('stop', transmitQueue(0), 0)] : []),
  ];
}
