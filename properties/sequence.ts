import { DRIVER_OK, FAILED } from '../spec/status.ts';
import { transportRules } from '../spec/transports.ts';
import { lastRound } from './facts.ts';
import { property, violatedIf } from './property.ts';

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const STATUS = 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field';

export const beginsAtZero = property({
  id: 'round-begins-at-zero',
  title: 'After a reset nothing is written before the status reads 0',
  clauses: [
    'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: (run) =>
    transportRules[run.scenario.transport].awaitReset !== 'synchronous' &&
    run.rounds.some((r) => !r.cut && r.acknowledged >= 0),
  check: (run) => {
    const round = run.rounds.find(
      (r) => !r.cut && r.acknowledged >= 0 && (r.zeroSeen < 0 || r.zeroSeen > r.acknowledged),
    );
    return (
      round && violatedIf(true, 'ACKNOWLEDGE was written before the reset had ended', round.acknowledged)
    );
  },
});

export const startsOver = property({
  id: 'acknowledge-then-driver',
  title: 'Every negotiation begins with ACKNOWLEDGE and then DRIVER, also after a reset in between',
  clauses: [`${INIT} #2`, `${INIT} #3`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.some((round) => round.acceptedWindows !== 0),
  check: (run) => {
    const round = run.rounds.find(
      (r) =>
        r.acceptedWindows !== 0 &&
        (r.acknowledged < 0 || r.driver < r.acknowledged || r.firstAcceptedWrite < r.driver),
    );
    return (
      round &&
      violatedIf(true, 'features were written before ACKNOWLEDGE and DRIVER', round.firstAcceptedWrite)
    );
  },
});

export const statusOnlyGrows = property({
  id: 'status-only-grows',
  title: 'No status bit is cleared except by a reset',
  clauses: [`${STATUS} #2`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.length > 0,
  check: (run) => {
    const round = run.rounds.find((r) => r.clearedBit >= 0);
    return round && violatedIf(true, 'a status write cleared a bit', round.clearedBit);
  },
});

export const featuresOkReadBack = property({
  id: 'features-ok-read-back',
  title: 'FEATURES_OK is read back, and a refusal ends the negotiation',
  clauses: [`${INIT} #8`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.some((round) => round.featuresOkWritten >= 0),
  check: (run) => {
    const unread = run.rounds.find(
      (r) => r.featuresOkWritten >= 0 && r.featuresOkRead < 0 && (r.driverOk >= 0 || r.firstQueueAccess >= 0),
    );
    if (unread) return violatedIf(true, 'FEATURES_OK was not read back', unread.featuresOkWritten);
    const refused = run.rounds.find(
      (r) => r.featuresOkRead >= 0 && !r.confirmed && (r.driverOk >= 0 || r.firstQueueChange >= 0),
    );
    return (
      refused && violatedIf(true, 'the driver went on after the device had refused', refused.featuresOkRead)
    );
  },
});

export const featuresOkWritten = property({
  id: 'features-ok-before-driver-ok',
  title: 'A modern driver sets FEATURES_OK before DRIVER_OK',
  clauses: [`${INIT} #6`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) =>
    !transportRules[run.scenario.transport].legacy && run.rounds.some((r) => r.driverOk >= 0),
  check: (run) => {
    const round = run.rounds.find(
      (r) => r.driverOk >= 0 && (r.featuresOkWritten < 0 || r.featuresOkWritten > r.driverOk),
    );
    return round && violatedIf(true, 'DRIVER_OK without FEATURES_OK', round.driverOk);
  },
});

export const queuesAfterFeatures = property({
  id: 'no-queue-before-features-ok',
  title: 'No virtqueue is discovered or made before FEATURES_OK',
  clauses: [`${INIT} #9`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) =>
    !transportRules[run.scenario.transport].legacy && run.rounds.some((round) => round.firstQueueAccess >= 0),
  check: (run) => {
    const round = run.rounds.find(
      (r) => r.firstQueueAccess >= 0 && (r.featuresOkWritten < 0 || r.firstQueueAccess < r.featuresOkWritten),
    );
    return round && violatedIf(true, 'a virtqueue was touched before FEATURES_OK', round.firstQueueAccess);
  },
});

export const driverOkAfterQueues = property({
  id: 'driver-ok-after-queues',
  title: 'DRIVER_OK and notifications come only after the queues exist',
  clauses: [`${INIT} #10`, `${INIT} #13`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.some((round) => round.driverOk >= 0),
  check: (run) => {
    const early = run.rounds.find(
      (r) => r.driverOk >= 0 && (r.firstEnable < 0 || r.firstEnable > r.driverOk),
    );
    if (early) return violatedIf(true, 'DRIVER_OK before any queue was enabled', early.driverOk);
    const notified = run.rounds.find(
      (r) => r.firstNotify >= 0 && (r.driverOk < 0 || r.firstNotify < r.driverOk),
    );
    return notified && violatedIf(true, 'a queue was notified before DRIVER_OK', notified.firstNotify);
  },
});

export const noQueueInAbandonedRound = property({
  id: 'no-queue-made-in-abandoned-round',
  title: 'A negotiation that is given up leaves the queues untouched',
  clauses: ['thread:no-side-effects'],
  level: 'should',
  side: 'driver',
  appliesTo: (run) => run.rounds.filter((r) => r.acceptedWindows !== 0).length > 1,
  check: (run) => {
    const round = run.rounds.find((r) => r.index < run.rounds.length - 1 && r.firstQueueChange >= 0);
    return (
      round &&
      violatedIf(true, 'queues were made in a negotiation that was then given up', round.firstQueueChange)
    );
  },
});

export const failedAfterGivingUp = property({
  id: 'failed-after-giving-up',
  title: 'A driver that gives up sets FAILED',
  clauses: [`${INIT} #11`],
  level: 'should',
  side: 'driver',
  appliesTo: (run) => (lastRound(run)?.driverOk ?? 0) < 0,
  check: (run) =>
    violatedIf((lastRound(run)?.failed ?? -1) < 0, 'the probe ended without DRIVER_OK and without FAILED'),
});

export const stopsAfterFailed = property({
  id: 'nothing-after-failed',
  title: 'After FAILED nothing but a reset follows',
  clauses: [`${STATUS} #3`, `${INIT} #12`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.some((round) => round.failed >= 0),
  check: (run) => {
    const round = run.rounds.find((r) => r.failed >= 0 && r.failed < r.driverOk);
    return round && violatedIf(true, 'DRIVER_OK after FAILED', round.driverOk);
  },
});

export const configNotWrittenEarly = property({
  id: 'no-config-write',
  title: 'A driver writes no net configuration field',
  clauses: ['drivernormative:Device Types / Network Device / Device configuration layout #1'],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => !transportRules[run.scenario.transport].legacy && run.rounds.some((r) => r.driver >= 0),
  check: (run) => {
    const round = run.rounds.find((r) => r.configWritten >= 0);
    return round && violatedIf(true, 'a configuration field was written', round.configWritten);
  },
});

export const peekInWindow = property({
  id: 'peek-in-its-window',
  title: 'Peeking happens only between FEATURES_OK and DRIVER_OK, and only where the transport can',
  clauses: ['seed:peek-after-negotiation'],
  level: 'policy',
  side: 'driver',
  follows: ['no-queue-before-features-ok'],
  appliesTo: (run) => run.rounds.some((round) => round.firstPeek >= 0),
  check: (run) => {
    const { legacy } = transportRules[run.scenario.transport];
    const round = run.rounds.find(
      (r) =>
        r.firstPeek >= 0 &&
        (!run.scenario.peek ||
          (legacy
            ? r.firstPeek < r.lastAcceptedWrite
            : r.featuresOkRead < 0 || r.firstPeek < r.featuresOkRead) ||
          (r.driverOk >= 0 && r.firstPeek > r.driverOk)),
    );
    return round && violatedIf(true, 'a size was peeked at outside its window', round.firstPeek);
  },
});

export const roundsBounded = property({
  id: 'rounds-bounded',
  title: 'A probe takes a bounded number of negotiations',
  clauses: ['thread:loop-ends'],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => run.rounds.length > 0,
  check: (run) => violatedIf(run.rounds.length > 64, `${run.rounds.length} negotiations in one probe`),
});

export const probeEnds = property({
  id: 'probe-ends',
  title: 'Whatever the device does, probe ends in DRIVER_OK or FAILED',
  clauses: ['seed:probe-ends'],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => run.outcome !== undefined,
  check: (run) => (run.outcome?.kind === 'crashed' ? { message: run.outcome.reason, at: -1 } : undefined),
});

export const resetTimeoutIsError = property({
  id: 'reset-timeout-is-an-error',
  title: 'A reset that never ends is an error, not something to ignore',
  clauses: ['drivernormative:Basic Facilities of a Virtio Device / Device Reset #1'],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) =>
    run.scenario.resetPolls === 'never' &&
    transportRules[run.scenario.transport].awaitReset !== 'synchronous' &&
    run.rounds.some((r) => !r.cut && r.index > 0),
  check: (run) => {
    const round = run.rounds.find((r) => r.index > 0 && r.acceptedWindows !== 0);
    return (
      round &&
      violatedIf(true, 'the driver negotiated on a device that had not reset', round.firstAcceptedWrite)
    );
  },
});

export const liveStatusComplete = property({
  id: 'live-status-complete',
  title: 'A driver that calls itself live has DRIVER_OK on the device and no FAILED',
  clauses: [`${INIT} #10`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.outcome?.kind === 'live' && run.scenario.quirks.vanishesAfter === undefined,
  check: (run) =>
    violatedIf(
      (run.finalStatus & DRIVER_OK) === 0 || (run.finalStatus & FAILED) !== 0,
      'the device never saw DRIVER_OK',
    ),
});

export const sequenceProperties = [
  beginsAtZero,
  startsOver,
  statusOnlyGrows,
  featuresOkReadBack,
  featuresOkWritten,
  queuesAfterFeatures,
  driverOkAfterQueues,
  noQueueInAbandonedRound,
  failedAfterGivingUp,
  stopsAfterFailed,
  configNotWrittenEarly,
  peekInWindow,
  roundsBounded,
  probeEnds,
  resetTimeoutIsError,
  liveStatusComplete,
] as const;
