import type { Verdict } from '../../judge/result.ts';
import {
  type Again,
  AT_THE_END,
  clausesBroken,
  concerns,
  type Level,
  type Property,
  type Side,
} from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { NetRun } from '../../types/net/run.ts';
import { eventsOf } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { runOfRecording } from './run-of-recording.ts';

/** What one property says of a recording; unknown: it did not apply, or asks what a recording cannot answer. */
export interface RecordedVerdict {
  readonly id: string;
  readonly level: Level;
  /** Whose duty it is. */
  readonly side: Side;
  readonly verdict: Verdict;
  /** Where violated: one sentence. */
  readonly because?: string;
  /** Where violated: ids of the rules that are broken. */
  readonly clauses?: readonly string[];
  /** Where violated: the line of the event that shows it; the last one where only the end does. */
  readonly line?: number;
}

/** A recording judged by every property of some sides that is no relation. */
export interface RecordingJudgement {
  /** Of the must- and policy-level properties; unknown also where the recording ends before the probe does. */
  readonly verdict: Verdict;
  /** The same of each side that is judged. */
  readonly sides: Partial<Readonly<Record<Side, Verdict>>>;
  readonly properties: readonly RecordedVerdict[];
}

/** Both sides of a recording, the driver first. */
export const bothSides: readonly Side[] = ['driver', 'device'];

/** Judges the recorded driver and its device, each by the version of the standard that it is of. */
export function judgeRecording(
  properties: readonly Property<NetRun>[],
  recording: Recording,
  events = eventsOf(recording),
  sides: readonly Side[] = bothSides,
): RecordingJudgement {
  const verdicts: RecordedVerdict[] = [];
  const bySide: Partial<Record<Side, Verdict>> = {};
  let isWhole = false;
  for (const side of sides) {
    const run = runOfRecording(recording, events, side);
    isWhole = run.rounds.some(({ driverOk, failed }) => driverOk >= 0 || failed >= 0);
    const ofSide = properties
      .filter((property) => property.side === side && !property.relation)
      .map((property) => verdictOf(property, run, events.lines, isWhole));
    bySide[side] = overall(ofSide, isWhole);
    verdicts.push(...ofSide);
  }
  return { verdict: overall(verdicts, isWhole), sides: bySide, properties: verdicts };
}

const notAgain = (): never => {
  throw new TypeError('a recording cannot be run again: the property must be declared a relation');
};

/** Nobody runs a recorded subject again: whoever asks for that gets TypeError. */
export const NOT_AGAIN: Again<NetRun> = { on: notAgain, rebind: notAgain };

// --- internal ---

function verdictOf(
  property: Property<NetRun>,
  run: NetRun,
  lines: readonly number[],
  isWhole: boolean,
): RecordedVerdict {
  const { id, level, side } = property;
  const answer = ifObserved(() =>
    concerns(property, run) ? { broken: property.check(run, NOT_AGAIN) } : undefined,
  );
  if (!answer) return { id, level, side, verdict: 'unknown' };
  const { broken } = answer;
  if (!broken) return { id, level, side, verdict: 'holds' };
  // A recording that ends before the probe does cannot show how that ends.
  if (broken.at === AT_THE_END && !isWhole) return { id, level, side, verdict: 'unknown' };
  const line = lines[broken.at] ?? lines.at(-1) ?? 1;
  return {
    id,
    level,
    side,
    verdict: 'violated',
    because: broken.because(),
    clauses: clausesBroken(property, broken, run.scenario),
    line,
  };
}

function overall(verdicts: readonly RecordedVerdict[], isWhole: boolean): Verdict {
  if (verdicts.some(({ level, verdict }) => level !== 'should' && verdict === 'violated')) return 'violated';
  return isWhole && verdicts.some(({ verdict }) => verdict === 'holds') ? 'holds' : 'unknown';
}
