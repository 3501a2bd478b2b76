import { spreadOf } from './measure.ts';

const LABEL = 66;
const COLUMN = 11;

/** A heading with the target of its figures, if they have one, and the names of the columns. */
export function printHeading(title: string, target: string, laps: number): void {
  const columns = ['min', 'median', 'max'].map((name) => name.padStart(COLUMN)).join('');
  console.log(`\n${title}\n${`  ${laps} laps${target && `; target ${target}`}`.padEnd(LABEL)}${columns}`);
}

/** The spread of the figures of one side, with so many decimals. */
export function printFigures(label: string, figures: readonly number[] = [], decimals = 0): void {
  const { min, median, max } = spreadOf(figures);
  const cells = [min, median, max].map((figure) =>
    figure
      .toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .padStart(COLUMN),
  );
  console.log(`${`  ${label}`.padEnd(LABEL)}${cells.join('')}`);
}
