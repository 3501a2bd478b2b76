import { F_SUSPEND } from '../spec/feature-bits.ts';
import { includes } from '../spec/features.ts';
import { type DriverAct, mayAct } from '../spec/initialization.ts';
import { faultsOfStatusWrite, type StatusFault } from '../spec/status-writes.ts';
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

/** The first status write of a round that has a fault; -1 where none has. */
export function faultAt({ legacy }: TraceView, round: Round, fault: StatusFault): number {
  // PERF: to look into a set takes as long as all else here.
  const suspends = round.suspendWritten >= 0 && includes(round.accepted, F_SUSPEND);
  const over = { legacy, suspends };
  const has = faultsOfStatusWrite[fault];
  for (const write of round.statusWrites) if (has(write, over)) return write.at;
  return -1;
}

/** Where a driver does in a round what is not yet its turn, given where it did it first; -1: nowhere. Its features are written from `answered` on. */
export function tooEarlyAt(
  { legacy }: TraceView,
  round: Round,
  act: DriverAct,
  at: number,
  answered = round.firstAcceptedWrite,
): number {
  if (at < 0) return -1;
  const progress = { status: round.statusBefore(at), answered: answered >= 0 && answered < at };
  return mayAct(act, progress, legacy) ? -1 : at;
}

/** The earlier of two positions, of which either may be that of nothing. */
export const earlier = (one: number, other: number): number =>
  one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
