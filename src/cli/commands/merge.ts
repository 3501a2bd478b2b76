import { join } from 'node:path';
import { type Database, emptyDatabase, mergeDatabases } from '../../fuzz/database.ts';
import { BrokenValue } from '../../fuzz/finding.ts';
import { nightReport } from '../../fuzz/night-report.ts';
import { mergeReports, type NightReport, OtherNight, readReport } from '../../fuzz/report.ts';
import { writeFiles } from '../../node/write-files.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { isDatabase, mergeInto, prepareDatabase, readDatabase } from '../fuzz-database.ts';
import { complain, print } from '../output.ts';
import { notWritable, prepareFolder } from '../save.ts';
import { isThere, readUserFile } from '../user-file.ts';
import { codeOf, reportFiles } from './fuzz.ts';

export const help = `virtio-conformance merge DIR… --into DIR

Makes one of the databases and reports that shards of a night wrote, with fuzz --db DIR and --report DIR: in whichever order
they come, and however they are grouped, the same. What is in the folder already is merged too, but for a report.

  --into DIR           where the database and night.md and night.json are written

Exit codes: 0 nothing new, 1 a new finding, or a planted fault was missed, 2 something is unknown (a broken file was skipped, and
is kept where it is), 64 usage (the reports are of different nights or suites), 70 internal error.

  npx virtio-conformance merge shard-1 shard-2 shard-3 --into night
`;

const options = { into: { type: 'string' } } as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('merge', args, options);
  const { into } = values;
  if (positionals.length === 0 || into === undefined)
    throw new UsageError('merge: expected folders and --into DIR (see: merge --help)');
  let database: Database = emptyDatabase;
  let night: { readonly report: NightReport; readonly folder: string } | undefined;
  const broken: string[] = [];
  let databases = 0;
  for (const folder of positionals) {
    const file = join(folder, REPORT);
    if (!isDatabase(folder) && !isThere(file))
      throw new UsageError(
        `${folder}: found neither findings/, corpus/ nor ${REPORT}, expected what a shard wrote`,
      );
    if (isDatabase(folder)) {
      databases++;
      const read = readDatabase(folder);
      database = mergeDatabases(database, read.database);
      broken.push(...read.broken.map((line) => `${folder}: ${line}`));
    }
    if (!isThere(file)) continue;
    try {
      const report = readReport(readUserFile(file, 'a report of a night'));
      night = night ? { ...night, report: mergeReports(night.report, report) } : { report, folder };
    } catch (error) {
      if (error instanceof BrokenValue) broken.push(`${file}: ${error.message}: skipped, and kept.`);
      else if (error instanceof OtherNight)
        throw new UsageError(`${file}: ${error.message} of ${night?.folder}: not of one night`);
      else throw error;
    }
  }
  for (const line of broken) complain(line);
  if (databases) prepareDatabase(into, '--into');
  else prepareFolder(into, '--into');
  try {
    if (databases) mergeInto(into, (known) => mergeDatabases(known, database));
    if (night) writeFiles(reportFiles(into, night.report));
  } catch (error) {
    throw notWritable(into, error, '--into');
  }
  if (night) await print(renderMarkdown(nightReport(night.report)));
  const code = night ? codeOf(night.report) : exitCodes.conforms;
  return code === exitCodes.conforms && broken.length ? exitCodes.unknown : code;
}

// --- internal ---

const REPORT = 'night.json';
