import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JudgeOptions } from '../../judge/judge.ts';
import { counterexamplesTo, type Judgement } from '../../judge/result.ts';
import { killReport } from '../../kill/kill-report.ts';
import { writeFiles } from '../../node/write-files.ts';
import { compare } from '../../publication/compare.ts';
import { deviceMatters } from '../../publication/device-matters.ts';
import { upstreamOf } from '../../publication/device-upstream.ts';
import { type PublicationRead, readPublication } from '../../publication/digest.ts';
import { needRecordings } from '../../publication/findings.ts';
import { fullFiles, killFiles, publishedReadme, reportFiles } from '../../publication/publication.ts';
import { driftedFrom, reportFile, tryReports, writeReports } from '../../publication/reports.ts';
import { devicesPage, type SaidOfFindings } from '../../report/devices-page.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { propertiesOf } from '../../suites/built-in.ts';
import { replayer } from '../../suites/replay.ts';
import { parseCommand } from '../arguments.ts';
import { withUsual } from '../baselines.ts';
import { campaignOf, jobsOf, publishedCampaign, sampleCampaign } from '../campaign.ts';
import { type Exactly, MOST_CELLS } from '../exact.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { judgedForeignDevices } from '../foreign-devices.ts';
import { firstInterrupt } from '../interrupt.ts';
import { judgeSubjects } from '../judge-subjects.ts';
import { builtInMatrix, publishedSearch, replayOf } from '../kill.ts';
import { builtInLedger } from '../ledger.ts';
import { note, print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { ratchet } from '../ratchet.ts';
import { prepareFolder } from '../save.ts';
import { withStories } from '../stories.ts';
import { builtInSubjects } from '../subjects.ts';

export const help = `virtio-conformance publish [--full DIR | --check | --devices [--qemu PATH …]]

Judges the built-in policies and the simulated devices (seed ${publishedCampaign.seed}, ${publishedCampaign.runs} random scenarios) and writes
reports/judgement.md, reports/served.svg, the section of README.md that shows them, all that was found
(reports/findings.md), the ledger of clauses (reports/ledger.md), and what today's code is held against (reports/verdicts.json).
Says which verdicts and scores changed.

  --check       writes nothing, and says which of these files are not what the code says today
  --full DIR    hunts the mutants too, which takes minutes (as kill --publish), and writes to DIR what a release has: all of
                reports/, judgement.json, kill.json and ledger.json in full, and the page findings.html, on which each run is told
  --devices     judges devices that others wrote instead (v86's, and all of QEMU's over each transport) and writes
                reports/devices.md: which break what, each finding once, with whether it matters and is known
  --qemu PATH   with --devices: a QEMU, in the place of that of the search path; given more than once, each is judged

Exit codes: 0 written, or as it should be, 1 not as it should be, 2 interrupted and nothing written, 64 usage, 70 internal error.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('publish', args, {
    full: { type: 'string' },
    check: { type: 'boolean' },
    devices: { type: 'boolean' },
    qemu: { type: 'string', multiple: true },
  });
  if (positionals.length) throw new UsageError(`publish: expected nothing, found "${positionals.join(' ')}"`);
  const { full, check, devices, qemu } = values;
  if (devices && (check || full !== undefined))
    throw new UsageError('publish: expected --devices alone, found it with --check or --full');
  if (qemu && !devices) throw new UsageError('--qemu: expected --devices beside it');
  if (devices) return await publishDevices(qemu);
  needRecordings();
  if (check && full !== undefined) throw new UsageError('publish: expected --check or --full, found both');
  if (!check) tryReports();
  if (full !== undefined) prepareFolder(full, '--full');
  const loaded = withUsual(builtInSubjects());
  const signal = firstInterrupt();
  const progress = progressOn(process.stderr);
  const judgedBy = (campaign: Partial<JudgeOptions>, exactly?: Exactly): Promise<Judgement> =>
    judgeSubjects(loaded, {
      options: { ...campaignOf({}), ...campaign, device: true, signal },
      jobs: jobsOf({}),
      progress,
      baselines: loaded.baselines,
      exactly,
    });
  const judgement = await judgedBy({}, { most: MOST_CELLS });
  const small = await judgedBy(sampleCampaign);
  const matrix = full === undefined ? undefined : await builtInMatrix(publishedSearch, progress, signal);
  if (judgement.cut || small.cut || matrix?.cut) {
    note('Interrupted: nothing is written.');
    return exitCodes.unknown;
  }
  const before = readPublication();
  const counterexamples = judgement.subjects.flatMap(({ properties }) =>
    properties.flatMap(counterexamplesTo),
  );
  const replay = replayer({ subjects: loaded.subjects, published: counterexamples, saved: new Map() });
  const published = { judgement, small, ledger: builtInLedger(), knowledge: { propertiesOf, replay } };
  // Whatever goes wrong goes wrong before the first is written.
  const readme = publishedReadme(published);
  const files = new Map([
    ...reportFiles(published),
    ...(matrix ? killFiles(matrix, killReport(matrix, replayOf)) : []),
  ]);
  if (check) return await tellDrift(driftedFrom(files, readme));
  const more = matrix && (await fullFiles(published, matrix, (tell) => withStories(tell, builtInSubjects())));
  let written: string[];
  try {
    written = writeReports(files, readme);
    if (full !== undefined && more) written.push(...writeFull(full, new Map([...files, ...more])));
  } catch (error) {
    // What took minutes to find out is told all the same.
    await print(files.get('judgement.md') ?? '');
    throw error;
  }
  await print(`Written: ${written.join(', ')}.\n${changes(judgement, before).join('\n')}\n`);
  return exitCodes.conforms;
}

// --- internal ---

/** Judges devices that others wrote, and writes the page of them. */
async function publishDevices(qemus: readonly string[] | undefined): Promise<number> {
  const signal = firstInterrupt();
  tryReports();
  const judged = await judgedForeignDevices(qemus, progressOn(process.stderr), signal);
  if (signal.aborted) {
    note('Interrupted: nothing is written.');
    return exitCodes.unknown;
  }
  const date = new Date().toISOString().slice(0, 10);
  const said: SaidOfFindings = {
    matters: (property) => deviceMatters[property],
    upstream: upstreamOf,
  };
  const page = renderMarkdown(devicesPage(judged, date, said));
  await print(`Written: ${writeReports(new Map([['devices.md', page]])).join(', ')}.\n`);
  return exitCodes.conforms;
}

async function tellDrift(drifted: readonly string[]): Promise<number> {
  if (drifted.length === 0) await print('Every report is what the code says today.\n');
  else
    await print(`Not what the code says today: ${drifted.join(', ')}. Run publish, and read what changed.\n`);
  return drifted.length ? exitCodes.violated : exitCodes.conforms;
}

/** Writes what a release has to a folder, with the guide to it; gives the paths. */
function writeFull(folder: string, files: ReadonlyMap<string, string>): string[] {
  const all = new Map([['README.md', readFileSync(reportFile('README.md'), 'utf8')], ...files]);
  const paths = new Map([...all].map(([name, text]) => [resolve(folder, name), text]));
  writeFiles(paths);
  return [`${all.size} files in ${folder}`];
}

function changes(judgement: Judgement, before: PublicationRead): string[] {
  if (before.kind === 'none') return [`Before: ${before.why}.`];
  const same = { narrowed: false, extended: false, selected: false };
  const lines = ratchet(judgement, compare(judgement, before.publication, same)).lines;
  if (lines.length === 0) return ['No verdict and no score changed.'];
  return ['What changed ("expected" is as it was before):', ...lines.map((line) => `  ${line}`)];
}
