import type { Judgement } from '../judge/result.ts';
import { columnsOf, textReport } from './text.ts';

/** The judgement as Markdown: the table, then the violations as the tool prints them. */
export function markdownReport(judgement: Judgement): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const paragraphs = textReport({ ...judgement }, false).split('\n');
  const start = paragraphs.findIndex((line) => line.startsWith('good path, small ring:')) + 2;
  return [
    `# Judgement of the built-in policies`,
    '',
    `${judgement.suite}, seed ${judgement.seed}. Sweep: ${judgement.space.sweep.scenarios} scenarios, ${judgement.space.sweep.description}. ` +
      `Random: ${judgement.space.random.runs} scenarios, ${judgement.space.random.description}.`,
    '',
    row(['policy', 'safe', 'serves', 'regret', 'good path', 'small ring', 'violations']),
    row(['---', '---', '---', '---', '---', '---', '---']),
    ...judgement.subjects.map((subject) => row(columnsOf(subject))),
    '',
    '```text',
    ...paragraphs.slice(start),
    '```',
    '',
  ].join('\n');
}

/** The judgement as plain text of at most 72 columns, fit for a mailing list. */
export const mailReport = (judgement: Judgement): string =>
  textReport(judgement, false)
    .split('\n')
    .flatMap((line) => wrap(line, 72))
    .join('\n');

// --- internal ---

function wrap(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/ +/)) {
    if (current.trim() && current.length + word.length + 1 > width) {
      lines.push(current);
      current = `${indent}  `;
    }
    current += current.trim() ? ` ${word}` : word;
  }
  return [...lines, current];
}
