import { AT_THE_END, type Violation, violation } from '../src/run/property.ts';
import type { BlkRun, Run } from '../src/run/run.ts';
import { entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = 'strict: the bound on a chain by the queue size holds in indirect tables too';

/** An indirect table that is longer than its virtqueue. */
export function indirectTooLong(run: Run | BlkRun): Violation | undefined {
  const queue = run.traffic.indirectTooLong;
  if (queue < 0) return undefined;
  return violation(
    AT_THE_END,
    () =>
      `an indirect table on ${queueIn(run, queue)} holds more descriptors than its ` +
      entries(run.device.effectiveSize(queue)),
  );
}
