import { ADMIN_VQ } from '../spec/feature-bits.ts';
import { intersects } from '../spec/features.ts';
import { CTRL_VQ } from '../spec/net/features.ts';
import { controlQueue, queueCount, receiveQueue, transmitQueue } from '../spec/net/queues.ts';
import { isLiveOnDevice, makesQueues } from '../src/run/applies.ts';
import type { Negotiation } from '../src/run/negotiation.ts';
import { AT_THE_END, property, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { usesControlQueue } from '../src/run/traffic.ts';
import { otherAccess } from '../src/transport/pci-registers.ts';
import { queueIn } from './print.ts';

const QUEUES = 'sec:Device Types / Network Device / Virtqueues';

export const queuesAreThoseNegotiated = property({
  id: 'queues-are-those-negotiated',
  title: 'The virtqueues that are enabled are those that the accepted features call for',
  clauses: [`${QUEUES} #1`, `${QUEUES} #2`, `${QUEUES} #3`],
  // The queues are described; nothing forbids to enable one of which nothing is told.
  level: 'should',
  side: 'driver',
  appliesTo: makesQueues,
  check: (run) => {
    for (const negotiation of run.negotiations) {
      const { accepted } = negotiation.answer;
      const count = queueCount(accepted, run.scenario.maxVirtqueuePairs);
      const at = firstEnabled(
        run,
        negotiation,
        (queue) => queue >= count && !mayBeAdmin(queue, run, accepted),
      );
      if (at >= 0) {
        return violation(
          at,
          () => `virtqueue ${run.trace.at(at).index} is enabled, but the features call for ${count} queues`,
        );
      }
    }
    return undefined;
  },
});

export const adminQueuesInRange = property({
  id: 'admin-queues-in-their-range',
  title: 'A driver that took ADMIN_VQ makes admin virtqueues only where the device says that it has them',
  clauses: [
    'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #9',
  ],
  level: 'must',
  side: 'driver',
  since: '1.3',
  appliesTo: (run) => takesAdminQueues(run) && makesQueues(run) && adminRange(run) !== undefined,
  check: (run) => {
    const range = adminRange(run);
    for (const negotiation of run.negotiations) {
      if (!range || !intersects(negotiation.answer.accepted, ADMIN_VQ)) continue;
      const at = firstEnabled(run, negotiation, (queue) => queue >= range.others && !isWithin(queue, range));
      if (at >= 0) {
        return violation(
          at,
          () =>
            `virtqueue ${run.trace.at(at).index} is enabled, the admin virtqueues are ${range.count} from ${range.first} on`,
        );
      }
    }
    return undefined;
  },
});

export const usedQueuesEnabled = property({
  id: 'used-queues-enabled',
  title: 'Every virtqueue that a live driver uses is enabled, the control queue at index 2N',
  clauses: [
    'drivernormative:General Initialization And Device Operation / Device Initialization #9',
    `${QUEUES} #1`,
    `${QUEUES} #2`,
    'sec:Device Types / Network Device / Device Initialization #1',
    'sec:Device Types / Network Device / Device Initialization #2',
    'drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Automatic receive steering in multiqueue mode #1',
  ],
  level: 'must',
  side: 'driver',
  follows: ['live-status-complete', 'driver-ok-after-queues'],
  appliesTo: isLiveOnDevice,
  check: (run) => {
    const { plan, device, inUse, scenario } = run;
    // Stryker disable next-line ConditionalExpression: a live run has a plan
    if (!plan) return undefined;
    const missing = (queue: number) =>
      device.isEnabled(queue)
        ? undefined
        : violation(AT_THE_END, () => `${queueIn(run, queue)} is used and not enabled`);
    for (const pair of plan.activePairs) {
      const absent = missing(receiveQueue(pair)) ?? missing(transmitQueue(pair));
      if (absent) return absent;
    }
    // A control queue that is negotiated need not be used.
    if (!intersects(inUse, CTRL_VQ) || !usesControlQueue(plan)) return undefined;
    return missing(controlQueue(Math.floor(queueCount(inUse, scenario.maxVirtqueuePairs) / 2)));
  },
});

/** Which virtqueues a net driver makes. */
export const netQueueProperties = [queuesAreThoseNegotiated, adminQueuesInRange, usedQueuesEnabled] as const;

// --- internal ---

/** Position of the first event of a negotiation that enables a virtqueue of which something is true; -1: of none. */
function firstEnabled(run: Run, { round }: Negotiation, is: (queue: number) => boolean): number {
  if (round.highestEnabled < 0 || !is(round.highestEnabled)) return -1;
  for (let at = round.firstEnable; at <= round.lastEnable; at++) {
    const { kind, index } = run.trace.at(at);
    if (kind === 'queue-enable-write' && is(index)) return at;
  }
  return -1;
}

/** The admin virtqueues of a device as the driver has read them, and how many other ones there are. */
interface AdminRange {
  readonly others: number;
  readonly first: number;
  readonly count: number;
}

const isWithin = (queue: number, { first, count }: AdminRange): boolean =>
  queue >= first && queue < first + count;

const takesAdminQueues = ({ negotiations }: Run): boolean => {
  for (const { answer } of negotiations) if (intersects(answer.accepted, ADMIN_VQ)) return true;
  return false;
};

/** Undefined where the driver has not asked for all of it. */
function adminRange({ trace }: Run): AdminRange | undefined {
  let [others, first, count] = [-1, -1, -1];
  for (const event of trace) {
    if (event.kind === 'queue-count-read') others = event.value;
    if (event.kind !== 'other') continue;
    const { op, register, value } = otherAccess(event);
    if (op === 'read' && register === 'admin_queue_index') first = value;
    if (op === 'read' && register === 'admin_queue_num') count = value;
  }
  return others < 0 || first < 0 || count < 0 ? undefined : { others, first, count };
}

/** Whether a virtqueue may be an admin one, of which a driver that took ADMIN_VQ may have learnt elsewhere. */
function mayBeAdmin(queue: number, run: Run, accepted: bigint): boolean {
  if (!intersects(accepted, ADMIN_VQ)) return false;
  const range = adminRange(run);
  return range === undefined || queue >= range.others;
}
