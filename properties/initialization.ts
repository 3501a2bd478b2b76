import { deviceTypeRules } from '../spec/device-types.ts';
import { under } from '../spec/named-readings.ts';
import {
  ACKNOWLEDGE,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  knownStatusBits,
  printStatus,
  SUSPEND,
} from '../spec/status.ts';
import { legacyTransports, modernTransports } from '../spec/transports.ts';
import { beginsModern, beginsNegotiation, hasRounds, isLiveOnDevice, isProbe } from '../src/run/applies.ts';
import { AT_THE_END, anyProperty, traceProperty, violation, violationAt } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import type { Round } from '../src/trace/rounds.ts';
import { earlier, faultAt, firstAt, tooEarlyAt } from './rounds.ts';

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const STATUS = 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field';
const MMIO_INIT =
  'drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO-specific Initialization And Device Operation / Device Initialization';
const LEGACY_INIT =
  'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization';

/** A recording may begin after ACKNOWLEDGE. */
const showsBeginning = (round: Round): boolean =>
  !round.cut || (round.statusBefore(round.end) & ACKNOWLEDGE) !== 0;

export const acknowledgeThenDriver = traceProperty({
  id: 'acknowledge-then-driver',
  title: 'Every negotiation begins with ACKNOWLEDGE and then DRIVER, also after a reset in between',
  clauses: [
    `${INIT} #2`,
    `${INIT} #3`,
    `${STATUS} #1`,
    'sec:Basic Facilities of a Virtio Device / Device Status Field #2',
    `${MMIO_INIT} #2`,
  ],
  level: 'must',
  side: 'driver',
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      firstAt(run, (round) =>
        showsBeginning(round) ? tooEarlyAt(run, round, 'write-features', round.firstAcceptedWrite) : -1,
      ),
      'features are written before ACKNOWLEDGE and DRIVER',
    ) ??
    violationAt(
      firstAt(run, (round) =>
        showsBeginning(round) ? faultAt(run, round, 'driver-without-acknowledge') : -1,
      ),
      'DRIVER is set without ACKNOWLEDGE',
    ) ??
    violationAt(
      firstAt(run, (round) => (showsBeginning(round) ? faultAt(run, round, 'goes-on-without-driver') : -1)),
      'the driver goes on without DRIVER',
    ),
});

export const acknowledgeApartFromDriver = traceProperty({
  id: 'acknowledge-and-driver-apart',
  title: 'ACKNOWLEDGE and DRIVER are set by a status write each',
  clauses: [`${INIT} #2`, `${INIT} #3`, `${STATUS} #1`],
  level: 'must',
  side: 'driver',
  reading: under('greeting', 'apart'),
  appliesTo: beginsNegotiation,
  check: (run) =>
    violationAt(
      // One look at a recording that begins late may show what two writes have set.
      firstAt(run, (round) => (round.cut ? -1 : faultAt(run, round, 'acknowledge-with-driver'))),
      'one status write sets ACKNOWLEDGE and DRIVER',
    ),
});

export const statusOnlyGrows = traceProperty({
  id: 'status-only-grows',
  title: 'No status bit is cleared except by a reset',
  clauses: [`${STATUS} #2`],
  level: 'must',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => faultAt(run, round, 'clears-bits')),
      'this status write clears a bit',
    ),
});

export const statusBitsKnown = traceProperty({
  id: 'status-bits-known',
  title: 'A driver writes no status bit that the standard gives no meaning',
  clauses: ['sec:Basic Facilities of a Virtio Device / Device Status Field #1'],
  level: 'should',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) => {
    const known = knownStatusBits(run.scenario.version);
    const unknownIn = ({ statusWrites }: Round): number =>
      statusWrites.reduce((all, { value }) => all | (value & ~known), 0);
    const round = run.rounds.find(unknownIn);
    return round && violation(round.start, () => `this round writes 0x${unknownIn(round).toString(16)}`);
  },
});

export const featuresOkWritten = traceProperty({
  id: 'features-ok-before-driver-ok',
  title: 'A modern driver sets FEATURES_OK before DRIVER_OK',
  clauses: [`${INIT} #6`, `${MMIO_INIT} #2`],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  appliesTo: beginsModern,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => faultAt(run, round, 'driver-ok-without-features-ok')),
      'DRIVER_OK comes without FEATURES_OK before it',
    ),
});

export const noFeaturesOkOverLegacy = traceProperty({
  id: 'no-features-ok-over-legacy',
  title: 'Over a legacy interface FEATURES_OK is not used',
  clauses: [`${LEGACY_INIT} #2`],
  level: 'must',
  side: 'driver',
  over: legacyTransports,
  appliesTo: (run) => run.legacy && hasRounds(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => faultAt(run, round, 'features-ok-over-legacy')),
      'a legacy device is sent FEATURES_OK',
    ),
});

/** What a driver does once it takes its features for granted: it discovers the virtqueues, makes them, is live. */
const goesOnAt = ({ driverOk, featuresOkWritten, firstQueueAccess, firstQueueChange }: Round): number => {
  // To look at one before FEATURES_OK is wrong too, and another property's matter.
  const queue = firstQueueAccess > featuresOkWritten ? firstQueueAccess : firstQueueChange;
  return queue >= 0 && (driverOk < 0 || queue < driverOk) ? queue : driverOk;
};

