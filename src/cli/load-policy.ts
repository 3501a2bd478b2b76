import { resolve } from 'node:path';
import { linuxVersions, newestLinux } from '../driver/linux-kernels.ts';
import type { Policy } from '../driver/policy.ts';
import { ForeignPolicy } from '../node/sandbox/foreign-policy.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import { policies } from '../policies/index.ts';
import { didYouMean } from '../report/nearest.ts';
import { UsageError } from './exit-codes.ts';
import { isThere, readUserFile } from './user-file.ts';

/**
 * A policy by name: a built-in one by its id, as a part of a Linux kernel by `ID@VERSION`, or that of a file, which has a
 * process of its own from here on; `heard` gets what it prints. Throws UsageError where there is none.
 */
export async function loadPolicy(
  name: string,
  heard?: (text: string) => void,
): Promise<Policy | ForeignPolicy> {
  const builtIn = builtInPolicy(name);
  if (builtIn) return builtIn;
  const { file, id } = fileAndId(name);
  const text = readUserFile(file, 'a file that exports a policy');
  const loaded = await ForeignPolicy.load({ name: file, path: resolve(file), text }, heard);
  if (!(loaded instanceof ForeignPolicy))
    throw new UsageError(`${loaded.message}${isOfAnotherLanguage(file) ? anotherLanguage : ''}`);
  if (id !== undefined) loaded.id = id;
  return loaded;
}

/** The file of a policy that is no built-in one, by its name. Throws UsageError. */
export const fileOf = (name: string): string => fileAndId(name).file;

/** The name of a file's policy under another id, as `loadPolicy` reads it. */
export const nameWithId = (file: string, id: string): string => `${file}#${id}`;

// --- internal ---

const isModule = (name: string): boolean => /\.[cm]?[jt]s$/.test(name);

const isOfAnotherLanguage = (file: string): boolean => /\.\w+$/.test(file) && !isModule(file);

const anotherLanguage = ' (a driver in another language is judged as exec:COMMAND, such as exec:./mydriver)';

/** Throws UsageError where a name can mean no file. */
function fileAndId(name: string): { readonly file: string; readonly id?: string } {
  if (isThere(name)) return { file: name };
  const [, file = '', id] = /^(.+)#([a-z0-9][a-z0-9.-]*)$/.exec(name) ?? [];
  if (id !== undefined && isThere(file)) return { file, id };
  if (/\s/.test(name) && !isModule(name))
    throw new UsageError(`"${name}" is neither a built-in policy nor a file (did you mean "exec:${name}"?)`);
  if (/[/\\]/.test(name) || isModule(name)) return { file: name };
  const ids = policies.map((policy) => policy.id);
  const [, base = '', version] = /^([a-z0-9.-]+)@(.*)$/.exec(name) ?? [];
  if (version !== undefined && ids.includes(base)) {
    const [oldest, newest] = [linuxVersions[0], newestLinux.version];
    throw new UsageError(
      `"${name}": expected a Linux kernel from ${oldest} to ${newest}, such as ${base}@6.1, found "${version}"`,
    );
  }
  throw new UsageError(
    `"${name}" is neither a built-in policy nor a file${didYouMean(name, ids)} (see: list policies)`,
  );
}
