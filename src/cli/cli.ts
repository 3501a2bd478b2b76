import { messageOf } from '../driver/thrown.ts';
import { didYouMean } from '../report/nearest.ts';
import { ScenarioError } from '../scenario/json.ts';
import { NAME } from '../suites/name.ts';
import { EmptySelection, exitCodes, exitCodesHelp, UsageError } from './exit-codes.ts';
import { complain, print } from './output.ts';

interface Command {
  readonly help: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Each loaded only when it is asked for: a start is felt. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: () => import('./commands/init.ts'),
  judge: () => import('./commands/judge.ts'),
  compare: () => import('./commands/compare.ts'),
  explain: () => import('./commands/explain.ts'),
  trace: () => import('./commands/trace.ts'),
  list: () => import('./commands/list.ts'),
  features: () => import('./commands/features.ts'),
  ledger: () => import('./commands/ledger.ts'),
  kill: () => import('./commands/kill.ts'),
  fuzz: () => import('./commands/fuzz.ts'),
  merge: () => import('./commands/merge.ts'),
  publish: () => import('./commands/publish.ts'),
};

const help = `virtio-conformance COMMAND …

Judges how virtio drivers and devices negotiate features, above all when a virtqueue is small.

  init      begins a project of your own: a policy, its test and a workflow
  judge     judges driver policies, built-in or your own
  compare   what got better and worse from one judgement to another
  explain   tells one run as a story
  trace     judges recordings of a real driver, and compares them with a policy
  list      policies, properties, clauses, mutants
  features  a feature set by name, whatever form it was pasted in
  ledger    each clause: tested by what, and how that is known
  kill      each mutant: killed by which properties, and how soon
  fuzz      a night of random scenarios, with a memory of earlier ones
  merge     the shards of a night made one
  publish   renews reports/

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
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    throw new UsageError(`"${name}" is no command${didYouMean(name, Object.keys(commands))} (see: --help)`);
  }
  const command = await load();
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
