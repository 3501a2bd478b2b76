import type { Judgement } from '../judge/result.ts';
import { cells, heading, INTERRUPTED, LEGEND, type ReportOptions, spaceOf, violationsOf } from './facts.ts';

/** A judgement as Markdown: the table, then the violations by policy. */
export function markdownReport(judgement: Judgement, options: ReportOptions = {}): string {
  const lines = [
    '# Judgement',
    '',
    row(heading),
    row(heading.map((_, i) => (i < 2 ? '---' : '---:'))),
    ...judgement.subjects.map((subject) => row(cells(subject, judgement))),
    '',
    LEGEND,
    '',
    spaceOf(judgement),
  ];
  if (judgement.interrupted) lines.push('', `**${INTERRUPTED}**`);
  judgement.subjects.forEach((subject, i) => {
    const violations = violationsOf(subject, options.names?.[i]);
    lines.push('', `## ${subject.id}`, '', subject.title);
    if (violations.length === 0) lines.push('', 'No violation found.');
    for (const { property, title, level, message, rules, replay, thereforeAlso } of violations) {
      lines.push('', `### ${property}`, '', `${title} (${level}).`, '', `Found: ${message}.`, '');
      for (const { id, text } of rules) lines.push(text ? `- \`${id}\`: ${text}` : `- \`${id}\``);
      lines.push('', `Replay: \`${replay}\``);
      if (thereforeAlso.length > 0) lines.push('', `Therefore also: ${thereforeAlso.join(', ')}.`);
    }
  });
  return `${lines.join('\n')}\n`;
}

// --- internal ---

const row = (texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
