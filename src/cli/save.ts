import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { counterexamplesTo, type Judgement } from '../judge/result.ts';
import { digestOf } from '../node/digest.ts';
import { tryFolder, writeFiles } from '../node/write-files.ts';
import { UsageError } from './exit-codes.ts';
import { isNowhere } from './working-folder.ts';

/** Makes the folder that an option names, as to save counterexamples to, and tries it. Throws UsageError. */
export function prepareFolder(folder: string, option = '--save'): void {
  if (folder === '') throw new UsageError(`${option}: expected a folder, found ""`);
  if (isNowhere(folder)) throw notWritable(folder, new Error('the working folder was deleted'), option);
  try {
    makeFolder(resolve(folder));
    tryFolder(folder);
  } catch (error) {
    throw notWritable(folder, error, option);
  }
}

/** What became of saving. */
export interface Saved {
  /** Files by counterexample id: all, or none. */
  readonly files: ReadonlyMap<string, string>;
  /** Why there is none. */
  readonly fault?: UsageError;
}

export const NOTHING_SAVED: Saved = { files: new Map() };

/** Writes the scenario of every counterexample to a file of its own. A judgement is worth more than its copies: never throws. */
export function saveCounterexamples({ subjects }: Judgement, folder: string): Saved {
  const counterexamples = subjects.flatMap(({ properties }) => properties.flatMap(counterexamplesTo));
  const fileOf = (id: string): string => join(folder, `${id.split('/').map(nameOf).join('--')}.json`);
  try {
    writeFiles(
      new Map(
        counterexamples.map(({ id, scenario }) => [fileOf(id), `${JSON.stringify(scenario, null, 2)}\n`]),
      ),
    );
    return { files: new Map(counterexamples.map(({ id }) => [id, fileOf(id)])) };
  } catch (error) {
    return { ...NOTHING_SAVED, fault: notWritable(folder, error) };
  }
}

/** Says that the folder of an option cannot be written, and why. */
export function notWritable(folder: string, error: unknown, option = '--save'): UsageError {
  const why = error instanceof Error ? error.message : String(error);
  return new UsageError(`${option}: expected a folder that can be written, found "${folder}": ${why}`);
}

// --- internal ---

/** A part of an id as a part of the name of a file, which may not be as long as an id. */
const nameOf = (id: string): string =>
  id.length <= LONGEST_NAME ? id : `${id.slice(0, LONGEST_NAME)}-${digestOf(id)}`;
const LONGEST_NAME = 100;

/** A folder and those around it; none where its name cannot be one. Node's own recursion never ends under /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })) return;
  const around = dirname(folder);
  if (around !== folder) makeFolder(around);
  mkdirSync(folder);
}
