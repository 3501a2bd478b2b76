import { under } from '../spec/named-readings.ts';
import { controlQueue } from '../spec/net/queues.ts';
import type { Plan } from '../src/driver/outcome.ts';
import type { BlkRun, NetRun } from '../src/run/run.ts';
import { ofTraffic } from './plans.ts';
import { descriptors, entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = under('indirect-chains', 'strict');

/** A check that no indirect table is longer than its virtqueue; `clauses`: the rules it breaks, where these are only some of the property's. */
export const indirectTooLong = <R extends NetRun | BlkRun>(clauses?: (run: R) => readonly string[]) =>
  ofTraffic(
    ({ indirectTooLong: queue }: R['traffic']) => queue,
    (run: R, queue) => {
      const chain = chainOn(queue, run.plan);
      return (
        `an indirect table on ${queueIn(run, queue)} holds ` +
        `${chain === undefined ? 'more descriptors' : descriptors(chain)}, the ring has ` +
        entries(run.device.effectiveSize(queue))
      );
    },
    clauses,
  );

/** Descriptors of the longest chain that a live driver puts on a queue; undefined where nobody asked it. */
export function chainOn(queue: number, plan: Plan | undefined): number | undefined {
  if (plan?.type !== 'net') return plan?.requestChain;
  if (queue === controlQueue(plan.derived.queuePairs)) return plan.controlChain;
  return queue % 2 === 0 ? plan.receiveChain : plan.transmitChain;
}
