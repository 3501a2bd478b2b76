import type { Judgement } from '../judge/result.ts';
import type { Comparison, Difference, Drift } from '../publication/compare.ts';
import { DIGEST } from '../publication/digest.ts';
import { missed } from '../report/stats-report.ts';
import { counted, listed } from '../report/wrap.ts';
import type { Ending } from './ending.ts';
import { exitCodes } from './exit-codes.ts';
import { MISSED } from './verdict.ts';

/** What a comparison with the publication comes to. */
export function ratchet(judgement: Judgement, { verdicts, figures }: Comparison): Ending {
  const unexpected = verdicts.filter(({ kind }) => kind === 'unexpected');
  const unmet = verdicts.length - unexpected.length;
  const drifted = figures?.length ?? 0;
  const missing = missed(judgement);
  const different = [
    ...(unexpected.length ? [counted(unexpected.length, 'verdict')] : []),
    ...(drifted ? [counted(drifted, 'figure')] : []),
  ];
  const summary = [
    ...(different.length ? [`${listed(different)} not as in reports/${DIGEST}.`] : []),
    ...(unmet
      ? [`${counted(unmet, 'published verdict')} not met again by a narrower campaign: unknown.`]
      : []),
    ...(verdicts.length || drifted || judgement.cut
      ? []
      : [`Every verdict${figures ? ' and score' : ''} is the published one (reports/${DIGEST}).`]),
    ...(judgement.cut ? ['The campaign was cut short: unknown.'] : []),
    ...(missing.length ? [MISSED] : []),
  ].join(' ');
  const lines = [...unexpected.map(lineOf), ...driftLines(figures ?? []), ...missing];
  if (judgement.cut === 'interrupted') return { code: exitCodes.unknown, summary, lines };
  if (different.length) return { code: exitCodes.violated, summary, lines };
  return {
    code: unmet || judgement.cut || missing.length ? exitCodes.unknown : exitCodes.conforms,
    summary,
    lines,
  };
}

// --- internal ---

const lineOf = ({ subject, property, published, found }: Difference): string =>
  `${subject}: ${property}: expected ${published ?? 'nothing (not published)'}, found ${found ?? 'nothing (not judged)'}`;

/** Figures up to which each has its line: where one drifts, many do. */
const MOST_LINES = 20;

function driftLines(figures: readonly Drift[]): string[] {
  const lines = figures
    .slice(0, MOST_LINES)
    .map(
      ({ subject, figure, published, found }) =>
        `${subject}: ${figure}: expected ${published}, found ${found}`,
    );
  return figures.length > MOST_LINES
    ? [...lines, `and ${counted(figures.length - MOST_LINES, 'figure')} more`]
    : lines;
}
