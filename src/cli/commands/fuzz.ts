import { join } from 'node:path';
import { seedOfText } from '../../fuzz/chance.ts';
import { severityOf } from '../../fuzz/night.ts';
import { nightReport } from '../../fuzz/night-report.ts';
import { type NightReport, reportText } from '../../fuzz/report.ts';
import { headCommit } from '../../node/git.ts';
import { writeFiles } from '../../node/write-files.ts';
import { commandLine } from '../../report/command.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { renderText } from '../../report/text.ts';
import { parseCommand, wholeNumber } from '../arguments.ts';
import { jobsOf } from '../campaign.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { fuzz, nothingKept, shardName } from '../fuzz.ts';
import { forgetIn, keepIn, prepareDatabase, readDatabase } from '../fuzz-database.ts';
import { firstInterrupt } from '../interrupt.ts';
import { complain, print } from '../output.ts';
import { readingHelp, readingOption, readingsOf, readingWords } from '../readings.ts';
import { notWritable, prepareFolder } from '../save.ts';
import { referenceSubjects, subjectsOf } from '../subjects.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance fuzz [POLICY|FILE…] [options]

virtio-conformance fuzz bisect FINDING GOOD..BAD [--subject ID]

Meets again what earlier nights found, then draws new scenarios until the time is up, makes what they break as small as
it gets, and keeps it. Without a policy: the reference policies, and the simulated devices under them.

  --seconds N          how long it draws (${600}, or without an end where --runs says how many)
  --runs N             scenarios of each device type at the most: such a night is the same every time
  --db DIR             the database: one file a finding in findings/, scenarios that reach much in corpus/
  --report DIR         writes night.md and night.json
  --shard I/N          which of how many shards this one is (1/1): each draws others
  --date D --commit C  of the night (today, and HEAD): the seed and the planted fault follow from them
  --seed N             another seed
${readingHelp}  --jobs N             pieces of work at a time (as many as there are processors)

A finding is new, known, gone (its example passes), flaky (it was seen and not again), or lost (its subject is no more).

bisect tells the first commit of GOOD..BAD on which a finding, a file of the database, shows: it builds each commit it
looks at in a folder of its own.

Exit codes: 0 nothing new, 1 a new finding of must or policy level, or the planted fault was missed, 2 something is unknown
(a broken file of the database, a flaky or lost finding, interrupted), 64 usage, or all was quiet and --db or --report could
not be written, 70 internal error. What cannot be stored is told all the same, and nothing that was there is lost.

  npx virtio-conformance fuzz --seconds 60 --db fuzz-db
  npx virtio-conformance fuzz mine.ts --shard 2/3 --db fuzz-db --report night
`;

const options = {
  seconds: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  shard: { type: 'string' },
  db: { type: 'string' },
  report: { type: 'string' },
  jobs: { type: 'string' },
  date: { type: 'string' },
  commit: { type: 'string' },
  subject: { type: 'string' },
  ...readingOption,
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('fuzz', args, options);
  if (positionals[0] === 'bisect') {
    const { bisect } = await import('../bisect.ts');
    return bisect(positionals.slice(1), values.subject);
  }
  if (values.subject !== undefined) throw new UsageError('--subject: only with fuzz bisect');
  const shard = shardOf(values.shard);
  const date = dateOf(values.date);
  const commit = values.commit ?? headCommit() ?? 'unknown';
  const seed = wholeNumber('--seed', values.seed, {
    otherwise: seedOfText(`${date} ${commit}`),
    least: 0,
    most: 0xffff_ffff,
  });
  const runs = wholeNumber('--runs', values.runs, { otherwise: ENDLESS, least: 0, most: ENDLESS });
  const seconds = wholeNumber('--seconds', values.seconds, {
    otherwise: values.runs === undefined ? USUAL_SECONDS : ENDLESS,
    least: 0,
    most: ENDLESS,
  });
  const readings = readingsOf(values.reading);
  const { db, report } = values;
  if (db !== undefined) prepareDatabase(db);
  if (report !== undefined) prepareFolder(report, '--report');
  const signal = firstInterrupt();
  const cast = positionals.length ? await subjectsOf(positionals) : referenceSubjects();
  const replay = [
    ...['npx', 'virtio-conformance', 'fuzz', ...positionals],
    ...['--date', date, '--commit', commit, '--seed', String(seed)],
    ...(runs === ENDLESS ? [] : ['--runs', String(runs)]),
    ...(seconds === ENDLESS ? [] : ['--seconds', String(seconds)]),
    ...readingWords(readings),
  ];
  const again = [...replay, '--shard', shardName(shard), ...(db === undefined ? [] : ['--db', db])];
  await print(
    `Seed ${seed}, of ${date} and ${commit}, shard ${shardName(shard)}. Again:\n  ${commandLine(again)}\n\n`,
  );
  const read = db === undefined ? undefined : readDatabase(db);
  for (const line of read?.broken ?? []) complain(line);
  let fault: UsageError | undefined;
  /** What was found is told all the same where it cannot be kept. */
  const attempt = (option: string, folder: string, write: () => void): void => {
    try {
      write();
    } catch (error) {
      fault ??= notWritable(folder, error, option);
    }
  };
  const night = await fuzz(cast, {
    date,
    commit,
    seed,
    shard,
    runs,
    seconds,
    jobs: jobsOf(values),
    device: positionals.length === 0,
    readings,
    replay,
    signal,
    ...(read ? { database: read.database, corpus: read.scenarios, broken: read.broken } : nothingKept),
    keep: (mark, name, sightings, corpus) => {
      if (db !== undefined) attempt('--db', db, () => keepIn(db, mark, name, sightings, corpus));
    },
    forget: (corpus) => {
      // What was to be in its place may not have been stored.
      if (db !== undefined && !fault) attempt('--db', db, () => forgetIn(db, corpus));
    },
  });
  if (report !== undefined) attempt('--report', report, () => writeFiles(reportFiles(report, night)));
  await print(renderText(nightReport(night), terminalForm()));
  const code = codeOf(night);
  if (!fault) return code;
  complain(fault.message);
  return code === exitCodes.conforms ? exitCodes.usage : code;
}

/** What is written of a night, by path. */
export const reportFiles = (folder: string, night: NightReport): ReadonlyMap<string, string> =>
  new Map([
    [join(folder, 'night.json'), reportText(night)],
    [join(folder, 'night.md'), renderMarkdown(nightReport(night))],
  ]);

/** What a night ends with. */
export function codeOf({ shards }: NightReport): number {
  const severities = Object.values(shards).map(severityOf);
  if (severities.includes('new')) return exitCodes.violated;
  return severities.includes('unknown') ? exitCodes.unknown : exitCodes.conforms;
}

// --- internal ---

/** More seconds, or scenarios, than anybody waits for. */
const ENDLESS = 1_000_000_000;

const USUAL_SECONDS = 600;

function shardOf(text = '1/1'): { readonly index: number; readonly of: number } {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new UsageError(`--shard: expected I/N with I from 1 to N, such as 2/3, found "${text}"`);
}

function dateOf(text: string | undefined): string {
  if (text === undefined) return new Date().toISOString().slice(0, 10);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(`--date: expected a date such as 2026-11-29, found "${text}"`);
}
