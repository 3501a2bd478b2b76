import { intersects, NONE } from '../spec/features.ts';
import { CTRL_VQ } from '../spec/net/features.ts';
import { controlQueue, queueCount, receiveQueue, transmitQueue } from '../spec/net/queues.ts';
import { beginsNegotiation, isLiveOnDevice, isProbe, makesQueues, negotiates } from '../src/run/applies.ts';
import type { Answer } from '../src/run/negotiation.ts';
import {
  AT_THE_END,
  anyProperty,
  property,
  traceProperty,
  violation,
  violationAt,
} from '../src/run/property.ts';
import { queueIn } from './print.ts';
import { firstAt } from './rounds.ts';

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const PCI =
  'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const MMIO = 'drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';
const QUEUES = 'sec:Device Types / Network Device / Virtqueues';

export const noQueueBeforeFeaturesOk = traceProperty({
  id: 'no-queue-before-features-ok',
  title:
    'No virtqueue is discovered or made before FEATURES_OK, over a legacy interface before the features are written',
  clauses: [
    `${INIT} #9`,
    'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2',
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration #2',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, ({ firstQueueAccess, featuresOkWritten, answered }) => {
        const closed = run.legacy ? answered : featuresOkWritten;
        return firstQueueAccess >= 0 && (closed < 0 || firstQueueAccess < closed) ? firstQueueAccess : -1;
      }),
      run.legacy
        ? 'a virtqueue is touched before the features are written'
        : 'a virtqueue is touched before FEATURES_OK',
    ),
});

export const driverOkAfterQueues = traceProperty({
  id: 'driver-ok-after-queues',
  title: 'DRIVER_OK comes only after the queues exist',
  clauses: [`${INIT} #10`, 'sec:Device Types / Network Device / Device Initialization #1'],
  level: 'must',
  side: 'driver',
  follows: ['queue-never-disabled'],
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, ({ driverOk, firstEnable, enabledLate }) =>
        driverOk >= 0 && (firstEnable < 0 || enabledLate >= 0) ? driverOk : -1,
      ),
      'DRIVER_OK comes before the virtqueues are enabled',
    ),
});

export const notifiesAfterDriverOk = traceProperty({
  id: 'no-notification-before-driver-ok',
  title: 'No virtqueue is notified before DRIVER_OK',
  clauses: [`${INIT} #13`],
  level: 'must',
  side: 'driver',
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, ({ firstNotify, driverOk }) =>
        firstNotify >= 0 && (driverOk < 0 || firstNotify < driverOk) ? firstNotify : -1,
      ),
      'a virtqueue is notified before DRIVER_OK',
    ),
});

export const programmedBeforeEnabled = traceProperty({
  id: 'queue-programmed-before-enabled',
  title: 'All of a virtqueue is programmed before it is enabled, and nothing after',
  clauses: [`${PCI} #4`, `${MMIO} #6`],
  level: 'must',
  side: 'driver',
  appliesTo: makesQueues,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.programmedLate),
      'a virtqueue is programmed that is enabled already',
    ) ??
    violationAt(
      firstAt(run, (round) => round.enabledBlank),
      'a virtqueue is enabled of which no address was written',
    ),
});

/** Which rules each fault of a written size breaks. */
const SPLIT = 'sec:Basic Facilities of a Virtio Device / Split Virtqueues';
const IMPOSSIBLE_SPLIT = [`${SPLIT} #1`, `${SPLIT} #5`];
const IMPOSSIBLE_PACKED = [`${PCI} #2`, 'sec:Basic Facilities of a Virtio Device / Packed Virtqueues #1'];
const UNEVEN = [`${PCI} #3`, `${SPLIT} #4`];
const RAISED = [`${MMIO} #5`];

export const legalSizeWritten = anyProperty({
  id: 'queue-size-written-is-legal',
  title: 'A written queue size is one that a ring may have, and none above what the device has',
  clauses: [...IMPOSSIBLE_SPLIT, ...IMPOSSIBLE_PACKED, ...UNEVEN, ...RAISED],
  level: 'must',
  side: 'driver',
  appliesTo: makesQueues,
  check: (run) => {
    for (const { round, answer } of run.negotiations) {
      const { packed } = answer;
      const faults = [
        [round.impossibleSize, packed ? IMPOSSIBLE_PACKED : IMPOSSIBLE_SPLIT],
        [packed ? -1 : round.unevenSize, UNEVEN],
        [round.raisedSize, RAISED],
      ] as const;
      for (const [at, clauses] of faults) {
        if (at < 0) continue;
        return violation(at, () => `a queue size of ${run.trace.at(at).value} is written`, clauses);
      }
    }
    return undefined;
  },
});

