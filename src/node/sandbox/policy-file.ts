import { basename, relative, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { type DeviceTypeName, deviceTypeNames } from '../../../spec/device-types.ts';
import { type LinuxKernel, linuxKernel } from '../../driver/linux-kernels.ts';
import { isPolicyId, POLICY_ID, type Policy } from '../../driver/policy.ts';
import { describeValue, isError, messageOf } from '../../driver/thrown.ts';
import * as library from '../../index.ts';
import { listed } from '../../report/wrap.ts';
import { deviceTypes } from '../../types/types.ts';
import type { PolicySource } from './messages.ts';

/** A policy that cannot be had: the message names the file or id, what was found and what was expected. */
export class PolicyLoadError extends Error {
  override readonly name = 'PolicyLoadError';
}

/** What a policy file has for itself where it imports `virtio-conformance`. */
export const exportsOfLibrary: Readonly<Record<string, unknown>> = library;

/**
 * The policy of a TypeScript or JavaScript file: its default export, or its export `policy`. Within the file,
 * `virtio-conformance` is this package. Throws PolicyLoadError.
 */
export async function policyFrom({ name, path, text }: PolicySource): Promise<Policy> {
  try {
    const jiti = createJiti(import.meta.url, {
      virtualModules: { 'virtio-conformance': library },
      fsCache: false,
      debug: false,
    });
    return policyOf(await jiti.evalModule(text, { filename: path, id: path, async: true }), name);
  } catch (error) {
    if (isError(error) && error instanceof PolicyLoadError) throw error;
    throw new PolicyLoadError(
      syntaxErrorOf(error, name, path) ?? `${name}: does not load: ${inOneLine(error)}`,
    );
  }
}

// --- internal ---

/** What an error says, without the list of who imported whom. */
function inOneLine(error: unknown): string {
  const [first = '', second = ''] = textOf(error)
    .split('\n')
    .map((line) => line.trim());
  return second && second !== 'Require stack:' && first.length + second.length < 120
    ? `${first} ${second}`
    : first || messageOf(error);
}

/** The message of an error that has one; empty where it has none, or does not like to be asked. */
function textOf(error: unknown): string {
  try {
    return isError(error) ? String(error.message).slice(0, 1000) : '';
  } catch {
    return '';
  }
}

/** A syntax error as `FILE:LINE:COLUMN: …`, lines and columns from 1; undefined for any other error. */
function syntaxErrorOf(error: unknown, name: string, own: string): string | undefined {
  // jiti gives the place as the last line of the message, with columns from 0.
  const text = textOf(error);
  const [, what, file = '', line, column] =
    /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)\s*$/s.exec(text) ?? [];
  if (what === undefined) return undefined;
  const isOwn = resolve(file) === own;
  const place = `${isOwn ? name : relative('.', file)}:${line}:${Number(column) + 1}`;
  return `${place}: syntax error: ${what.charAt(0).toLowerCase()}${what.slice(1)}${isOwn ? '' : ` (loaded by ${name})`}`;
}

/** The policy that a module exports, whose file goes by such a name. Throws PolicyLoadError. */
export function policyOf(loaded: unknown, name: string): Policy {
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
  const { id = idOf(name), title = name, type = 'net', supports, kernel: named, basedOn, probe } = exported;
  if (!isPolicyId(id)) return wrong('id: ', POLICY_ID, id);
  if (typeof title !== 'string') return wrong('title: ', 'a sentence', title);
  if (!isProbe(probe)) {
    return wrong(
      'probe: ',
      'a function (netPolicy, blkPolicy and scsiPolicy make a policy from id, title and probe)',
      probe,
    );
  }
  if (!isDeviceType(type)) return wrong('type: ', `one of ${deviceTypeNames.join(', ')}`, type);
  const kernel = kernelOf(named);
  if (named !== undefined && kernel === undefined) return wrong('kernel: ', 'what linuxKernel gives', named);
  if (supports !== undefined && typeof supports !== 'bigint')
    return wrong('supports: ', 'a feature set, a bigint', supports);
  if (basedOn !== undefined && typeof basedOn !== 'string')
    return wrong('basedOn: ', 'the id of a built-in policy', basedOn);
  const claimed: [string, unknown][] = [];
  for (const [field, isGood, expected] of deviceTypes[type].claims) {
    const value = exported[field];
    if (value === undefined) continue;
    if (!isGood(value)) return wrong(`${field}: `, expected, value);
    claimed.push([field, value]);
  }
  return {
    id,
    title,
    type,
    probe,
    ...(basedOn === undefined ? {} : { basedOn }),
    ...(supports === undefined ? {} : { supports }),
    ...(kernel ? { kernel } : {}),
    ...Object.fromEntries(claimed),
  };
}

/** The kernel of a policy, as this copy of the suite knows it: that of the policy may come from another. */
function kernelOf(declared: unknown): LinuxKernel | undefined {
  if (!isRecord(declared)) return undefined;
  const { version } = declared;
  return typeof version === 'string' ? linuxKernel(version) : undefined;
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

const isDeviceType = (value: unknown): value is DeviceTypeName =>
  deviceTypeNames.some((type) => type === value);

const looksLikePolicy = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && ('id' in value || 'title' in value || 'probe' in value);

/** What a probe does and gives is checked whenever it runs. */
const isProbe = (value: unknown): value is Policy['probe'] => typeof value === 'function';

const describe = (value: unknown): string => {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'object' || typeof value === 'function') return describeValue(value);
  const text = String(value);
  return `${typeof value} ${JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)}`;
};

const idOf = (name: string): string =>
  basename(name)
    .replace(/\.[cm]?[jt]s$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '') || 'policy';
