import { under } from '../spec/named-readings.ts';
import type { Run } from '../src/run/run.ts';
import { ofTraffic } from './plans.ts';
import { descriptors, entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = under('indirect-chains', 'strict');

/**
 * A check that no indirect table is longer than its virtqueue; `longestOn`: the descriptors of the longest chain on a queue, where it is
 * known; `clauses`: the rules it breaks, where these are only some of the property's.
 */
export const indirectTooLong = <R extends RunWithTables>(
  longestOn: (queue: number, plan: R['plan']) => number | undefined,
  clauses?: (run: R) => readonly string[],
) =>
  ofTraffic(
    ({ indirectTooLong: queue }: R['traffic']) => queue,
    (run: R, queue) => {
      const chain = longestOn(queue, run.plan);
      return (
        `an indirect table on ${queueIn(run, queue)} holds ` +
        `${chain === undefined ? 'more descriptors' : descriptors(chain)}, the ring has ` +
        entries(run.device.effectiveSize(queue))
      );
    },
    clauses,
  );

/** A run whose traffic tells of tables that are too long. */
type RunWithTables = Run & { readonly traffic: { readonly indirectTooLong: number } };
