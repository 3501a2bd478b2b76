import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean, UsageError } from './usage-error.ts';

/** Where a command writes; the process's streams fit. */
export interface Writer {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Io {
  readonly stdout: Writer;
  readonly stderr: Writer;
}

export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Printed by `--help`, ends with a newline. */
  readonly usage: string;
  /** Gives the exit code. Throws UsageError and the errors of files that do not fit. */
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

/** Whether output is painted: on a terminal, unless NO_COLOR says no. */
export const wantsColour = ({ stdout }: Io): boolean => stdout.isTTY === true && !process.env['NO_COLOR'];

type Options = NonNullable<ParseArgsConfig['options']>;

/** node:util parseArgs in its strict mode, its errors as UsageError. */
export function readArgs<const O extends Options>(args: readonly string[], options: O) {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || token.name in options) continue;
    const near = didYouMean(
      token.rawName,
      Object.keys(options).map((name) => `--${name}`),
    );
    throw new UsageError(`unknown option ${token.rawName}${near}`);
  }
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number of `least` or more. */
export function readCount(name: string, text: string | undefined, otherwise: number, least = 0): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${name}: found "${text}", expected a whole number from ${least}`);
  return value;
}

/** Words separated by commas, each one of `known`. */
export function readWords<T extends string>(
  name: string,
  text: string | undefined,
  known: readonly T[],
): T[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((found) => {
    const word = known.find((candidate) => candidate === found.trim());
    if (word === undefined)
      throw new UsageError(`--${name}: unknown "${found.trim()}"${didYouMean(found.trim(), known)}`);
    return word;
  });
}

/** Ring sizes such as `1,2,16-20`, in entries. */
export function readRings(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const sizes = new Set<number>();
  for (const part of text.split(',')) {
    const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
    const from = Number(low);
    const to = Number(high);
    if (low === undefined || from > to || to > 65535)
      throw new UsageError(`--rings: found "${part}", expected sizes of 0 to 65535 such as 1,2,16-20`);
    for (let size = from; size <= to; size++) sizes.add(size);
  }
  return [...sizes].sort((a, b) => a - b);
}
