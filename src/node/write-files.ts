import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** What a file is to hold: a text, or bytes. */
export type FileText = string | Uint8Array;

/** Tries whether a folder can be written. Throws as node:fs does. */
export function tryFolder(folder: string): void {
  removeAbandoned(folder);
  const trial = unfinished(folder);
  try {
    writeWhole(trial, ' '.repeat(4096));
  } finally {
    rmSync(trial, { force: true });
  }
}

/**
 * Writes texts by path: all of them or none, each whole or not at all, and none mixed with those of another process that
 * writes there. Throws as node:fs does, and then leaves behind what was there before.
 */
export function writeFiles(files: ReadonlyMap<string, FileText>): void {
  const [first] = files.keys();
  if (first === undefined) return;
  apart(files, (made) => alone(dirname(first), () => replaceAll(made)));
}

/** As `writeFiles`, of texts that hang on what is there: no other process that does so writes in this folder meanwhile. */
export function updateFiles(folder: string, textsOf: () => ReadonlyMap<string, FileText>): void {
  alone(folder, () => apart(textsOf(), replaceAll));
}

// --- internal ---

/** Makes files ready where none of their names is theirs yet. */
function apart(files: ReadonlyMap<string, FileText>, put: (made: ReadonlyMap<string, string>) => void): void {
  for (const folder of new Set([...files.keys()].map(dirname))) removeAbandoned(folder);
  const made = new Map<string, string>();
  try {
    for (const [path, text] of files) {
      const file = unfinished(dirname(path));
      made.set(path, file);
      writeWhole(file, text);
    }
    put(made);
  } finally {
    for (const file of made.values()) rmSync(file, { force: true });
  }
}

let count = 0;

/** A file of this process alone, which knows it where the process was killed. */
const unfinished = (folder: string): string => join(folder, `.${process.pid}-${count++}.new`);

function writeWhole(path: string, text: FileText): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    // Of a machine that loses power, no file must be left that has its name and not its text.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts files that are made ready in their places; where one cannot be put there, those before it are as they were. */
function replaceAll(made: ReadonlyMap<string, string>): void {
  const replaced: { readonly path: string; readonly old: string | undefined }[] = [];
  try {
    for (const [path, apart] of made) {
      replaced.push({ path, old: secondName(path) });
      renameSync(apart, path);
    }
  } catch (error) {
    replaced.pop();
    for (const { path, old } of replaced) {
      if (old === undefined) rmSync(path, { force: true });
      else renameSync(old, path);
    }
    throw error;
  } finally {
    for (const { old } of replaced) if (old !== undefined) rmSync(old, { force: true });
  }
}

/** Gives a file another name besides its own, which takes no room on the disk; undefined where there is no file. */
function secondName(path: string): string | undefined {
  const name = unfinished(dirname(path));
  try {
    linkSync(path, name);
    return name;
  } catch {
    return undefined;
  }
}

/** How often a lock is tried, and milliseconds between: a lock is held for as long as some files are renamed. */
const TRIES = 200;
const BETWEEN = 50;

/** Does something while no other process does it in this folder. */
function alone(folder: string, work: () => void): void {
  const lock = join(folder, '.lock');
  for (let tries = 1; !take(lock); tries++) {
    if (tries === TRIES)
      throw new Error(`another process has been writing there for long (${lock}: ${readIfThere(lock)})`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  // A second name of a whole file: a lock that came to be before its text would be left without a holder by who is killed in between.
  const mine = unfinished(dirname(lock));
  const holding = `${process.pid} on ${hostname()}`;
  try {
    writeFileSync(mine, holding);
    if (!isLinked(mine, lock)) writeFileSync(lock, holding, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // One without a holder was removed just now.
    const text = readIfThere(lock);
    const holder = Number.parseInt(text, 10);
    // Of a process of another machine nothing can be known.
    const isHere = !text.includes(' on ') || text.endsWith(` on ${hostname()}`);
    if (isHere && holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Gives a file a second name; false where the file system has no such thing. Throws as node:fs does, also where the name is taken. */
function isLinked(path: string, name: string): boolean {
  try {
    linkSync(path, name);
    return true;
  } catch (error) {
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(`${codeOf(error)}`)) return false;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Removes what processes were making ready that were killed. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, maker] = /^\.(\d+)-\d+\.new$/.exec(name) ?? [];
    if (maker !== undefined && !isAlive(Number(maker))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
