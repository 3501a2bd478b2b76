import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../node/package-root.ts';
import { tryFolder, writeFiles } from '../node/write-files.ts';
import { UsageError } from '../suites/usage-error.ts';

/** A file of the package's own `reports/`. */
export const reportFile = (name: string): URL => new URL(`reports/${name}`, packageRoot);

/** Tries whether what is published can be written, before much work is done for it. Throws UsageError. */
export const tryReports = (): void => orUsageError(() => tryFolder(fileURLToPath(reportFile('.'))));

/**
 * Writes files of the package's own `reports/`, by name there, and its README where that is to be another: all of them
 * or none. Gives their names from the root of the package. Throws UsageError.
 */
export function writeReports(files: ReadonlyMap<string, string>, readme?: string): string[] {
  const paths = new Map([...files].map(([name, text]) => [fileURLToPath(reportFile(name)), text]));
  if (readme !== undefined) paths.set(fileURLToPath(readmeFile), readme);
  orUsageError(() => writeFiles(paths));
  return [...files.keys()].map((name) => `reports/${name}`);
}

/** Names, from the root of the package, of the files that are not of these texts. */
export const driftedFrom = (files: ReadonlyMap<string, string>, readme: string): string[] =>
  [...files.keys()]
    .filter((name) => textOf(reportFile(name)) !== files.get(name))
    .map((name) => `reports/${name}`)
    .concat(textOf(readmeFile) === readme ? [] : ['README.md']);

/** The README of the package. */
export const readmeFile: URL = new URL('README.md', packageRoot);

// --- internal ---

const textOf = (file: URL): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

function orUsageError(write: () => void): void {
  try {
    write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`reports/: expected a folder that can be written: ${why}`);
  }
}
