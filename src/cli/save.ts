import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Judgement } from '../judge/result.ts';
import { UsageError } from './exit-codes.ts';

/** Makes the folder that counterexamples are saved to. Throws UsageError. */
export function prepareFolder(folder: string): void {
  if (folder === '') throw new UsageError('--save: expected a folder, found ""');
  orUsageError(folder, () => makeFolder(folder));
}

/** Writes the scenario of every counterexample to a file of its own; gives the files by counterexample id. Throws UsageError. */
export function saveCounterexamples({ subjects }: Judgement, folder: string): Map<string, string> {
  const saved = new Map<string, string>();
  const counterexamples = subjects.flatMap(({ properties }) =>
    properties.flatMap(({ counterexample }) => (counterexample ? [counterexample] : [])),
  );
  for (const { id, scenario } of counterexamples) {
    const file = join(folder, `${id.replaceAll('/', '--')}.json`);
    orUsageError(folder, () => writeFileSync(file, `${JSON.stringify(scenario, null, 2)}\n`));
    saved.set(id, file);
  }
  return saved;
}

// --- internal ---

/** A folder and those around it. Node's own recursion never ends under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const around = dirname(folder);
  if (around !== folder) makeFolder(around);
  mkdirSync(folder);
}

function orUsageError(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--save: expected a folder that can be written, found "${folder}": ${why}`);
  }
}
