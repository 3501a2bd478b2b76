import type { Judgement } from '../judge/result.ts';
import { cells, heading, INTERRUPTED, LEGEND, type ReportOptions, spaceOf, violationsOf } from './facts.ts';
import { columns, wrap } from './table.ts';

/** A judgement as plain text for a mailing list: wrapped at 72 columns, commands and clause ids alone on a line. */
export function mailReport(judgement: Judgement, options: ReportOptions = {}): string {
  const all = [heading, ...judgement.subjects.map((subject) => cells(subject, judgement))];
  const lines = [
    // Seven columns do not fit 72: first the scores, then the costs.
    ...columns(all.map((row) => pick(row, 0, 1, 2, 3, 6))),
    '',
    ...columns(all.map((row) => pick(row, 0, 4, 5))),
    '',
    wrap(LEGEND, WIDTH),
    '',
    wrap(spaceOf(judgement), WIDTH),
  ];
  if (judgement.interrupted) lines.push('', wrap(INTERRUPTED, WIDTH));
  judgement.subjects.forEach((subject, i) => {
    const violations = violationsOf(subject, options.names?.[i]);
    if (violations.length > 0) lines.push('', `== ${subject.id}`);
    for (const { property, title, level, message, rules, replay, thereforeAlso } of violations) {
      lines.push('', wrap(`${property} (${level}): ${title}.`, WIDTH), wrap(`Found: ${message}.`, WIDTH));
      for (const { id, text } of rules) lines.push(wrap(text ? `${id}: ${text}` : id, WIDTH, '> '));
      lines.push(wrap(replay, WIDTH, '  '));
      if (thereforeAlso.length > 0) lines.push(wrap(`Therefore also: ${thereforeAlso.join(', ')}.`, WIDTH));
    }
  });
  return `${lines.join('\n')}\n`;
}

// --- internal ---

const WIDTH = 72;

const pick = (row: readonly string[], ...places: readonly number[]): string[] =>
  places.map((place) => row[place] ?? '');
