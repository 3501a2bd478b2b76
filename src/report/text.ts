import pc from 'picocolors';
import { match } from 'ts-pattern';
import type { Block, Cell, Field, Tone } from './blocks.ts';
import { commandLine } from './command.ts';
import { mermaid } from './mermaid.ts';
import { beginning, columnsOf, wrap } from './wrap.ts';

export interface TextForm {
  /** Columns of the longest line that is no command. */
  readonly width: number;
  readonly colour: boolean;
}

/** A report for a terminal of so many columns, or a pipe. */
export const forTerminal = (colour: boolean, width = 100): TextForm => ({ width, colour });

/** A report for a mailing list: plain text of at most 72 columns, but for commands, each of which is one line. */
export const forMail: TextForm = { width: 72, colour: false };

/** Blocks as plain text, one blank line between two of them; ends with a newline. */
export function renderText(blocks: readonly Block[], form: TextForm): string {
  const colours = pc.createColors(form.colour);
  const paint = (text: string, tone: Tone): string =>
    match(tone)
      .with('good', () => colours.green(text))
      .with('bad', () => colours.red(text))
      .with('unsure', () => colours.yellow(text))
      .with('plain', () => text)
      .exhaustive();
  const linesOf = (block: Block): string[] =>
    match(block)
      .with({ kind: 'title' }, ({ text }) => wrap(text, form.width).map(colours.bold))
      .with({ kind: 'heading' }, ({ text }) => wrap(text, form.width).map(colours.bold))
      .with({ kind: 'paragraph' }, ({ text, tone = 'plain' }) =>
        wrap(text, form.width).map((line) => paint(line, tone)),
      )
      .with({ kind: 'list' }, ({ items }) => items.flatMap((item) => wrap(item, form.width, '  ', '    ')))
      .with({ kind: 'table' }, ({ head, rows, right = [] }) => {
        const most = LARGEST_SHARE * form.width;
        // Each part of a table begins with the first column.
        const rest = form.width - GAP.length - Math.min(most, widthOf(head, rows, 0));
        const cut = rows.map((row) => row.map((cell, i) => shortened(cell, i ? Math.min(most, rest) : most)));
        return parts(head, cut, form.width).flatMap((columns, i) => [
          ...(i ? [''] : []),
          ...tableLines(head, cut, columns, right, paint, colours.bold),
        ]);
      })
      .with({ kind: 'columns' }, (block) => columnLines(block, form.width, colours.bold))
      .with({ kind: 'entry' }, ({ title, tone, fields }) => [
        ...wrap(title, form.width, '', '  ').map((line) => paint(line, tone)),
        ...fields.flatMap((field) => fieldLines(field, form)),
      ])
      .with({ kind: 'finding' }, ({ title, tone, text, command }) => [
        ...wrap(title, form.width, '', '  ').map((line) => paint(line, tone)),
        ...wrap(text, form.width, '  ', '  '),
        ...fieldLines({ label: '', command }, form),
      ])
      .with({ kind: 'details' }, ({ summary, blocks }) => [
        ...wrap(summary, form.width).map(colours.bold),
        ...blocks.flatMap((inner) => ['', ...linesOf(inner)]),
      ])
      .with({ kind: 'sequence' }, ({ sequence }) => mermaid(sequence).trimEnd().split('\n'))
      .with({ kind: 'map' }, ({ down, across, rows, columns, cells, legend }) => [
        ...linesOf({
          kind: 'table',
          head: [`${down} / ${across}`, ...columns.map(String)],
          rows: rows.map((size, i) => [{ text: String(size), tone: 'plain' }, ...(cells[i] ?? [])]),
          right: columns.map((_, i) => i + 1),
        }),
        ...legend.flatMap(({ sign, text }) => wrap(`${sign.text}: ${text}`, form.width, '  ', '    ')),
      ])
      .exhaustive();
  return `${blocks.map((block) => linesOf(block).join('\n')).join('\n\n')}\n`;
}

// --- internal ---

const GAP = '  ';

/** What one cell of a table takes of a line at the most. */
const LARGEST_SHARE = 0.75;

const shortened = ({ text, tone }: Cell, most: number): Cell => ({
  text: columnsOf(text) > most ? `${beginning(text, Math.floor(most) - 1)}…` : text,
  tone,
});

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columnsOf(text)));

/** Labels, and each side wrapped in half of what they leave. */
function columnLines(
  { heads, rows }: Extract<Block, { kind: 'columns' }>,
  width: number,
  bold: (text: string) => string,
): string[] {
  const labels = Math.max(...rows.map(({ label }) => columnsOf(label)), 0);
  const half = Math.max(12, Math.floor((width - labels - 3 * GAP.length) / 2));
  const line = (label: string, left: string, right: string): string =>
    `${GAP}${padded(label, labels)}${GAP}${padded(left, half)}${GAP}${right}`.trimEnd();
  const beside = (label: string, left: string, right: string): string[] => {
    const [ours, theirs] = [wrap(left, half), wrap(right, half)];
    return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) =>
      line(i ? '' : label, ours[i] ?? '', theirs[i] ?? ''),
    );
  };
  return [
    ...beside('', ...heads).map(bold),
    ...rows.flatMap(({ label, left, right }) => beside(label, left, right)),
  ];
}

function fieldLines(field: Field, { width }: TextForm): string[] {
  const label = field.label ? `${field.label}: ` : '';
  if ('text' in field) return wrap(`${label}${field.text}`, width, '  ', '    ');
  return [`  ${label}${commandLine(field.command)}`];
}

const widthOf = (head: readonly string[], rows: readonly (readonly Cell[])[], column: number): number =>
  Math.max(...[head[column], ...rows.map((row) => row[column]?.text)].map((text = '') => columnsOf(text)));

/** The columns of a table in as many parts as the width asks for, each with the first column. */
function parts(head: readonly string[], rows: readonly (readonly Cell[])[], width: number): number[][] {
  const all: number[][] = [];
  let part: number[] = [0];
  let used = widthOf(head, rows, 0);
  for (let column = 1; column < head.length; column++) {
    const more = GAP.length + widthOf(head, rows, column);
    if (used + more > width && part.length > 1) {
      all.push(part);
      part = [0];
      used = widthOf(head, rows, 0);
    }
    part.push(column);
    used += more;
  }
  return [...all, part];
}

function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns: readonly number[],
  right: readonly number[],
  paint: (text: string, tone: Tone) => string,
  bold: (text: string) => string,
): string[] {
  const line = (cells: readonly Cell[], format: (text: string, tone: Tone) => string): string =>
    columns
      .map((column, i) => {
        const { text, tone } = cells[column] ?? { text: '', tone: 'plain' };
        const space = ' '.repeat(Math.max(0, widthOf(head, rows, column) - columnsOf(text)));
        if (right.includes(column)) return space + format(text, tone);
        return i === columns.length - 1 ? format(text, tone) : format(text, tone) + space;
      })
      .join(GAP)
      .trimEnd();
  return [
    line(
      head.map((text) => ({ text, tone: 'plain' })),
      bold,
    ),
    ...rows.map((row) => line(row, paint)),
  ];
}
