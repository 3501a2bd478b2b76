import { ADMIN_VQ } from '../../spec/feature-bits.ts';
import { type FeatureSet, intersects } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { controlQueue, queueCount, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { isLiveOnDevice, isProbe, makesQueues } from '../../src/run/applies.ts';
import type { Negotiation } from '../../src/run/negotiation.ts';
import { AT_THE_END, type Violation, violation } from '../../src/run/property.ts';
import type { EventKind } from '../../src/trace/events.ts';
import type { Round } from '../../src/trace/rounds.ts';
import { otherAccess } from '../../src/transport/pci-registers.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { usesControlQueue } from '../../src/types/net/troubles.ts';
import { queueIn } from '../print.ts';

const QUEUES = 'sec:Device Types / Network Device / Virtqueues';

export const queuesAreThoseNegotiated = netProperty({
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

export const usedQueuesEnabled = netProperty({
  id: 'used-queues-enabled',
  title: 'Every virtqueue that a live driver uses is enabled, the control queue at index 2N',
  clauses: [
    'drivernormative:General Initialization And Device Operation / Device Initialization #9',
    `${QUEUES} #1`,
    `${QUEUES} #2`,
    'sec:Device Types / Network Device / Device Initialization #1',
    'sec:Device Types / Network Device / Device Initialization #2',
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #6',
    'sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #5',
    'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #6',
    'drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Automatic receive steering in multiqueue mode #1',
  ],
  level: 'must',
  side: 'driver',
  follows: ['live-status-complete', 'driver-ok-after-queues'],
  appliesTo: (run) => isLiveOnDevice(run) || showsUse(run),
  check: (run) => {
    const { plan, device, inUse, scenario } = run;
    if (!plan) return usedBeforeEnabled(run);
    const missing = (queue: number) =>
      device.isEnabled(queue)
        ? undefined
        : violation(AT_THE_END, () => `${queueIn(run, queue)} is used and not enabled`);
    for (const pair of plan.activePairs) {
      const absent = missing(receiveQueue(pair)) ?? missing(transmitQueue(pair));
      if (absent) return absent;
    }
    // A control queue that is negotiated need not be used.
    if (!intersects(inUse, CTRL_VQ) || !usesControlQueue(run)) return undefined;
    return missing(controlQueue(Math.floor(queueCount(inUse, scenario.maxVirtqueuePairs) / 2)));
  },
});

/** Which virtqueues a net driver makes. */
export const netQueueProperties = [queuesAreThoseNegotiated, usedQueuesEnabled] as const;

// --- internal ---

/** Whether a recording shows how the virtqueues of a live driver were made; one that is disabled by a write is told of elsewhere. */
const showsMaking = ({ driverOk, featuresOkWritten, disabled }: Round): boolean =>
  featuresOkWritten >= 0 && driverOk > featuresOkWritten && disabled < 0;

const showsUse = (run: NetRun): boolean => !isProbe(run) && run.rounds.some(showsMaking);

/** Where a driver uses a virtqueue. */
const uses: ReadonlySet<EventKind> = new Set(['notify', 'transmit', 'control']);

/** Of a recording, which has no plan: the first use of a virtqueue that is not enabled. */
function usedBeforeEnabled(run: NetRun): Violation | undefined {
  for (const { start, end } of run.rounds.filter(showsMaking)) {
    const enabled = new Set<number>();
    for (let at = start; at < end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind === 'queue-enable-write' && value === 1) enabled.add(index);
      if (kind === 'queue-reset-write' && value === 1) enabled.delete(index);
      if (!uses.has(kind) || enabled.has(index)) continue;
      return violation(at, () => `${queueIn(run, index)} is used and not enabled`);
    }
  }
  return undefined;
}

/** Position of the first event of a negotiation that enables a virtqueue of which something is true; -1: of none. */
function firstEnabled(run: NetRun, { round }: Negotiation, is: (queue: number) => boolean): number {
  if (round.highestEnabled < 0 || !is(round.highestEnabled)) return -1;
  for (let at = round.firstEnable; at <= round.lastEnable; at++) {
    const { kind, index, value } = run.trace.at(at);
    if (kind === 'queue-enable-write' && value === 1 && is(index)) return at;
  }
  return -1;
}

/** Whether a virtqueue may be an admin one: of these num_queues tells nothing, and two registers of their own which they are. */
function mayBeAdmin(queue: number, { trace }: NetRun, accepted: FeatureSet): boolean {
  if (!intersects(accepted, ADMIN_VQ)) return false;
  let [others, first, count]: (number | undefined)[] = [];
  for (const event of trace) {
    if (event.kind === 'queue-count-read') others = event.value;
    if (event.kind !== 'other') continue;
    const { op, register, value } = otherAccess(event);
    if (op === 'read' && register === 'admin_queue_index') first = value;
    if (op === 'read' && register === 'admin_queue_num') count = value;
  }
  // Who has not read which they are may have learnt it elsewhere.
  if (first === undefined || count === undefined) return others === undefined || queue >= others;
  return queue >= first && queue < first + count;
}
