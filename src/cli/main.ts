#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PolicyLoadError } from '../judge/load-policy.ts';
import { ScenarioError } from '../scenario/json.ts';
import type { Command, Io } from './command.ts';
import { explainCommand } from './commands/explain.ts';
import { judgeCommand } from './commands/judge.ts';
import { listCommand } from './commands/list.ts';
import { publishCommand } from './commands/publish.ts';
import { CONFORMS, INTERNAL, USAGE } from './exit-codes.ts';
import { didYouMean, UsageError } from './usage-error.ts';

const commands: readonly Command[] = [judgeCommand, explainCommand, listCommand, publishCommand];

/** Runs the command line and gives the exit code; never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h') {
      (name === undefined ? io.stderr : io.stdout).write(help());
      return name === undefined ? USAGE : CONFORMS;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) {
      const near = didYouMean(
        name,
        commands.map((candidate) => candidate.name),
      );
      throw new UsageError(`unknown command "${name}"${near}`);
    }
    if (args.includes('--help') || args.includes('-h')) {
      io.stdout.write(command.usage);
      return CONFORMS;
    }
    return await command.run(args, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const caused = causedByUser.some((kind) => error instanceof kind);
    io.stderr.write(`virtio-conformance: ${caused ? '' : 'internal error: '}${message}\n`);
    return caused ? USAGE : INTERNAL;
  }
}

// --- internal ---

const causedByUser = [UsageError, PolicyLoadError, ScenarioError];

const help = (): string => `virtio-conformance COMMAND [arguments]

${commands.map(({ name, summary }) => `  ${name.padEnd(8)}  ${summary}`).join('\n')}

Each command explains itself with --help.
`;

function isEntry(): boolean {
  const [, script] = process.argv;
  try {
    return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isEntry()) {
  // A reader that went away (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.exitCode = await main(process.argv.slice(2), process);
}
