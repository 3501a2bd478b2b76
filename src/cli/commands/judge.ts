import { properties } from '../../../properties/index.ts';
import { transports } from '../../../spec/transports.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import type { Judgement } from '../../judge/result.ts';
import { mailReport } from '../../report/mail.ts';
import { markdownReport } from '../../report/markdown.ts';
import { textReport } from '../../report/text.ts';
import { type Command, type Io, readArgs, readCount, readRings, readWords, wantsColour } from '../command.ts';
import { CONFORMS, UNKNOWN, VIOLATED } from '../exit-codes.ts';
import { builtInIds, defaults, judgeWatched, policyNamed } from '../judging.ts';
import { judgementPath } from '../package-root.ts';
import { differences, readPublished } from '../published.ts';
import { UsageError } from '../usage-error.ts';

export const judgeCommand: Command = {
  name: 'judge',
  summary: 'judge policies; without one: every built-in against the published judgement',
  usage: `virtio-conformance judge [POLICY|FILE]... [options]

Judges built-in policies (see: list policies) or the default export of files. Without an argument: judges every
built-in and compares each verdict with reports/judgement.json.

  --json, --markdown, --mail  another form of the report
  --seed N                    seed of the random campaign
  --runs N                    random scenarios
  --jobs N                    worker threads
  --exhaustive                every profile at every ring size
  --max-seconds N             stop after so long; what was not violated is unknown then
  --properties A,B            judge these only (see: list properties)
  --rings 1,2,16-20           sweep these ring sizes only, in entries
  --transports pci,mmio       use these only: ${transports.join(', ')}

Exits 0: conforms (or equals what is published), 1: violated (or differs), 2: unknown or interrupted, 64: usage.
`,
  run: async (args, io) => {
    const { values, positionals } = readArgs(args, {
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
    });
    const form = formOf(values);
    const standard = defaults();
    const chosen = readWords(
      'properties',
      values.properties,
      properties.map((property) => property.id),
    );
    const rings = readRings(values.rings);
    const used = readWords('transports', values.transports, transports);
    const options: JudgeOptions = {
      seed: readCount('seed', values.seed, standard.seed),
      runs: readCount('runs', values.runs, standard.runs),
      jobs: readCount('jobs', values.jobs, standard.jobs, 1),
      exhaustive: values.exhaustive === true,
      maxSeconds:
        values['max-seconds'] === undefined
          ? undefined
          : readCount('max-seconds', values['max-seconds'], 0, 1),
      ...(chosen ? { properties: chosen } : {}),
      ...(rings ? { rings } : {}),
      ...(used ? { transports: used } : {}),
    };
    const names = positionals.map(policyNamed);
    const { judgement, aborted } = await judgeWatched(names.length > 0 ? names : builtInIds, options, io);
    io.stdout.write(render(judgement, form, positionals, wantsColour(io)));
    if (aborted) return UNKNOWN;
    return names.length > 0 ? exitCodeOf(judgement) : compare(judgement, io);
  },
};

/** 1 where a must or policy property is violated, else 2 where one is unknown, else 0. */
export function exitCodeOf({ subjects, interrupted }: Judgement): number {
  const binding = subjects.flatMap((subject) => subject.properties.filter((p) => p.level !== 'should'));
  if (binding.some((result) => result.verdict === 'violated')) return VIOLATED;
  return interrupted || binding.some((result) => result.verdict === 'unknown') ? UNKNOWN : CONFORMS;
}

// --- internal ---

type Form = 'text' | 'json' | 'markdown' | 'mail';

function formOf(values: Partial<Record<Form, boolean | undefined>>): Form {
  const [form = 'text', second] = (['json', 'markdown', 'mail'] as const).filter((name) => values[name]);
  if (second) throw new UsageError(`--${form} and --${second} exclude each other`);
  return form;
}

function render(judgement: Judgement, form: Form, names: readonly string[], colour: boolean): string {
  switch (form) {
    case 'json':
      return `${JSON.stringify(judgement, null, 2)}\n`;
    case 'markdown':
      return markdownReport(judgement, { names });
    case 'mail':
      return mailReport(judgement, { names });
    case 'text':
      return textReport(judgement, { names, colour });
  }
}

function compare(judgement: Judgement, io: Io): number {
  if (judgement.interrupted) return UNKNOWN;
  const published = readPublished();
  if (!published) {
    io.stderr.write(`${judgementPath()} is missing: nothing to compare with (write it with: publish)\n`);
    return UNKNOWN;
  }
  const found = differences(judgement, published);
  io.stderr.write(
    found.length === 0
      ? 'Every verdict equals the published one.\n'
      : `${found.length} verdicts differ from ${judgementPath()}:\n${found.map((line) => `  ${line}\n`).join('')}`,
  );
  return found.length === 0 ? CONFORMS : VIOLATED;
}
