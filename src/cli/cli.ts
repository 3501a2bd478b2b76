import { messageOf } from '../driver/thrown.ts';
import { didYouMean } from '../report/nearest.ts';
import { ScenarioError } from '../scenario/json.ts';
import { NAME } from '../suites/name.ts';
import { commands } from './commands.ts';
import { EmptySelection, exitCodes, exitCodesHelp, UsageError } from './exit-codes.ts';
import { complain, print } from './output.ts';

const help = `virtio-conformance COMMAND …

Judges how virtio drivers and devices negotiate features, above all when a virtqueue is small.

${[...commands].map(([name, { does }]) => `  ${name.padEnd(8)}  ${does}\n`).join('')}
COMMAND --help says more. -v or --version says which version this is.

${exitCodesHelp}
  npx virtio-conformance judge
  npx virtio-conformance judge mine.ts --rings 1-64
  npx virtio-conformance explain linux-mainline linux-mainline/traffic-never-stalls
`;

/** Runs one command; gives its exit code. Every error that a user can cause ends in one line on stderr. */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    if (error instanceof EmptySelection) {
      complain(error.message);
      return exitCodes.unknown;
    }
    const byUser = error instanceof UsageError || error instanceof ScenarioError;
    complain(byUser ? error.message : `internal error: ${messageOf(error)}`);
    return byUser ? exitCodes.usage : exitCodes.internal;
  }
}

// --- internal ---

async function dispatch([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v' || name === '-V') {
    await print(`${NAME}\n`);
    return exitCodes.conforms;
  }
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    await printHelp(help);
    return name === undefined ? exitCodes.usage : exitCodes.conforms;
  }
  if (name === 'help') return dispatch([args[0] ?? '', '--help']);
  const listed = commands.get(name);
  if (!listed)
    throw new UsageError(`"${name}" is no command${didYouMean(name, [...commands.keys()])} (see: --help)`);
  const command = await listed.load();
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  if (options.includes('--help') || options.includes('-h')) {
    await printHelp(command.help);
    return exitCodes.conforms;
  }
  return command.run(args);
}

/** Filled to the terminal; in a pipe as it is written. */
async function printHelp(text: string): Promise<void> {
  const [{ fitted }, { listWidth }] = await Promise.all([import('./help-text.ts'), import('./terminal.ts')]);
  await print(fitted(text, listWidth()));
}
