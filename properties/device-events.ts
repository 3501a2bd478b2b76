import { hasRounds, isProbe } from '../src/run/applies.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';

/** Of a probe, which shows its device in all that it does, any run; of a recording, or a device of somebody else, only one in which a round shows what is asked about. */
export const whereSeen =
  <R extends Run = Run>(isSeen: (round: Round) => boolean) =>
  (run: R): boolean =>
    hasRounds(run) && (isProbe(run) || run.rounds.some(isSeen));

/** Position of the first event of which something is true; NEVER: of none. The first round may be cut: its beginning, and so its reset, is not seen. */
export function firstEvent(
  run: Run,
  is: (event: TraceEvent, round: Round, position: number) => boolean,
): number {
  for (const round of run.rounds) {
    for (let at = round.start; at < round.end; at++) {
      // What was read of another width than the field's says nothing of it.
      const isAskew = round.wrongWidth >= 0 && at > 0 && run.trace.at(at - 1).kind === 'wrong-width';
      if (!isAskew && is(run.trace.at(at), round, at)) return at;
    }
  }
  return NEVER;
}
