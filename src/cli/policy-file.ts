import { existsSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type DeviceType, deviceTypes } from '../../spec/device-types.ts';
import type { Policy } from '../driver/policy.ts';
import { isSeedTable } from '../driver/seed-table.ts';
import * as library from '../index.ts';
import { listed } from '../report/wrap.ts';

/** A policy that cannot be had: the message names the file or id, what was found and what was expected. */
export class PolicyLoadError extends Error {
  override readonly name = 'PolicyLoadError';
}

/** Whether a name is that of a file. */
export const isFile = (name: string): boolean =>
  existsSync(name) && statSync(name, { throwIfNoEntry: false })?.isFile() === true;

/** Whether a name is that of a folder. */
export const isFolder = (name: string): boolean =>
  statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;

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
    throw new PolicyLoadError(syntaxErrorOf(error, name) ?? `${name}: does not load: ${inOneLine(error)}`);
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

/** A syntax error as `FILE:LINE:COLUMN: …`, lines and columns from 1; undefined for any other error. */
function syntaxErrorOf(error: unknown, name: string): string | undefined {
  // jiti gives the place as the last line of the message, with columns from 0.
  const text = error instanceof Error ? error.message : '';
  const [, what, path = '', line, column] =
    /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)\s*$/s.exec(text) ?? [];
  if (what === undefined) return undefined;
  const isOwn = resolve(path) === resolve(name);
  const place = `${isOwn ? name : relative('.', path)}:${line}:${Number(column) + 1}`;
  return `${place}: syntax error: ${what.charAt(0).toLowerCase()}${what.slice(1)}${isOwn ? '' : ` (loaded by ${name})`}`;
}

function policyOf(loaded: unknown, name: string): Policy {
  const exports = isRecord(loaded) ? loaded : {};
  const { default: first, policy: second } = exports;
  // Of a module without a default export, jiti gives the module itself for it.
  const exported = [first, second].find(looksLikePolicy);
  const wrong = (field: string, expected: string, found: unknown): never => {
    throw new PolicyLoadError(`${name}: ${field}expected ${expected}, found ${describe(found)}`);
  };
  if (!exported) {
    throw new PolicyLoadError(
      `${name}: expected a policy as default export or as export "policy", ${foundOf(exports)}`,
    );
  }
  const { id = idOf(name), title = name, type = 'net', supports, seedTable, probe } = exported;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(id))
    return wrong('id: ', 'lower-case words such as my-policy', id);
  if (typeof title !== 'string') return wrong('title: ', 'a sentence', title);
  if (!isProbe(probe)) {
    return wrong(
      'probe: ',
      'a function (netPolicy and blkPolicy make a policy from id, title and probe)',
      probe,
    );
  }
  if (!isDeviceType(type)) return wrong('type: ', `one of ${deviceTypes.join(', ')}`, type);
  if (supports !== undefined && typeof supports !== 'bigint')
    return wrong('supports: ', 'a feature set, a bigint', supports);
  if (seedTable !== undefined && !isSeedTable(seedTable))
    return wrong('seedTable: ', 'a table of the proposal, as seedTable gives it', seedTable);
  return {
    id,
    title,
    type,
    ...(supports === undefined ? {} : { supports }),
    ...(seedTable === undefined ? {} : { seedTable }),
    probe,
  };
}

/** What a module exports instead of a policy. */
function foundOf(exports: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(exports);
  const { default: first } = exports;
  // What jiti gives for a CommonJS module that sets no exports.
  const isEmpty = names.length === 1 && isRecord(first) && Object.keys(first).length === 0;
  if (names.length === 0 || isEmpty) return 'but nothing is exported';
  const described = names.map((exported) =>
    exported === 'default' || exported === 'policy'
      ? `${exported} (${describe(exports[exported])})`
      : exported,
  );
  return `found ${names.length === 1 ? 'the export' : 'the exports'} ${listed(described)}`;
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
