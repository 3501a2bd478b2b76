import { lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deviceTypeNames } from '../../../spec/device-types.ts';
import { updateFiles } from '../../node/write-files.ts';
import { commandLine } from '../../report/command.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { print } from '../output.ts';
import { projectFiles, projectOf } from '../project.ts';
import { notWritable, prepareFolder } from '../save.ts';

export const help = `virtio-conformance init [${deviceTypeNames.join('|')}] DIR

Begins a project of your own in DIR: a policy that keeps every rule, for you to change, its test, a package.json, a
tsconfig.json and a GitHub workflow, which run as they are. The package is on no registry yet, so DIR/vendor gets this one.
No file is overwritten; all are written, or none.

  npx virtio-conformance init my-policy
  npx virtio-conformance init blk my-disk

Exit codes: 0; 64 usage, or a file that is there already; 70 internal error, as where npm cannot pack this package.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parseCommand('init', args, {});
  const type = deviceTypeNames.find((one) => one === positionals[0]);
  const [folder, ...others] = type ? positionals.slice(1) : positionals;
  if (folder === undefined || others.length) {
    const found = positionals.length ? `"${positionals.join(' ')}"` : 'nothing';
    throw new UsageError(
      `init: expected ${deviceTypeNames.join(' or ')}, or neither, and a folder, found ${found}`,
    );
  }
  for (const file of projectFiles) refuseToOverwrite(join(folder, file));
  const files = projectOf(type ?? 'net', folder);
  prepareFolder(folder, 'init');
  writeProject(folder, new Map([...files].map(([file, text]) => [join(folder, file), text])));
  const names = [...files.keys()].map((file) => `  ${join(folder, file)}\n`).join('');
  await print(`Written:\n${names}\nNext:\n  ${commandLine(['cd', folder])} && npm install && npm test\n`);
  return exitCodes.conforms;
}

// --- internal ---

/** Throws UsageError where there is something of that name, a broken link among them. */
function refuseToOverwrite(path: string): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  } catch {
    // There is something in the way of the path: making its folder says what.
    return;
  }
  throw new UsageError(`init: expected no such file yet, found ${path}`);
}

function writeProject(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const made: string[] = [];
  try {
    for (const around of new Set([...files.keys()].map((file) => resolve(dirname(file))))) {
      const first = mkdirSync(around, { recursive: true });
      for (let path = around; first && path.length >= join(first).length; path = dirname(path))
        made.push(path);
    }
    updateFiles(folder, () => {
      for (const path of files.keys()) refuseToOverwrite(path);
      return files;
    });
  } catch (error) {
    for (const path of made.sort().reverse()) attempt(() => rmdirSync(path));
    throw error instanceof UsageError ? error : notWritable(folder, error, 'init');
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // What is left is a folder that somebody else uses by now.
  }
}
