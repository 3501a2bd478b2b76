import { isMainThread } from 'node:worker_threads';
import { linuxVersions, newestLinux } from '../driver/linux-kernels.ts';
import type { Policy } from '../driver/policy.ts';
import { builtInPolicies, builtInPolicy } from './built-in.ts';
import { guarded, silence } from './guard.ts';
import { isolated } from './isolation.ts';
import { didYouMean } from './nearest.ts';
import { isFile, isFolder, PolicyLoadError, readPolicyFile } from './policy-file.ts';

export { PolicyLoadError } from './policy-file.ts';

/**
 * A policy by name: the id of a built-in one, as a part of a Linux kernel `ID@VERSION`, a file, or `FILE#ID`, a file's policy under another id. In the main
 * thread a file is tried in a thread of its own first, and its policy comes guarded. Throws PolicyLoadError.
 */
export async function loadPolicy(name: string): Promise<Policy> {
  const builtIn = builtInPolicy(name);
  if (builtIn) return builtIn;
  const { file, id } = fileAndId(name);
  const policy = isMainThread ? await loadHere(file) : await readPolicyFile(file);
  return id === undefined ? policy : { ...policy, id };
}

/** The name of a file's policy under another id, as `loadPolicy` reads it. */
export const nameWithId = (file: string, id: string): string => `${file}#${id}`;

// --- internal ---

async function loadHere(file: string): Promise<Policy> {
  const reply = await isolated({ kind: 'load', policy: file });
  if (reply?.kind === 'refused') throw new PolicyLoadError(reply.message);
  if (reply?.kind === 'broke') throw new Error(reply.message);
  if (reply?.kind === 'lost') throw new PolicyLoadError(`${file}: does not load: ${reply.because}`);
  const speak = silence();
  try {
    return guarded(await readPolicyFile(file));
  } finally {
    speak();
  }
}

function fileAndId(name: string): { readonly file: string; readonly id?: string } {
  if (isFile(name)) return { file: name };
  const [, file = '', id] = /^(.+)#([a-z0-9][a-z0-9.-]*)$/.exec(name) ?? [];
  if (id !== undefined && isFile(file)) return { file, id };
  if (isFolder(name))
    throw new PolicyLoadError(`${name}: is a folder, expected a file that exports a policy`);
  const ids = builtInPolicies.map((policy) => policy.id);
  const [, base = '', version] = /^([a-z0-9.-]+)@(.*)$/.exec(name) ?? [];
  if (version !== undefined && ids.includes(base)) {
    const [oldest, newest] = [linuxVersions[0], newestLinux.version];
    throw new PolicyLoadError(
      `"${name}": expected a Linux kernel from ${oldest} to ${newest}, such as ${base}@6.1, found "${version}"`,
    );
  }
  throw new PolicyLoadError(
    /[/\\]|\.[cm]?[jt]s$/.test(name)
      ? `${name}: no such file`
      : `"${name}" is neither a built-in policy nor a file${didYouMean(name, ids)} (see: list policies)`,
  );
}
