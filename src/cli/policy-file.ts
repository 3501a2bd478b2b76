import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type DeviceType, deviceTypes } from '../../spec/device-types.ts';
import type { Policy } from '../driver/policy.ts';
import * as library from '../index.ts';

/** A policy that cannot be had: the message names the file or id, what was found and what was expected. */
export class PolicyLoadError extends Error {
  override readonly name = 'PolicyLoadError';
}

/** Whether a name is that of a file. */
export const isFile = (name: string): boolean =>
  existsSync(name) && statSync(name, { throwIfNoEntry: false })?.isFile() === true;

/**
 * The policy of a TypeScript or JavaScript file: its default export, or its export `policy`. Within the file,
 * `virtio-conformance` is this package. Throws PolicyLoadError.
 */
export async function readPolicyFile(name: string): Promise<Policy> {
  let loaded: unknown;
  try {
    // Only here: it takes a tenth of a second that most commands need not spend.
    const { createJiti } = await import('jiti');
    const jiti = createJiti(import.meta.url, {
      virtualModules: { 'virtio-conformance': library },
      fsCache: false,
    });
    loaded = await jiti.import(resolve(name));
  } catch (error) {
    throw new PolicyLoadError(`${name}: does not load: ${inOneLine(error)}`);
  }
  return policyOf(loaded, name);
}

/** What an error says, without its stack. */
export function inOneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : `threw ${String(error)}`;
  const lines = text.split('\n').map((line) => line.trim());
  const requireStack = lines.indexOf('Require stack:');
  return lines
    .slice(0, requireStack < 0 ? 2 : requireStack)
    .filter(Boolean)
    .join(' ');
}

// --- internal ---

function policyOf(loaded: unknown, name: string): Policy {
  const { default: first, policy: second } = isRecord(loaded) ? loaded : {};
  // Of a module without a default export, jiti gives the module itself for it.
  const exported = [first, second].find(looksLikePolicy);
  const wrong = (field: string, expected: string, found: unknown): never => {
    throw new PolicyLoadError(`${name}: ${field}expected ${expected}, found ${describe(found)}`);
  };
  if (!exported) {
    return wrong('', 'a policy as default export or as export "policy"', second ?? first);
  }
  const { id = idOf(name), title = name, type = 'net', supports, probe } = exported;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(id))
    return wrong('id: ', 'lower-case words such as my-policy', id);
  if (typeof title !== 'string') return wrong('title: ', 'a sentence', title);
  if (!isProbe(probe)) return wrong('probe: ', 'a function', probe);
  if (!isDeviceType(type)) return wrong('type: ', `one of ${deviceTypes.join(', ')}`, type);
  if (supports === undefined) return { id, title, type, probe };
  if (typeof supports !== 'bigint') return wrong('supports: ', 'a feature set, a bigint', supports);
  return { id, title, type, supports, probe };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isDeviceType = (value: unknown): value is DeviceType => deviceTypes.some((type) => type === value);

const looksLikePolicy = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && ('id' in value || 'title' in value || 'probe' in value);

/** What a probe does and gives is checked whenever it runs. */
const isProbe = (value: unknown): value is Policy['probe'] => typeof value === 'function';

const describe = (value: unknown): string => {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object'
    ? 'an object'
    : `${typeof value} ${JSON.stringify(String(value)).slice(0, 40)}`;
};

const idOf = (name: string): string =>
  basename(name)
    .replace(/\.[cm]?[jt]s$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '') || 'policy';
