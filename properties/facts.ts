import type { FeatureSet } from '../spec/features.ts';
import { MAX_QUEUE_SIZE } from '../spec/virtqueues.ts';
import { offerOf, offersVersion1, scriptOf } from '../src/device/simulated-device.ts';
import type { LivePlan } from '../src/driver/outcome.ts';
import type { Run } from '../src/driver/run.ts';
import type { Round } from '../src/trace/rounds.ts';

/** The plan of a live run; undefined where the probe failed, or the subject is a recording. */
export const planOf = (run: Run): LivePlan | undefined =>
  run.outcome?.kind === 'live' ? run.outcome.plan : undefined;

export const isLive = (run: Run): boolean => run.outcome?.kind === 'live';

export const lastRound = (run: Run): Round | undefined => run.rounds[run.rounds.length - 1];

/** Rounds that wrote accepted features. */
export const negotiations = (run: Run): Round[] => run.rounds.filter((round) => round.acceptedWindows !== 0);

/** Whether the device plays by the standard: no quirk, VERSION_1 offered, sizes that a ring may have. */
export function isConforming(run: Run): boolean {
  const { quirks, format, rounds } = run.scenario;
  if (Object.keys(quirks).length > 0 || !offersVersion1(run.scenario)) return false;
  for (const { sizes } of rounds)
    for (const size of sizes) {
      if (size > MAX_QUEUE_SIZE || (format === 'split' && size !== 0 && (size & (size - 1)) !== 0))
        return false;
    }
  return true;
}

/** What the device offered in a round of a simulated run. */
export const offerIn = (run: Run, round: Round): FeatureSet =>
  offerOf(run.scenario, scriptOf(run.scenario, negotiationIndex(run, round)));

/** How many negotiations came before a round: resets before any DRIVER do not count. */
const negotiationIndex = (run: Run, round: Round): number =>
  run.rounds.filter((r) => r.index < round.index && r.driver >= 0).length;

/** Smallest receive ring in use, in entries. */
export function smallestReceive(run: Run, plan: LivePlan): number {
  let least = Number.POSITIVE_INFINITY;
  for (const pair of plan.activePairs) least = Math.min(least, run.sizeOf(2 * pair));
  return least;
}

/** Smallest transmit ring in use, in entries. */
export function smallestTransmit(run: Run, plan: LivePlan): number {
  let least = Number.POSITIVE_INFINITY;
  for (const pair of plan.activePairs) least = Math.min(least, run.sizeOf(2 * pair + 1));
  return least;
}
