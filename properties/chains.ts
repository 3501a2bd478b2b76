import { controlQueue } from '../spec/net/queues.ts';
import type { Plan } from '../src/driver/outcome.ts';
import { AT_THE_END, type Violation, violation } from '../src/run/property.ts';
import type { BlkRun, Run } from '../src/run/run.ts';
import { descriptors, entries, queueIn } from './print.ts';

/** The clause that bounds a chain by the size of its virtqueue. */
export const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** The reading under which that holds in indirect tables too. */
export const STRICT_READING = 'strict: the bound on a chain by the queue size holds in indirect tables too';

/** An indirect table that is longer than its virtqueue. */
export function indirectTooLong(run: Run | BlkRun): Violation | undefined {
  const queue = run.traffic.indirectTooLong;
  if (queue < 0) return undefined;
  const chain = chainOn(queue, run.plan);
  return violation(
    AT_THE_END,
    () =>
      `an indirect table on ${queueIn(run, queue)} holds ` +
      `${chain === undefined ? 'more descriptors' : descriptors(chain)}, the ring has ` +
      entries(run.device.effectiveSize(queue)),
  );
}

/** Descriptors of the longest chain that a live driver puts on a queue; undefined where nobody asked it. */
function chainOn(queue: number, plan: Plan | undefined): number | undefined {
  if (plan?.type !== 'net') return plan?.requestChain;
  if (queue === controlQueue(plan.derived.queuePairs)) return plan.controlChain;
  return queue % 2 === 0 ? plan.receiveChain : plan.transmitChain;
}
