import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { properties } from '../../../properties/index.ts';
import { type Transport, transports } from '../../../spec/transports.ts';
import { type JudgeOptions, judge } from '../../judge/judge.ts';
import type { Judgement } from '../../judge/result.ts';
import { policies } from '../../policies/index.ts';
import { mailReport, markdownReport } from '../../report/markdown.ts';
import { textReport } from '../../report/text.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { published } from '../published.ts';

export const help = `virtio-conformance judge [POLICY|FILE…] [options]

Judges policies over every ring size and a random campaign. Without an argument: every built-in policy,
compared with the published judgement.

  --json | --markdown | --mail   other forms of the report
  --seed N (1)  --runs N (4000)  --jobs N  --max-seconds N  --exhaustive
  --properties a,b  --rings 1,2,16-20  --transports pci,mmio

Exit codes: 0 conforms, 1 violated, 2 unknown, 64 usage, 70 internal error.
`;

/** Options of the published judgement. */
export const defaults = { seed: 1, runs: 4000 } as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
      mail: { type: 'boolean' },
      exhaustive: { type: 'boolean' },
      seed: { type: 'string' },
      runs: { type: 'string' },
      jobs: { type: 'string' },
      'max-seconds': { type: 'string' },
      properties: { type: 'string' },
      rings: { type: 'string' },
      transports: { type: 'string' },
    },
  });
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const options: JudgeOptions = {
    seed: number('--seed', values.seed, defaults.seed),
    runs: number('--runs', values.runs, defaults.runs),
    jobs: Math.max(1, number('--jobs', values.jobs, availableParallelism())),
    exhaustive: values.exhaustive ?? false,
    maxSeconds:
      values['max-seconds'] === undefined ? undefined : number('--max-seconds', values['max-seconds'], 0),
    signal: abort.signal,
    ...(values.properties === undefined
      ? {}
      : {
          properties: known(
            '--properties',
            values.properties,
            properties.map((p) => p.id),
          ),
        }),
    ...(values.rings === undefined ? {} : { rings: rings(values.rings) }),
    ...(values.transports === undefined
      ? {}
      : { transports: known<Transport>('--transports', values.transports, transports) }),
    ...(process.stderr.isTTY ? { onProgress: progress } : {}),
  };
  const subjects = positionals.length ? positionals : policies.map((policy) => policy.id);
  const judgement = await judge(subjects, options);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  const text = values.json
    ? JSON.stringify(judgement, null, 2)
    : values.markdown
      ? markdownReport(judgement)
      : values.mail
        ? mailReport(judgement)
        : textReport(judgement, colour);
  process.stdout.write(`${text}\n`);
  if (judgement.interrupted) return exitCodes.unknown;
  return positionals.length ? verdictCode(judgement) : compareWithPublished(judgement);
}

// --- internal ---

function number(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw new UsageError(`${option}: expected a whole number, found "${text}"`);
  return Number(text);
}

function known<Id extends string>(option: string, text: string, ids: readonly Id[]): Id[] {
  return text.split(',').map((word) => {
    const id = ids.find((candidate) => candidate === word);
    if (id === undefined)
      throw new UsageError(`${option}: "${word}" is unknown; known are ${ids.join(', ')}`);
    return id;
  });
}

function rings(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to ?? from);
    if (from === undefined || last > 65535 || last < first) {
      throw new UsageError(`--rings: expected sizes from 0 to 65535 such as 1,2,16-20, found "${part}"`);
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

const progress = (done: number, total: number): void => {
  const filled = Math.round((30 * done) / total);
  process.stderr.write(
    `\r[${'#'.repeat(filled)}${'.'.repeat(30 - filled)}] ${Math.floor((100 * done) / total)} %`,
  );
};

function verdictCode(judgement: Judgement): number {
  if (judgement.subjects.some((subject) => subject.verdict === 'violated')) return exitCodes.violated;
  const unknown = judgement.subjects.flatMap((subject) =>
    subject.properties.filter((p) => p.verdict === 'unknown').map((p) => `${subject.id}: ${p.id}`),
  );
  if (unknown.length) process.stderr.write(`never exercised, so unknown: ${unknown.join('; ')}\n`);
  return judgement.subjects.some((subject) => subject.verdict === 'unknown')
    ? exitCodes.unknown
    : exitCodes.conforms;
}

function compareWithPublished(judgement: Judgement): number {
  let expected: Judgement;
  try {
    expected = JSON.parse(readFileSync(published('judgement.json'), 'utf8'));
  } catch {
    process.stderr.write('reports/judgement.json cannot be read: nothing to compare with\n');
    return exitCodes.unknown;
  }
  const differences = judgement.subjects.flatMap((subject) =>
    subject.properties.flatMap((p) => {
      const before = expected.subjects
        .find(({ id }) => id === subject.id)
        ?.properties.find(({ id }) => id === p.id)?.verdict;
      return before === p.verdict
        ? []
        : [`${subject.id}: ${p.id}: expected ${before ?? 'nothing'}, found ${p.verdict}`];
    }),
  );
  process.stdout.write(
    differences.length
      ? `${differences.length} verdicts differ from reports/judgement.json:\n${differences.join('\n')}\n`
      : 'Every verdict is the published one (reports/judgement.json).\n',
  );
  return differences.length ? exitCodes.violated : exitCodes.conforms;
}
