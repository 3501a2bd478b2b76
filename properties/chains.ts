import { under } from '../spec/named-readings.ts';
import { chainTooLong, indirectTooLong, stalled } from '../src/run/queues.ts';
import type { Run } from '../src/run/run.ts';
import { factsAt, ofQueues } from './plans.ts';
import { descriptors, entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = under('indirect-chains', 'strict');

/** A check that no chain of what a driver sends, such as `a request`, is longer than its virtqueue. */
export const chainsFit = <R extends Run>(what: string) =>
  ofQueues<R>(
    chainTooLong,
    (run, queue) =>
      `${what} takes ${descriptors(factsAt(run, queue).longest)}, ${queueIn(run, queue)} has ` +
      entries(run.device.effectiveSize(queue)),
  );

/** What a driver means to send of one kind at the longest: data segments, and descriptors of the whole. */
interface Longest {
  readonly segments: number;
  readonly chain: number;
}

/** A check that the longest of what a driver sends on queue `first` and those after it goes, and carries data. */
export const dataMoves = <R extends Run>(
  what: string,
  first: number,
  longestOf: (plan: NonNullable<R['plan']>) => Longest,
) => {
  const longest = ({ plan }: R): Longest => (plan ? longestOf(plan) : { segments: 0, chain: 0 });
  return ofQueues<R>(
    (run) => (longest(run).segments === 0 ? first : stalled(run)),
    (run, queue) =>
      longest(run).segments === 0
        ? `no ${what} on ${queueIn(run, queue)} carries data`
        : `a ${what} takes ${descriptors(longest(run).chain)} and never fits ${queueIn(run, queue)} of ` +
          entries(run.device.effectiveSize(queue)),
  );
};

/** A check that no indirect table is longer than its virtqueue; `clauses`: the rules it breaks, where these are only some of the property's. */
export const tablesFit = <R extends Run>(clauses?: (run: R) => readonly string[]) =>
  ofQueues<R>(
    indirectTooLong,
    (run, queue) =>
      `an indirect table on ${queueIn(run, queue)} holds ${descriptors(factsAt(run, queue).longestIndirect)}, the ring has ` +
      entries(run.device.effectiveSize(queue)),
    clauses,
  );
