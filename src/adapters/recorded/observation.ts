import { DRIVER_OK, FAILED } from '../../../spec/status.ts';
import { FRAMES } from '../../types/net/traffic.ts';
import type { Header } from './format.ts';

/** Something is asked of a recording that was not observed: what hangs on it is unknown. */
export class UnobservedError extends Error {
  override readonly name = 'UnobservedError';

  constructor(field: string) {
    super(`observed.${field} is not known`);
  }
}

/** What was observed. Throws UnobservedError where it was not. */
export function observed<Value>(value: Value | undefined, field: keyof Header['observed']): Value {
  if (value === undefined) throw new UnobservedError(field);
  return value;
}

/** What is asked, undefined where it hangs on what was not observed. */
export function ifObserved<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnobservedError) return undefined;
    throw error;
  }
}

/** Whether a device of this status has a live driver. */
export const isLive = (status: number): boolean => (status & (DRIVER_OK | FAILED)) === DRIVER_OK;

/** Whether the recorded driver was live at the end. Throws UnobservedError. */
export const isLiveAtEnd = ({ observed: { finalStatus } }: Header): boolean =>
  isLive(observed(finalStatus, 'finalStatus'));

/** Whether the recorded driver was live with no receive buffer posted on the first pair. Throws UnobservedError. */
export const isDeaf = (header: Header): boolean =>
  isLiveAtEnd(header) && observed(header.observed.rxBuffersPostedAtEnd, 'rxBuffersPostedAtEnd') === 0;

/**
 * Whether of the frames that the recorded driver was asked to send some did not come while it was live. A watchdog that barks
 * says so too; one that does not says nothing, as that of Linux 5.10 does not. Throws UnobservedError.
 */
export const hasStopped = (header: Header): boolean =>
  isLiveAtEnd(header) &&
  (header.observed.txWatchdog === true ||
    observed(header.observed.framesTransmitted, 'framesTransmitted') < FRAMES);
