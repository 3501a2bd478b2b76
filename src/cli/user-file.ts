import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UsageError } from './exit-codes.ts';
import { isNowhere } from './working-folder.ts';

/** Bytes of the largest file that is read whole. */
const MOST_BYTES = 16 * 1024 * 1024;

const CHUNK_BYTES = 65_536;

/**
 * The text of a file that a user names, `what` being what it should be: "a scenario". It never waits for a pipe or a
 * device. Throws UsageError `NAME: found X, expected WHAT` in one line.
 */
export function readUserFile(name: string, what: string): string {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of userFileChunks(name, what)) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw wrong(name, `more than ${MOST_BYTES} bytes`, what);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw wrong(name, 'bytes that are no UTF-8 text', what);
  }
}

/** The bytes of such a file, chunk by chunk, however large it is. Throws as `readUserFile` does. */
export function* userFileChunks(name: string, what: string): Generator<Uint8Array> {
  const file = openUserFile(name, what);
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const bytes = attempt(name, what, () => readSync(file, chunk));
      if (bytes === 0) return;
      yield chunk.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

/** Whether a user means a file: there is something of that name, whatever it is. */
export const isThere = (name: string): boolean => {
  if (isNowhere(name)) return false;
  try {
    return statSync(name, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // There, and not to be looked at: reading it says why.
    return true;
  }
};

// --- internal ---

/** Opens a regular file: its descriptor. To open a pipe would wait, to open a device may do something. */
function openUserFile(name: string, what: string): number {
  if (isNowhere(name)) throw wrong(name, 'nothing, as the working folder was deleted', what);
  const refuse = (stats: Stats): void => {
    if (!stats.isFile()) throw wrong(name, kindOf(stats), what);
  };
  refuse(attempt(name, what, () => statSync(name)));
  const file = attempt(name, what, () => openSync(name, constants.O_RDONLY | NEVER_WAIT));
  try {
    // The file of that name may be another by now.
    refuse(fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Absent on Windows. */
const NEVER_WAIT = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'no regular file';
}

function attempt<Result>(name: string, what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Too few descriptors, or too little memory, are no fault of the file.
    if (typeof code !== 'string' || ours.has(code)) throw error;
    throw wrong(name, obstacles.get(code) ?? `a file that cannot be read (${code})`, what);
  }
}

const ours: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

const obstacles: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EACCES', 'a file that you may not read'],
  ['EPERM', 'a file that you may not read'],
  ['ELOOP', 'links that lead to each other'],
  ['ENOTDIR', 'a path through what is no directory'],
  ['ENAMETOOLONG', 'a name that is too long'],
  ['EISDIR', 'a directory'],
  ['ENXIO', 'a device'],
]);

const wrong = (name: string, found: string, what: string): UsageError =>
  new UsageError(`${name === '' ? '""' : name}: found ${found}, expected ${what}`);
