import { deviceTypeRules } from '../spec/device-types.ts';
import { isSubset } from '../spec/features.ts';
import { under } from '../spec/named-readings.ts';
import { modernTransports } from '../spec/transports.ts';
import { beginsNegotiation, isProbe, makesQueues, negotiates } from '../src/run/applies.ts';
import type { Answer } from '../src/run/negotiation.ts';
import { anyProperty, traceProperty, violation, violationAt } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import type { Round } from '../src/trace/rounds.ts';
import { firstAt, tooEarlyAt } from './rounds.ts';

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const PCI =
  'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const MMIO = 'drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';

/** Whose place in the initialisation it is to make virtqueues. */
const SETUP = [
  `${INIT} #9`,
  'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2',
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration #2',
];

export const noQueueMadeBeforeFeaturesOk = traceProperty({
  id: 'no-queue-made-before-features-ok',
  title: 'No virtqueue is made before FEATURES_OK, over a legacy interface before the features are written',
  clauses: SETUP,
  level: 'must',
  side: 'driver',
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, (round) =>
        tooEarlyAt(run, round, 'create-queues', round.firstQueueChange, round.answered),
      ),
      run.legacy
        ? 'a virtqueue is made before the features are written'
        : 'a virtqueue is made before FEATURES_OK',
    ),
});

export const noQueueBeforeFeaturesOk = traceProperty({
  id: 'no-queue-before-features-ok',
  title: 'No virtqueue is looked at before FEATURES_OK, over a legacy interface before features are written',
  clauses: SETUP,
  level: 'must',
  side: 'driver',
  reading: under('early-look', 'discovery'),
  follows: ['no-queue-made-before-features-ok'],
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, (round) =>
        isMereLook(round) ? -1 : tooEarlyAt(run, round, 'discover-queues', round.firstQueueAccess),
      ),
      run.legacy
        ? 'a virtqueue is touched before the features are written'
        : 'a virtqueue is touched before FEATURES_OK',
    ),
});

/** A driver that looks around before it resets the device has not yet begun. */
const isMereLook = ({ cut, begun, acceptedWindows, firstQueueChange }: Round): boolean =>
  cut && begun < 0 && acceptedWindows === 0 && firstQueueChange < 0;

export const driverOkAfterQueues = traceProperty({
  id: 'driver-ok-after-queues',
  title: 'DRIVER_OK comes only after the queues exist that it makes active',
  clauses: [`${INIT} #10`, 'sec:Device Types / Network Device / Device Initialization #1'],
  level: 'must',
  side: 'driver',
  follows: ['queue-never-disabled'],
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, ({ driverOk, firstEnable, lowestEnabledLate }) =>
        driverOk >= 0 && (!isBefore(firstEnable, driverOk) || isActiveAtOnce(run, lowestEnabledLate))
          ? driverOk
          : -1,
      ),
      'DRIVER_OK comes before the virtqueues are enabled that it makes active',
    ),
});

const isBefore = (one: number, other: number): boolean => one >= 0 && one < other;

/** Whether DRIVER_OK makes a queue active, whatever else there is. */
const isActiveAtOnce = ({ scenario }: TraceView, queue: number): boolean =>
  queue >= 0 && queue < deviceTypeRules[scenario.type].activeAtOnce;

export const noQueueMadeLate = traceProperty({
  id: 'no-queue-made-after-driver-ok',
  title: 'No virtqueue is enabled for the first time after DRIVER_OK',
  clauses: [`${INIT} #9`, `${INIT} #10`],
  level: 'must',
  side: 'driver',
  reading: under('late-queues', 'before-driver-ok'),
  follows: ['driver-ok-after-queues'],
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.enabledLate),
      'a virtqueue is enabled for the first time after DRIVER_OK',
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
      firstAt(run, (round) => tooEarlyAt(run, round, 'notify', round.firstNotify)),
      'a virtqueue is notified before DRIVER_OK',
    ),
});

export const programmedBeforeEnabled = traceProperty({
  id: 'queue-programmed-before-enabled',
  title: 'All of a virtqueue is programmed before it is enabled, and nothing after',
  clauses: [`${PCI} #4`, `${MMIO} #6`, `${INIT} #9`],
  level: 'must',
  side: 'driver',
  // A channel programs and enables in one command, and the legacy interface of PCI by the address.
  over: ['pci', 'mmio'],
  appliesTo: (run) => ['pci', 'mmio'].includes(run.scenario.transport) && makesQueues(run),
  check: (run) => {
    const late = firstAt(run, (round) => round.programmedLate);
    if (late >= 0)
      return violation(late, () => 'a virtqueue is programmed that is enabled already', [
        `${PCI} #4`,
        `${MMIO} #6`,
      ]);
    const blank = firstAt(run, (round) => (showsProgramming(round) ? round.enabledBlank : -1));
    return blank < 0
      ? undefined
      : violation(blank, () => 'a virtqueue is enabled of which no address was written', [
          `${PCI} #4`,
          `${INIT} #9`,
        ]);
  },
});

const SPLIT_PARTS = [
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues #1',
  'sec:Basic Facilities of a Virtio Device / Split Virtqueues #2',
];
const PACKED_PARTS = [
  'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues #1',
  '(no label) Structure Size and Alignment #1',
];

export const descriptorsAligned = traceProperty({
  id: 'descriptors-aligned',
  title: 'The descriptors of a virtqueue begin at a multiple of 16 bytes',
  clauses: [...SPLIT_PARTS, ...PACKED_PARTS],
  level: 'must',
  side: 'driver',
  // Over a legacy interface a driver gives the number of a page.
  over: modernTransports,
  appliesTo: (run) => !run.legacy && makesQueues(run),
  check: (run) => {
    for (const { round, answer } of run.negotiations) {
      if (round.misaligned < 0) continue;
      const clauses = answer.packed ? PACKED_PARTS : SPLIT_PARTS;
      return violationAt(round.misaligned, 'the descriptors begin at no multiple of 16 bytes', clauses);
    }
    return undefined;
  },
});

/** A recording may begin while the virtqueues are made. */
const showsProgramming = ({ cut, featuresOkWritten }: Round): boolean => !cut || featuresOkWritten >= 0;

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
        !isSubset(answer.accepted, before.accepted)
      ) {
        return violation(round.lastAcceptedWrite, () => 'a feature comes back that was given up before');
      }
      before = answer;
    }
    return undefined;
  },
});

/** When a driver of any device type makes, fills and notifies virtqueues. */
export const queueProperties = [
  noQueueMadeBeforeFeaturesOk,
  noQueueBeforeFeaturesOk,
  driverOkAfterQueues,
  noQueueMadeLate,
  notifiesAfterDriverOk,
  programmedBeforeEnabled,
  descriptorsAligned,
  noQueueInAbandonedRound,
  peekInWindow,
  blockedSetGrows,
] as const;
