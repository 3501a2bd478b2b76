import { under } from '../spec/named-readings.ts';
import { indirectTooLong } from '../src/run/queues.ts';
import type { Run } from '../src/run/run.ts';
import { factsAt, ofQueues } from './plans.ts';
import { descriptors, entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = under('indirect-chains', 'strict');

/** A check that no indirect table is longer than its virtqueue; `clauses`: the rules it breaks, where these are only some of the property's. */
export const tablesFit = <R extends Run>(clauses?: (run: R) => readonly string[]) =>
  ofQueues<R>(
    indirectTooLong,
    (run, queue) =>
      `an indirect table on ${queueIn(run, queue)} holds ${descriptors(factsAt(run, queue).longestIndirect)}, the ring has ` +
      entries(run.device.effectiveSize(queue)),
    clauses,
  );