export const featuresOkReadBack = traceProperty({
  id: 'features-ok-read-back',
  title: 'FEATURES_OK is read back before the driver goes on',
  clauses: [`${INIT} #8`],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  appliesTo: beginsModern,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => {
        const goesOn = goesOnAt(round);
        const read = round.featuresOkRead;
        return round.featuresOkWritten >= 0 && goesOn >= 0 && (read < 0 || read > goesOn) ? goesOn : -1;
      }),
      'the driver goes on without having read FEATURES_OK back',
    ),
});

export const refusalHonoured = traceProperty({
  id: 'refusal-honoured',
  title: 'A driver whose features are refused does not go on with them',
  clauses: [
    `${INIT} #8`,
    `${INIT} #12`,
    'drivernormative:Virtio Transport Options / Virtio over channel I/O / Device Initialization / Communicating Status Information #1',
  ],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  appliesTo: beginsModern,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => {
        const goesOn = goesOnAt(round);
        return round.refused && goesOn > round.featuresOkRead ? goesOn : -1;
      }),
      'the driver goes on though the device has refused',
    ),
});

export const failedAfterGivingUp = anyProperty({
  id: 'failed-after-giving-up',
  title: 'A driver that gives up sets FAILED',
  clauses: [`${INIT} #11`, 'sec:Basic Facilities of a Virtio Device / Device Status Field #5'],
  level: 'should',
  side: 'driver',
  appliesTo: (run) =>
    hasRounds(run) && run.outcome?.kind !== 'live' && run.rounds.every(({ driverOk }) => driverOk < 0),
  check: ({ last }) =>
    last && last.failed < 0
      ? violation(AT_THE_END, () => 'the probe ends with neither DRIVER_OK nor FAILED')
      : undefined,
});

export const nothingAfterFailed = traceProperty({
  id: 'nothing-after-failed',
  title: 'After FAILED nothing but a reset follows, or FAILED once more',
  clauses: [`${STATUS} #3`, `${INIT} #12`],
  level: 'must',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => earlier(round.afterFailed, faultAt(run, round, 'goes-on-after-failed'))),
      'the driver goes on after FAILED',
    ),
});

export const noEarlyConfigWrite = traceProperty({
  id: 'no-config-write-before-features-ok',
  title: 'A driver writes no configuration field before FEATURES_OK',
  clauses: [`${INIT} #5`],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  // Over a legacy interface a driver may write before it negotiates.
  appliesTo: (run) => !run.legacy && hasRounds(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => earlyConfigWrite(run, round)),
      'a configuration field is written while features are negotiated',
    ),
});

/** The first write of a field in a round before its turn; -1: none. Some fields may be written at any time. */
function earlyConfigWrite(run: TraceView, round: Round): number {
  const { mayAlwaysWrite } = deviceTypeRules[run.scenario.type];
  for (const { at, offset } of round.configWrites)
    if (tooEarlyAt(run, round, 'write-config', at) >= 0 && !mayAlwaysWrite?.(offset, round.offered))
      return at;
  return -1;
}

export const liveStatusComplete = anyProperty({
  id: 'live-status-complete',
  title: 'A driver that calls itself live has DRIVER_OK on the device, FEATURES_OK before it, and no FAILED',
  clauses: [`${INIT} #10`],
  level: 'must',
  side: 'driver',
  follows: ['reset-awaited', 'reset-awaited-over-pci', 'acknowledge-then-driver'],
  appliesTo: isLiveOnDevice,
  check: ({ device, legacy }) => {
    // A device that has suspended itself, as asked, has cleared DRIVER_OK.
    const suspended = device.status & SUSPEND ? DRIVER_OK : 0;
    const needs = (legacy ? LIVE & ~FEATURES_OK : LIVE) & ~suspended;
    return (device.status & (needs | FAILED)) === needs
      ? undefined
      : violation(AT_THE_END, () => `the device is at status ${printStatus(device.status)}`);
  },
});

/** ACKNOWLEDGE, DRIVER, FEATURES_OK and DRIVER_OK. */
const LIVE = 0x0f;

/** Negotiations that one probe may take: the blocked set grows each time, and the thread counted 64 features. */
const MOST_ROUNDS = 64;

export const roundsBounded = traceProperty({
  id: 'rounds-bounded',
  title: 'A probe takes a bounded number of negotiations',
  clauses: ['thread:loop-ends'],
  level: 'policy',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) =>
    run.rounds.length > MOST_ROUNDS
      ? violation(AT_THE_END, () => `${run.rounds.length} negotiations in one probe`)
      : undefined,
});

export const probeEnds = anyProperty({
  id: 'probe-ends',
  title: 'Whatever the device does, probe ends in DRIVER_OK or FAILED',
  clauses: ['seed:probe-ends'],
  level: 'policy',
  side: 'driver',
  follows: ['reset-wait-bounded', 'rounds-bounded'],
  breaksOff: true,
  appliesTo: isProbe,
  check: ({ outcome }) => {
    if (outcome?.kind !== 'crashed') return undefined;
    const crash = violation(AT_THE_END, () => `the probe crashed: ${outcome.reason}`);
    return outcome.endless ? crash : { ...crash, programFault: true };
  },
});

export const initializationProperties = [
  acknowledgeThenDriver,
  acknowledgeApartFromDriver,
  statusOnlyGrows,
  statusBitsKnown,
  featuresOkWritten,
  noFeaturesOkOverLegacy,
  featuresOkReadBack,
  refusalHonoured,
  failedAfterGivingUp,
  nothingAfterFailed,
  noEarlyConfigWrite,
  liveStatusComplete,
  roundsBounded,
  probeEnds,
] as const;
