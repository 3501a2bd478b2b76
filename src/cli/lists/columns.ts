import { columnsOf, wrap } from '../../report/wrap.ts';
import { listWidth } from '../terminal.ts';

/**
 * Rows with each column as wide as its widest cell, and lines that stand below a row, in lines of at most `width` columns:
 * what is longer goes on below itself.
 */
export function columns(
  rows: readonly { readonly cells: readonly string[]; readonly below?: readonly string[] }[],
  width = listWidth(),
): string {
  const widths: number[] = [];
  for (const { cells } of rows) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, columnsOf(cell));
    });
  }
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell)))
      .join('  ')
      .trimEnd();
  const linesOf = (cells: readonly string[]): string[] => {
    const line = lineOf(cells);
    if (columnsOf(line) <= width) return [line];
    const head = lineOf(cells.slice(0, -1));
    const last = cells.at(-1) ?? '';
    // Beside the others where there is room for some words, otherwise below them.
    const start = widths.slice(0, cells.length - 1).reduce((sum, one) => sum + one + 2, 0);
    const isBeside = start < width / 2;
    const [first = '', ...more] = wrap(last, width, ' '.repeat(isBeside ? start : 8));
    if (isBeside) return [head.padEnd(start) + first.slice(start), ...more];
    return [...(columnsOf(head) <= width ? [head] : wrap(head, width, '', '    ')), first, ...more];
  };
  return rows
    .flatMap(({ cells, below = [] }) => [
      ...linesOf(cells),
      ...below.flatMap((text) => wrap(text, width, '    ', '      ')),
    ])
    .map((text) => `${text}\n`)
    .join('');
}
