import type { Run } from './run.ts';
import type { TraceView } from './trace-view.ts';

/**
 * To which runs a property applies, where many share the answer: the judge asks each of these once a run, so a
 * property should name one of them rather than write its own.
 */

/** Anything happened at all. */
export const hasRounds = (run: TraceView): boolean => run.rounds.length > 0;

/** The beginning of a negotiation is seen, whether or not features are then written: a recording may begin after it. */
export const beginsNegotiation = (run: TraceView): boolean => {
  for (const { cut, acceptedWindows } of run.rounds) if (!cut || acceptedWindows !== 0) return true;
  return false;
};

/** … over an interface that has FEATURES_OK. */
export const beginsModern = (run: TraceView): boolean => !run.legacy && beginsNegotiation(run);

/** Features were written. */
export const negotiates = (run: TraceView): boolean => run.final !== undefined;

/** … over an interface that has FEATURES_OK. */
export const negotiatesModern = (run: TraceView): boolean => run.final !== undefined && !run.legacy;

/** … over a legacy interface. */
export const negotiatesLegacy = (run: TraceView): boolean => run.final !== undefined && run.legacy;

/** The subject is live, and said how. */
export const isLive = (run: Run): boolean => run.plan !== undefined;

/** The subject is live, and said how, on a device that did not stop answering. */
export const isLiveOnDevice = ({ plan, scenario }: Run): boolean =>
  plan !== undefined && scenario.quirks.vanishesAfter === undefined;

/** The subject was asked how its probe ended: it is no recording. */
export const isProbe = (run: Run): boolean => run.outcome !== undefined;

/** What came first is the subject's doing, or seen to follow a reset: a recording may begin anywhere. */
export const showsBeginning = (run: Run): boolean =>
  isProbe(run) || run.said !== undefined || run.rounds[0]?.afterReset === true;

/** A virtqueue was programmed or enabled. */
export const makesQueues = (run: TraceView): boolean => {
  for (const round of run.rounds) if (round.firstQueueChange >= 0) return true;
  return false;
};
