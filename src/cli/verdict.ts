import { binding, isWorse } from '../judge/baseline.ts';
import { type Judgement, resultIn, type Scores, type SubjectResult } from '../judge/result.ts';
import { costsPhrase } from '../report/first-table.ts';
import { missed } from '../report/stats-report.ts';
import { counted, listed } from '../report/wrap.ts';
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

/**
 * What the judgement of policies comes to that are held against named baselines: 0 where nothing is worse than there. `otherwise`: how
 * a saved baseline was judged otherwise, if it was.
 */
export function againstEnding(judgement: Judgement, otherwise: readonly string[] = []): Ending {
  const { against = [], cut } = judgement;
  const lines = [...missed(judgement), ...otherwise];
  const told = against.map((one) => {
    const [own, base] = [one.subject, one.baseline].map((id) => resultIn(judgement, id));
    const why = [own, base].flatMap((subject) => (subject ? doubtsAbout(subject) : []));
    const doubts = one.notAsked.length ? [...why, `${one.baseline} was asked more`] : why;
    const worse = doubts.length === 0 && otherwise.length === 0 && isWorse(one);
    const price = worse || !own || !base ? [] : pricesOf(own.scores, base.scores);
    const text = doubts.length
      ? `unknown beside ${one.baseline}, as ${listed(doubts)}`
      : `${worse ? 'worse in something' : 'in nothing worse'} than ${one.baseline}` +
        (price.length ? `, though it ${listed(price)}` : '');
    return { worse, isKnown: doubts.length === 0, text: `${one.subject}: ${text}` };
  });
  const isWorseAnywhere = told.some(({ worse }) => worse);
  const isSound = lines.length === 0 && !cut && told.length > 0 && told.every(({ isKnown }) => isKnown);
  const summary =
    `${cut ? 'Cut short; so far ' : ''}${told.map(({ text }) => text).join('; ')}.` +
    (otherwise.length ? ' It is not known whether anything is worse.' : lines.length ? ` ${MISSED}` : '');
  const code =
    cut === 'interrupted' || (!isWorseAnywhere && !isSound)
      ? exitCodes.unknown
      : isWorseAnywhere
        ? exitCodes.violated
        : exitCodes.conforms;
  return { code, summary, lines };
}

/** Said of a campaign that missed a label, or in which something never happened. */
export const MISSED = 'The campaign did not meet all that it must, so what holds is unknown.';

// --- internal ---

/** Why nothing is to be said of a subject beside another one. */
function doubtsAbout({ id, unfinished, properties }: SubjectResult): string[] {
  const own = binding(properties);
  if (unfinished !== undefined) return [`${id} ${unfinished}`];
  if (own.some(({ counterexample }) => counterexample?.notReproduced))
    return [`${id} does not do the same twice`];
  return own.some(({ verdict }) => verdict !== 'unknown') ? [] : [`nothing that binds ${id} was exercised`];
}

/** What is no worse by itself, and has its price. */
function pricesOf(now: Scores, before: Scores): string[] {
  const costs = [now, before].map(({ goodPath, smallRing }) => costsPhrase(goodPath, smallRing));
  const isDearer =
    now.goodPath.accesses > before.goodPath.accesses || now.smallRing.accesses > before.smallRing.accesses;
  const lost = [now, before].map(({ regret }) => regret.toFixed(3));
  return [
    ...(now.regret > before.regret && lost[0] !== lost[1]
      ? [`loses ${lost[0]} features, before ${lost[1]}`]
      : []),
    ...(isDearer && costs[0] !== costs[1] ? [`costs ${costs[0]}, before ${costs[1]}`] : []),
  ];
}

function verdictOf({ id, verdict, properties }: SubjectResult): string {
  if (verdict !== 'unknown') return `${id}: ${verdict}`;
  const binding = properties.filter(({ level }) => level !== 'should');
  if (binding.length === 0) return `${id}: unknown, because no must- or policy-level property was judged`;
  if (binding.some(({ counterexample }) => counterexample?.notReproduced))
    return `${id}: unknown, because it does not do the same twice`;
  const idle = binding.filter((property) => property.verdict === 'unknown').length;
  return `${id}: unknown, because of ${counted(idle, 'property', 'properties')} of ${binding.length} that bind it`;
}
