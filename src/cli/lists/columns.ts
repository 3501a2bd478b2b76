/** Rows with each column as wide as its widest cell, and lines that stand below a row. */
export function columns(
  rows: readonly { readonly cells: readonly string[]; readonly below?: readonly string[] }[],
): string {
  const widths: number[] = [];
  for (const { cells } of rows) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows
    .flatMap(({ cells, below = [] }) => [line(cells), ...below.map((text) => `    ${text}`)])
    .map((text) => `${text}\n`)
    .join('');
}
