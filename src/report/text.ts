import { createColors } from 'picocolors';
import type { Judgement, Verdict } from '../judge/result.ts';
import {
  cells,
  heading,
  INTERRUPTED,
  LEGEND,
  type ReportOptions,
  spaceOf,
  type ViolationFacts,
  violationsOf,
} from './facts.ts';
import { columns, wrap } from './table.ts';

/** A judgement for a terminal, in colour where `colour` says so. */
export function textReport(
  judgement: Judgement,
  options: ReportOptions & { readonly colour: boolean },
): string {
  const paint = createColors(options.colour);
  const shade: Record<Verdict, (text: string) => string> = {
    holds: paint.green,
    violated: paint.red,
    unknown: paint.yellow,
  };
  const [head = '', ...rows] = columns([heading, ...judgement.subjects.map((s) => cells(s, judgement))]);
  const lines = [
    paint.bold(head),
    ...rows.map((row) =>
      row.replace(/ (holds|violated|unknown)(?= )/, (_, verdict: Verdict) => ` ${shade[verdict](verdict)}`),
    ),
    '',
    wrap(LEGEND, WIDTH),
  ];
  judgement.subjects.forEach((subject, i) => {
    const violations = violationsOf(subject, options.names?.[i]);
    if (violations.length > 0) lines.push('', paint.bold(subject.id));
    for (const violation of violations) lines.push(...paragraph(violation, paint));
  });
  lines.push('', wrap(spaceOf(judgement), WIDTH));
  if (judgement.interrupted) lines.push('', paint.yellow(INTERRUPTED));
  return `${lines.join('\n')}\n`;
}

// --- internal ---

const WIDTH = 100;

function paragraph(violation: ViolationFacts, paint: ReturnType<typeof createColors>): string[] {
  const level = violation.level === 'should' ? paint.yellow('should') : paint.red(violation.level);
  const lines = [
    `  ${level}  ${paint.bold(violation.property)}: ${violation.title}`,
    wrap(violation.message, WIDTH, '    '),
    ...violation.rules.map(({ id, text }) => wrap(text ? `${id}: ${text}` : id, WIDTH, '    ')),
    `    ${paint.dim(violation.replay)}`,
  ];
  if (violation.thereforeAlso.length > 0)
    lines.push(wrap(`therefore also: ${violation.thereforeAlso.join(', ')}`, WIDTH, '    '));
  return lines;
}
