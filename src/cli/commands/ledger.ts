import { scopes } from '../../../spec/clauses/index.ts';
import { type ClauseState, clauseStates, narrowed, sentenceOf } from '../../ledger/ledger.ts';
import { ledgerReport } from '../../ledger/ledger-report.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { didYouMean } from '../../report/nearest.ts';
import { renderText } from '../../report/text.ts';
import { parseCommand } from '../arguments.ts';
import { EmptySelection, exitCodes, UsageError } from '../exit-codes.ts';
import { builtInLedger, publishLedger } from '../ledger.ts';
import { print } from '../output.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance ledger [--scope S] [--state X] [--json | --markdown] [--publish]

Prints what is known of each clause of VIRTIO: by which properties it is tested and which mutants show that, or why it
is not tested; then, property by property, what it rests on and which mutants it kills.

  --scope S     the clauses of one scope: ${[...scopes.keys()].join(', ')}
  --state X     the clauses in one state: ${clauseStates.join(', ')}
  --json | --markdown
                other forms
  --publish     writes the whole ledger to reports/ledger.md

A clause is covered where a property tests it and a mutant that breaks it is killed by that property.

  npx virtio-conformance ledger --scope 2
  npx virtio-conformance ledger --state todo --markdown

Exit codes: 0; 2 where no clause is of that scope and state; 64 usage.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('ledger', args, {
    scope: { type: 'string' },
    state: { type: 'string' },
    json: { type: 'boolean' },
    markdown: { type: 'boolean' },
    publish: { type: 'boolean' },
  });
  if (positionals.length) throw new UsageError(`ledger: expected options, found "${positionals.join(' ')}"`);
  if (values.json && values.markdown)
    throw new UsageError('ledger: expected --json or --markdown, found both');
  const scope = known('--scope', values.scope, [...scopes.keys()]);
  const state: ClauseState | undefined = known('--state', values.state, clauseStates);
  const whole = builtInLedger();
  if (values.publish) {
    if (scope ?? state)
      throw new UsageError('ledger: --publish writes the whole ledger, without --scope or --state');
    const files = publishLedger(whole);
    await print(`Written: ${files.join(', ')}.\n${sentenceOf(whole.totals)}.\n`);
    return exitCodes.conforms;
  }
  const ledger = narrowed(whole, scope, state);
  if (ledger.clauses.length === 0)
    throw new EmptySelection(`ledger: no clause of scope ${scope} is in the state ${state}`);
  if (values.json) await print(`${JSON.stringify(ledger, null, 1)}\n`);
  else if (values.markdown) await print(renderMarkdown(ledgerReport(ledger)));
  else await print(renderText(ledgerReport(ledger), terminalForm()));
  return exitCodes.conforms;
}

// --- internal ---

function known<Word extends string>(
  option: string,
  found: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (found === undefined) return undefined;
  const word = words.find((candidate) => candidate === found);
  if (word !== undefined) return word;
  throw new UsageError(
    `ledger: ${option}: expected one of ${words.join(', ')}, found "${found}"${didYouMean(found, words)}`,
  );
}
