import { killReport } from '../../kill/kill-report.ts';
import type { Matrix } from '../../kill/result.ts';
import { modelChecks } from '../../mutants/model-checks.ts';
import { tryReports } from '../../publication/reports.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { renderText } from '../../report/text.ts';
import { allProperties } from '../../suites/built-in.ts';
import { allMutants, mutantsOf } from '../../suites/mutants.ts';
import { knownIds, parseCommand, wholeNumber } from '../arguments.ts';
import { endingBlocks } from '../ending.ts';
import { UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { builtInMatrix, endingOf, publishedSearch, publishMatrix, replayOf } from '../kill.ts';
import { note, print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance kill [MUTANT…] [options]

Lets every mutant loose, a right policy, device or model with one deliberate fault, and prints which properties kill
it: which of them it breaks where the right subject does not, after how many random scenarios, and on which smallest
one. A mutant that no random scenario kills meets the default sweep; one that nothing should catch is compared with
its right subject, on the exhaustive sweep where it is said to be equivalent.

  MUTANT               these mutants only (list mutants)
  --properties a,b     these properties only, and the mutants that are there for them
  --seeds N            how often each mutant is hunted (${publishedSearch.seeds})
  --runs N             random scenarios of each seed at the most (${publishedSearch.runs})
  --seed N             the first seed (${publishedSearch.seed})
  --json | --markdown  other forms of the report
  --publish            writes the whole matrix to reports/kills.json and reports/kill.md

  npx virtio-conformance kill
  npx virtio-conformance kill wakes-one-too-late --seeds 100
  npx virtio-conformance kill --properties traffic-never-stalls --json

Exit codes: 0 every mutant is killed by a property that is there for it, or survives as expected, 1 one does not,
2 interrupted, or nothing ran, 64 usage, 70 internal error.
`;

const options = {
  properties: { type: 'string' },
  seeds: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  publish: { type: 'boolean' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('kill', args, options);
  if (values.json && values.markdown) throw new UsageError('kill: expected --json or --markdown, found both');
  if (values.publish && (positionals.length || values.properties !== undefined)) {
    throw new UsageError('kill: --publish writes the whole matrix, without MUTANT or --properties');
  }
  if (values.publish) tryReports();
  const { seed, seeds, runs } = publishedSearch;
  const hunt = {
    seed: wholeNumber('--seed', values.seed, { otherwise: seed, least: 0, most: 0x7fff_0000 }),
    seeds: wholeNumber('--seeds', values.seeds, { otherwise: seeds, least: 1, most: 1000 }),
    runs: wholeNumber('--runs', values.runs, { otherwise: runs, least: 1, most: 100_000 }),
    ...(values.properties === undefined ? {} : { properties: propertiesOf(values.properties) }),
  };
  const named = positionals.length ? mutantsOf(positionals) : allMutants;
  const chosen = named.filter(
    ({ caughtBy }) => !hunt.properties || caughtBy.some((id) => hunt.properties?.includes(id)),
  );
  const matrix = await builtInMatrix(hunt, progressOn(process.stderr), firstInterrupt(), chosen);
  const ending = endingOf(matrix);
  if (values.publish) {
    if (matrix.cut) note('Interrupted: nothing is written.');
    else await print(`Written: ${(await publishOrPrint(matrix)).join(' and ')}.\n${ending.summary}\n`);
    for (const line of ending.lines) note(line);
  } else if (values.json) {
    await print(`${JSON.stringify(matrix, null, 1)}\n`);
    for (const line of [ending.summary, ...ending.lines]) note(line);
  } else {
    const blocks = [...killReport(matrix, replayOf), ...endingBlocks(ending)];
    await print(values.markdown ? renderMarkdown(blocks) : renderText(blocks, terminalForm()));
  }
  return ending.code;
}

// --- internal ---

/** What took minutes to find out is told all the same where it cannot be written. */
async function publishOrPrint(matrix: Matrix): Promise<string[]> {
  try {
    return publishMatrix(matrix);
  } catch (error) {
    await print(renderMarkdown(killReport(matrix, replayOf)));
    throw error;
  }
}

const propertiesOf = (text: string): string[] =>
  knownIds(
    '--properties',
    text,
    [...allProperties(), ...modelChecks].map(({ id }) => id),
  );
