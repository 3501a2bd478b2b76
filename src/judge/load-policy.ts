import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import type { Policy } from '../driver/policy.ts';
import { policies } from '../policies/index.ts';

/** A policy that cannot be had: the message names the file or id, and what was expected. */
export class PolicyLoadError extends Error {
  override readonly name = 'PolicyLoadError';
}

/** A built-in policy by id, or the default export (or export `policy`) of a TypeScript or JavaScript file. */
export async function loadPolicy(idOrPath: string): Promise<Policy> {
  const builtIn = policies.find((policy) => policy.id === idOrPath);
  if (builtIn) return builtIn;
  const path = resolve(idOrPath);
  if (!existsSync(path)) {
    throw new PolicyLoadError(`"${idOrPath}" is neither a built-in policy nor a file (see: list policies)`);
  }
  const library = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url),
  );
  let loaded: unknown;
  try {
    const jiti = createJiti(import.meta.url, { alias: { 'virtio-conformance': library }, fsCache: false });
    loaded = await jiti.import(path);
  } catch (error) {
    throw new PolicyLoadError(
      `${idOrPath}: does not load: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return policyIn(loaded, idOrPath);
}

// --- internal ---

function policyIn(loaded: unknown, where: string): Policy {
  const exports = typeof loaded === 'object' && loaded !== null ? (loaded as Record<string, unknown>) : {};
  const found = exports['default'] ?? exports['policy'];
  if (typeof found !== 'object' || found === null) {
    throw new PolicyLoadError(`${where}: expected a policy as default export, found ${typeof found}`);
  }
  const { id, title, probe } = found as Record<string, unknown>;
  if (typeof probe !== 'function')
    throw new PolicyLoadError(`${where}: probe: expected a function, found ${typeof probe}`);
  return {
    id: typeof id === 'string' ? id : basename(where).replace(/\.[cm]?[jt]s$/, ''),
    title: typeof title === 'string' ? title : where,
    probe: probe as Policy['probe'],
  };
}
