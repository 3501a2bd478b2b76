import type { TraceView } from '../src/run/trace-view.ts';
import type { Round } from '../src/trace/rounds.ts';

/** The first position that `find` gives in any round; -1 where it gives none. */
export const firstAt = (run: TraceView, find: (round: Round) => number): number => {
  for (const round of run.rounds) {
    const at = find(round);
    if (at >= 0) return at;
  }
  return -1;
};
