import { AT_THE_END, type Violation, violation } from '../src/run/property.ts';
import type { BlkRun, Run } from '../src/run/run.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = 'strict: the bound on a chain by the queue size holds in indirect tables too';

/** An indirect table that is longer than its virtqueue. */
export const indirectTooLong = ({ traffic, device }: Run | BlkRun): Violation | undefined =>
  traffic.indirectTooLong < 0
    ? undefined
    : violation(
        AT_THE_END,
        () =>
          `an indirect table on virtqueue ${traffic.indirectTooLong} holds more descriptors than its ` +
          `${device.effectiveSize(traffic.indirectTooLong)} entries`,
      );
