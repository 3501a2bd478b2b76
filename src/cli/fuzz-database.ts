import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../fuzz/database.ts';
import {
  BrokenValue,
  type Finding,
  findingText,
  observed,
  readCorpus,
  readFinding,
  scenarioText,
} from '../fuzz/finding.ts';
import type { Mark } from '../fuzz/mark.ts';
import type { Sighting } from '../fuzz/night.ts';
import { digestOf } from '../node/digest.ts';
import { updateFiles } from '../node/write-files.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { UsageError } from './exit-codes.ts';
import { prepareFolder } from './save.ts';
import { isThere, readUserFile } from './user-file.ts';

/** Folders of a database. */
const [FINDINGS, CORPUS] = ['findings', 'corpus'];

/** A database as it was read. */
export interface DatabaseRead {
  readonly database: Database;
  /** The scenarios of its corpus. */
  readonly scenarios: readonly Scenario[];
  /** What is broken in it, a sentence each: it is skipped, and kept. */
  readonly broken: readonly string[];
}

/** Makes the folders of a database where there are none, and tries them. Throws UsageError. */
export function prepareDatabase(folder: string, option = '--db'): void {
  for (const part of ['', FINDINGS, CORPUS]) prepareFolder(part ? join(folder, part) : folder, option);
}

/** Reads all of a database that is not broken. */
export function readDatabase(folder: string): DatabaseRead {
  const broken: string[] = [];
  const read = <Value>(part: string, make: (text: string, name: string) => Value): Map<string, Value> => {
    const values = new Map<string, Value>();
    for (const file of jsonIn(join(folder, part))) {
      const name = file.replace(/\.json$/, '');
      try {
        values.set(name, make(textOf(join(folder, part, file)), name));
      } catch (error) {
        if (!(error instanceof BrokenValue)) throw error;
        broken.push(`${part}/${file}: ${error.message}: skipped, and kept.`);
      }
    }
    return values;
  };
  const findings = read(FINDINGS, (text, name) => readFinding(text, name, digestOf));
  const corpus = read(CORPUS, (text, name) => {
    const scenario = readCorpus(text);
    const expected = corpusName(scenario);
    if (name !== expected)
      throw new BrokenValue(`name: found ${name}, expected ${expected} by what it holds`);
    return scenario;
  });
  const texts = new Map([...corpus].map(([name, scenario]) => [name, `${scenarioText(scenario)}\n`]));
  return { database: { findings, corpus: texts }, scenarios: [...corpus.values()], broken };
}

/** Adds what was seen to what is there by now: other nights may have written meanwhile. Throws as node:fs does. */
export function keepIn(
  folder: string,
  mark: Mark,
  shard: string,
  sightings: readonly Sighting[],
  corpus: ReadonlyMap<string, string>,
): void {
  updateFiles(folder, () => {
    const files = new Map([...corpus].map(([name, text]) => [pathOf(folder, CORPUS, name), text]));
    for (const { name, finding, subject, how } of sightings) {
      const stored = storedFinding(folder, name);
      if (stored === 'broken') continue;
      const next = observed(stored ?? { ...finding, subjects: {} }, subject, how, mark, shard);
      files.set(pathOf(folder, FINDINGS, name), findingText(next));
    }
    return files;
  });
}

/** Adds a database to what is there by now. Throws as node:fs does. */
export function mergeInto(folder: string, merged: (known: Database) => Database): void {
  updateFiles(folder, () => {
    const { findings, corpus } = merged(readDatabase(folder).database);
    return new Map([
      ...[...findings]
        .filter(([name]) => storedFinding(folder, name) !== 'broken')
        .map(([name, finding]): [string, string] => [pathOf(folder, FINDINGS, name), findingText(finding)]),
      ...[...corpus].map(([name, text]): [string, string] => [pathOf(folder, CORPUS, name), text]),
    ]);
  });
}

/** Removes scenarios of the corpus by name. Throws as node:fs does. */
export function forgetIn(folder: string, corpus: readonly string[]): void {
  for (const name of corpus) rmSync(pathOf(folder, CORPUS, name), { force: true });
}

/** Whether a folder holds a database, or a part of one. */
export const isDatabase = (folder: string): boolean =>
  [FINDINGS, CORPUS].some((part) => isThere(join(folder, part)));

// --- internal ---

const pathOf = (folder: string, part: string, name: string): string => join(folder, part, `${name}.json`);

const corpusName = (scenario: Scenario): string => `${scenario.type}-${digestOf(scenarioText(scenario))}`;

function jsonIn(folder: string): string[] {
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.startsWith('.'))
    .toSorted();
}

function textOf(path: string): string {
  try {
    return readUserFile(path, 'a file of the database');
  } catch (error) {
    if (error instanceof UsageError) throw new BrokenValue(error.message.slice(path.length + 2));
    throw error;
  }
}

function storedFinding(folder: string, name: string): Finding | 'broken' | undefined {
  const path = pathOf(folder, FINDINGS, name);
  if (!isThere(path)) return undefined;
  try {
    return readFinding(textOf(path), name, digestOf);
  } catch (error) {
    if (error instanceof BrokenValue) return 'broken';
    throw error;
  }
}