export const queuesAreThoseNegotiated = property({
  id: 'queues-are-those-negotiated',
  title: 'The virtqueues that are enabled are those that the accepted features call for',
  clauses: [`${QUEUES} #1`, `${QUEUES} #2`, `${QUEUES} #3`],
  level: 'must',
  side: 'driver',
  appliesTo: makesQueues,
  check: (run) => {
    for (const { round, answer } of run.negotiations) {
      const count = queueCount(answer.accepted, run.scenario.maxVirtqueuePairs);
      if (round.highestEnabled >= count) {
        return violation(
          round.lastEnable,
          () => `virtqueue ${round.highestEnabled} is enabled, but the features call for ${count} queues`,
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
    if (!intersects(inUse, CTRL_VQ)) return undefined;
    return missing(controlQueue(Math.floor(queueCount(inUse, scenario.maxVirtqueuePairs) / 2)));
  },
});

export const noQueueInAbandonedRound = traceProperty({
  id: 'no-queue-made-in-abandoned-round',
  title: 'A negotiation that is given up leaves the virtqueues untouched',
  clauses: ['thread:no-side-effects'],
  level: 'should',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const { last } = run;
    return violationAt(
      firstAt(run, (round) => (round === last || round.driverOk >= 0 ? -1 : round.firstQueueChange)),
      'virtqueues are made in a negotiation that is then given up',
    );
  },
});

export const peekInWindow = anyProperty({
  id: 'peek-in-its-window',
  title: 'Peeking happens only between FEATURES_OK and DRIVER_OK, and only where the transport can',
  clauses: ['seed:peek-after-negotiation'],
  level: 'policy',
  side: 'driver',
  follows: ['no-queue-before-features-ok'],
  // On the bus a peek is a read of the size like any other: a recording does not show it.
  appliesTo: (run) => isProbe(run) && negotiates(run),
  check: (run) => {
    const { peek } = run.scenario;
    return violationAt(
      firstAt(run, (round) => {
        const { firstPeek, lastPeek, driverOk } = round;
        if (firstPeek < 0) return -1;
        if (!peek) return firstPeek;
        const opens = run.legacy ? round.answered : round.featuresOkRead;
        if (opens < 0 || firstPeek < opens) return firstPeek;
        return driverOk >= 0 && lastPeek > driverOk ? lastPeek : -1;
      }),
      peek ? 'a size is peeked at outside the window' : 'a size is peeked at over a transport that cannot',
    );
  },
});

export const blockedSetGrows = anyProperty({
  id: 'blocked-set-only-grows',
  title: 'A later negotiation over the same offer takes back no feature that an earlier one gave up',
  clauses: ['thread:blocked-set-grows'],
  level: 'policy',
  side: 'driver',
  // The configuration of a device that is gone changes under the driver.
  appliesTo: (run) => negotiates(run) && run.scenario.quirks.vanishesAfter === undefined,
  check: ({ negotiations }) => {
    let before: Answer | undefined;
    for (const { round, answer } of negotiations) {
      if (
        before !== undefined &&
        before.offered === answer.offered &&
        (answer.accepted & ~before.accepted) !== NONE
      ) {
        return violation(round.lastAcceptedWrite, () => 'a feature comes back that was given up before');
      }
      before = answer;
    }
    return undefined;
  },
});

/** Those that any device type has … */
export const queueProperties = [
  noQueueBeforeFeaturesOk,
  driverOkAfterQueues,
  notifiesAfterDriverOk,
  programmedBeforeEnabled,
  legalSizeWritten,
  noQueueInAbandonedRound,
  peekInWindow,
  blockedSetGrows,
] as const;

/** … and those that know the queues of a net device. */
export const netQueueProperties = [queuesAreThoseNegotiated, usedQueuesEnabled] as const;
