#!/usr/bin/env node
import { PolicyLoadError } from '../judge/load-policy.ts';
import { ScenarioError } from '../scenario/json.ts';
import * as explain from './commands/explain.ts';
import * as judge from './commands/judge.ts';
import * as list from './commands/list.ts';
import * as publish from './commands/publish.ts';
import * as trace from './commands/trace.ts';
import { exitCodes, UsageError } from './exit-codes.ts';

interface Command {
  readonly help: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

const commands: Readonly<Record<string, Command>> = { judge, explain, trace, list, publish };

const help = `virtio-conformance COMMAND …

  judge    judges policies                 explain  tells one run as a story
  trace    compares recordings             list     policies, properties, clauses
  publish  writes reports/

COMMAND --help says more.
`;

/** Runs one command; gives its exit code. Every error that a user can cause ends in one line on stderr. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...args] = argv;
  try {
    const command = commands[name];
    if (name === '--help' || name === 'help' || (!command && name === '')) {
      process.stdout.write(help);
      return name === '' ? exitCodes.usage : exitCodes.conforms;
    }
    if (!command)
      throw new UsageError(`"${name}" is no command; commands are ${Object.keys(commands).join(', ')}`);
    if (args.includes('--help')) {
      process.stdout.write(command.help);
      return exitCodes.conforms;
    }
    return await command.run(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const byUser =
      error instanceof UsageError ||
      error instanceof PolicyLoadError ||
      error instanceof ScenarioError ||
      isParseArgs(error);
    process.stderr.write(`${byUser ? '' : 'internal error: '}${message}\n`);
    return byUser ? exitCodes.usage : exitCodes.internal;
  }
}

const isParseArgs = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // The reader left before the verdict was out: that is no pass.
  process.exit(exitCodes.unknown);
});
if (import.meta.url.endsWith('main.js')) process.exitCode = await main(process.argv.slice(2));
