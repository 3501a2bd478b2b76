import { isModuleNamespaceObject } from 'node:util/types';

/**
 * Makes what a policy shares with its judge unchangeable: the exports of the suite, and the globals of the language,
 * whose own insides `--frozen-intrinsics` has frozen. Memories (maps, sets, arrays of numbers) stay as they are.
 */
export function lockDown(exports: Readonly<Record<string, unknown>>): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const described = Object.getOwnPropertyDescriptor(globalThis, name);
    if (!described?.configurable || !('value' in described) || free.has(name)) continue;
    Object.defineProperty(globalThis, name, { ...described, writable: false, configurable: false });
  }
  const seen = new Set<unknown>();
  for (const value of Object.values(exports)) freeze(value, seen);
}

// --- internal ---

/** What an honest file may well replace. */
const free: ReadonlySet<string> = new Set(['console', 'global', 'process']);

function freeze(value: unknown, seen: Set<unknown>): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set) return;
  if (!isModuleNamespaceObject(value)) Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) {
    const described = Object.getOwnPropertyDescriptor(value, key);
    if (described && 'value' in described) freeze(described.value, seen);
  }
}
