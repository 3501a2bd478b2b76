import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../report/nearest.ts';
import { EmptySelection, UsageError } from './exit-codes.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/** The options and operands of a command. Throws UsageError that names what is not understood. */
export function parseCommand<const O extends Options>(
  command: string,
  args: readonly string[],
  options: O,
): Parsed<O> {
  try {
    return parseArgs({ args: withNegatives(args, options), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(
      `${command}: ${explain(error, args, Object.keys(options))} (see: ${command} --help)`,
    );
  }
}

/** A whole number from `least` to `most`; `otherwise` where the option is absent. */
export function wholeNumber(
  option: string,
  text: string | undefined,
  { otherwise, least, most }: { readonly otherwise: number; readonly least: number; readonly most: number },
): number {
  if (text === undefined) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option}: expected a whole number from ${least} to ${most}, found "${text}"`);
}

/** Known ids from a text such as `a,b`, each once. Throws UsageError, and EmptySelection where there is none. */
export function knownIds<Id extends string>(option: string, text: string, ids: readonly Id[]): Id[] {
  const chosen = wordsOf(option, text).map((word) => {
    const id = ids.find((candidate) => candidate === word);
    if (id !== undefined) return id;
    const known = ids.length > 8 ? '' : `; known are ${ids.join(', ')}`;
    throw new UsageError(`${option}: "${word}" is unknown${didYouMean(word, ids)}${known}`);
  });
  return [...new Set(chosen)];
}

/** Ring sizes, in entries and ascending, from a text such as `1,2,16-20`. Throws as `knownIds` does. */
export function ringSizes(option: string, text: string): number[] {
  const asked = new Uint8Array(MAX_SIZE + 1);
  for (const part of wordsOf(option, text)) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || last > MAX_SIZE || last < first) {
      throw new UsageError(
        `${option}: expected sizes from 0 to ${MAX_SIZE} such as 1,2,16-20, found "${part}"`,
      );
    }
    asked.fill(1, first, last + 1);
  }
  return [...asked.keys()].filter((size) => asked[size] === 1);
}

// --- internal ---

/** What a 16-bit queue size can say, legal or not. */
const MAX_SIZE = 65535;

function wordsOf(option: string, text: string): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0)
    throw new EmptySelection(`${option}: expected at least one, found "${text}": nothing is selected`);
  return words;
}

function explain(error: unknown, args: readonly string[], options: readonly string[]): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const wrong = args.find((arg) => message.includes(`'${arg.split('=')[0]}'`))?.split('=')[0] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && wrong) {
    const known = options.map((option) => `--${option}`);
    return `unknown option ${wrong}${didYouMean(wrong, known)}`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const [, option = ''] = /'(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
    if (/does not take an argument/.test(message)) return `${option} takes no value`;
    return `${option}: expected a value, found ${args[args.indexOf(option) + 1] ?? 'none'}`;
  }
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) return message.split('. ')[0] ?? message;
  throw error;
}

/** The arguments with `--runs -3` as `--runs=-3`: to Node.js a number below 0 looks like an option. */
function withNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1) ?? '';
    const takesValue = last.startsWith('--') && options[last.slice(2)]?.type === 'string';
    if (takesValue && /^-\d/.test(arg)) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
