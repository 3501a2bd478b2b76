import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';

/** Position of the first event of which something is true; NEVER: of none. The first round may be cut: its beginning, and so its reset, is not seen. */
export function firstEvent(
  run: Run,
  is: (event: TraceEvent, round: Round, position: number) => boolean,
): number {
  for (const round of run.rounds) {
    for (let at = round.start; at < round.end; at++) if (is(run.trace.at(at), round, at)) return at;
  }
  return NEVER;
}
