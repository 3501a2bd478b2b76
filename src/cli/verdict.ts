import { isWorse } from '../judge/baseline.ts';
import type { Judgement, SubjectResult } from '../judge/result.ts';
import { missed } from '../report/stats-report.ts';
import { counted } from '../report/wrap.ts';
import type { Ending } from './ending.ts';
import { exitCodes } from './exit-codes.ts';

/** What the judgement of named policies comes to: 0 only where every must- and policy-level property was exercised and holds, in a campaign that met what it must. */
export function verdictEnding(judgement: Judgement): Ending {
  const { subjects, cut } = judgement;
  const lines = missed(judgement);
  const summary =
    `${cut ? 'Cut short; so far ' : ''}${subjects.map(verdictOf).join('; ')}.` +
    (lines.length ? ` ${MISSED}` : '');
  const isViolated = subjects.some(({ verdict }) => verdict === 'violated');
  const isSound =
    lines.length === 0 &&
    subjects.length > 0 &&
    subjects.every(({ verdict, unfinished }) => verdict === 'holds' && unfinished === undefined);
  const code =
    cut === 'interrupted' || (!isViolated && (!isSound || cut))
      ? exitCodes.unknown
      : isViolated
        ? exitCodes.violated
        : exitCodes.conforms;
  return { code, summary, lines };
}

/** What the judgement of policies comes to that are held against named baselines: 0 where nothing is worse than there. */
export function againstEnding(judgement: Judgement): Ending {
  const { against = [], subjects, cut } = judgement;
  const lines = missed(judgement);
  const worse = against.filter(isWorse);
  const told = against.map(
    (one) =>
      `${one.subject}: ${isWorse(one) ? 'worse in something' : 'in nothing worse'} than ${one.baseline}`,
  );
  const isSound =
    lines.length === 0 &&
    !cut &&
    subjects.every(({ unfinished }) => unfinished === undefined) &&
    against.length > 0;
  const summary = `${cut ? 'Cut short; so far ' : ''}${told.join('; ')}.${lines.length ? ` ${MISSED}` : ''}`;
  const code =
    cut === 'interrupted' || (worse.length === 0 && !isSound)
      ? exitCodes.unknown
      : worse.length
        ? exitCodes.violated
        : exitCodes.conforms;
  return { code, summary, lines };
}

/** Said of a campaign that missed a label, or in which something never happened. */
export const MISSED = 'The campaign did not meet all that it must, so what holds is unknown.';

// --- internal ---

function verdictOf({ id, verdict, properties }: SubjectResult): string {
  if (verdict !== 'unknown') return `${id}: ${verdict}`;
  const binding = properties.filter(({ level }) => level !== 'should');
  if (binding.length === 0) return `${id}: unknown, because no must- or policy-level property was judged`;
  if (binding.some(({ counterexample }) => counterexample?.notReproduced))
    return `${id}: unknown, because it does not do the same twice`;
  const idle = binding.filter((property) => property.verdict === 'unknown').length;
  return `${id}: unknown, because of ${counted(idle, 'property', 'properties')} of ${binding.length} that bind it`;
}
