import { relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isBuiltIn } from '../policies/built-in.ts';
import type { Block } from '../report/blocks.ts';
import { commandLine } from '../report/command.ts';
import { renderText } from '../report/text.ts';
import { listed } from '../report/wrap.ts';
import { ScenarioError } from '../scenario/json.ts';
import { EmptySelection, exitCodes, UsageError } from './exit-codes.ts';
import { firstInterrupt } from './interrupt.ts';
import { localModules } from './local-modules.ts';
import { complain, print } from './output.ts';
import { terminalForm } from './terminal.ts';
import { isThere } from './user-file.ts';

/** Random scenarios while somebody waits. */
const FEW_RUNS = '100';

/** A command that is run again and again. */
export interface Watched {
  /** Its arguments, `--watch` among them. */
  readonly args: readonly string[];
  readonly positionals: readonly string[];
  readonly values: {
    readonly runs?: string | undefined;
    readonly against?: string | undefined;
  };
  readonly run: (args: readonly string[]) => Promise<number>;
}

/**
 * Runs a command, and again whenever one of its files or a local module that it imports is saved, until the process is told
 * to end: gives the exit code of the last run that came to its end. Throws UsageError where there is no file to watch.
 */
export async function watch({ args, positionals, values, run }: Watched): Promise<number> {
  const own = positionals.filter((name) => !isBuiltIn(name)).map(fileOf);
  if (own.length === 0) throw new UsageError('--watch: expected a FILE to watch');
  const { against = 'none' } = values;
  const files = [...own, ...(against === 'none' || isBuiltIn(against) ? [] : [fileOf(against)])];
  const { runs = FEW_RUNS } = values;
  const narrowed = [...(values.runs === undefined ? ['--runs', runs] : []), ...withoutWatch(args)];
  // Says what is wrong with a name that is no file.
  if (!files.every(isThere)) return run(narrowed);
  const signal = firstInterrupt();
  const whole = commandLine(['npx', 'virtio-conformance', 'judge', ...positionals]);
  await tell({
    kind: 'paragraph',
    text: `Watching ${listed(files)}: judged whenever saved, with no more than ${runs} random scenarios; all of it: ${whole}. Ctrl-C ends.`,
  });
  let code: number = exitCodes.unknown;
  for (let count = 1; ; count++) {
    const before = textsOf(files);
    const result = await attempt(() => run(narrowed));
    // One that was cut short says nothing of the file.
    if (!signal.aborted || result !== exitCodes.unknown) code = result;
    const saved = await savedSince(before, files, signal);
    if (saved.length === 0) return code;
    await tell({ kind: 'heading', text: `Judgement ${count + 1}: ${listed(saved)} changed` });
  }
}

// --- internal ---

/** Milliseconds between two looks: files are few, and to look costs less than to be told on every kind of file system. */
const LOOK = 200;

const fileOf = (name: string): string => (isThere(name) ? name : name.replace(/#[a-z0-9.-]+$/, ''));

function withoutWatch(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.filter((arg, i) => arg !== '--watch' || (end >= 0 && i > end));
}

const tell = (block: Block): Promise<void> => print(`${renderText([block], terminalForm())}\n`);

/** The exit code of a run; what is wrong with its input is said, and no end of the watch. */
async function attempt(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ScenarioError || error instanceof EmptySelection))
      throw error;
    complain(error.message);
    return exitCodes.usage;
  }
}

const textsOf = (files: readonly string[]): ReadonlyMap<string, string> =>
  new Map(files.flatMap((file) => [...localModules(file)]));

/** The files that differ from what they were, once they are written to their ends; none where the process is told to end. */
async function savedSince(
  before: ReadonlyMap<string, string>,
  files: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  let last = before;
  while (!signal.aborted) {
    await wait(LOOK, undefined, { signal }).catch(() => {});
    const now = textsOf(files);
    const changed = differing(before, now);
    if (changed.length > 0 && differing(last, now).length === 0) return changed;
    last = now;
  }
  return [];
}

const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .map((path) => relative('.', path));
