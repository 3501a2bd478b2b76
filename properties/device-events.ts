import { hasRounds, isProbe } from '../src/run/applies.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';

/** Of a probe, which shows its device in all that it does, any run; of a recording, or a device of somebody else, only one in which a round shows what is asked about. */
export const whereSeen =
  <R extends Run = Run>(isSeen: (round: Round) => boolean) =>
  (run: R): boolean =>
    hasRounds(run) && (isProbe(run) || run.rounds.some(isSeen));

/** A request that a live driver made of its device, by the position of its event. */
export interface AtRequest {
  readonly at: number;
  readonly round: Readonly<Round>;
}

/** What `read` makes of the values of requests that live drivers made of a device and got an answer to, in order. */
export function answeredRequests<Answer extends object>(
  { rounds, trace }: Run,
  read: (value: number) => Answer | undefined,
): (Answer & AtRequest)[] {
  const found: (Answer & AtRequest)[] = [];
  for (const round of rounds) {
    if (round.driverOk < 0) continue;
    for (let at = round.driverOk; at < round.end; at++) {
      const { kind, value } = trace.at(at);
      const answer = kind === 'request' ? read(value) : undefined;
      if (answer) found.push({ ...answer, at, round });
    }
  }
  return found;
}

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
