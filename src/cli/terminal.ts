import { forTerminal, type TextForm } from '../report/text.ts';
import { wantsColour } from './output.ts';

/** Columns of a report: those of the terminal; where there is none, those that COLUMNS says. */
export function terminalWidth(
  env: NodeJS.ProcessEnv = process.env,
  columns: number | undefined = process.stdout.columns,
): number {
  const asked = columns || Number(env['COLUMNS']);
  return asked > 0 ? Math.min(WIDEST, Math.max(NARROWEST, Math.floor(asked))) : DEFAULT_WIDTH;
}

/** The form of a report on stdout. */
export const terminalForm = (): TextForm => forTerminal(wantsColour(), terminalWidth());

/** As `terminalWidth`; without an end where nothing says so, as the next program reads an item a line. */
export const listWidth = (
  env: NodeJS.ProcessEnv = process.env,
  columns: number | undefined = process.stdout.columns,
): number => (columns || env['COLUMNS'] ? terminalWidth(env, columns) : Number.POSITIVE_INFINITY);

// --- internal ---

/** How wide reports are, in columns, where neither a terminal nor COLUMNS says so. */
const DEFAULT_WIDTH = 100;

/** Narrower, tables fall apart; wider, lines are hard to follow. */
const [NARROWEST, WIDEST] = [60, 200];
