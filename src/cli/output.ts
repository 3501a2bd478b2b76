import { oneLine, visible } from './message.ts';

/** Writes to stdout; done when the text is out. Whoever reads it may leave before: see `main.ts`. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(visible(text, wantsColour()), () => resolve());
  });

/** Lines for a person, beside the result: on stderr. */
export const note = (lines: string): void => {
  process.stderr.write(`${visible(lines)}\n`);
};

/** What went wrong, in one line on stderr that is never long. */
export const complain = (message: string): void => note(oneLine(message));

/** Whether reports are coloured: NO_COLOR forbids it, FORCE_COLOR demands it, else a terminal decides. */
export function wantsColour(
  env: NodeJS.ProcessEnv = process.env,
  isTerminal = process.stdout.isTTY,
): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal === true && env['TERM'] !== 'dumb';
}
