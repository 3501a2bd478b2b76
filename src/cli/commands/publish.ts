import { readFileSync } from 'node:fs';
import type { JudgeOptions } from '../../judge/judge.ts';
import { counterexamplesTo, type Judgement, type SubjectResult } from '../../judge/result.ts';
import { sentenceOf } from '../../ledger/ledger.ts';
import { judgementReport } from '../../report/judgement-report.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { readmeSection, withSection } from '../../report/readme-section.ts';
import { servedPicture } from '../../report/served-picture.ts';
import { propertiesOf } from '../../suites/built-in.ts';
import { replayer } from '../../suites/replay.ts';
import { parseCommand } from '../arguments.ts';
import { withUsual } from '../baselines.ts';
import { campaignOf, jobsOf, publishedCampaign, sampleCampaign } from '../campaign.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { sampleOf } from '../figures.ts';
import { findingsFiles, needRecordings } from '../findings.ts';
import { firstInterrupt } from '../interrupt.ts';
import { judgeSubjects } from '../judge-subjects.ts';
import { builtInLedger, ledgerFiles } from '../ledger.ts';
import { note, print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { type PublicationRead, readmeFile, readPublication, tryReports, writeReports } from '../published.ts';
import { compare, ratchet } from '../ratchet.ts';
import { builtInSubjects } from '../subjects.ts';

export const help = `virtio-conformance publish

Judges the built-in policies and the simulated devices (seed ${publishedCampaign.seed}, ${publishedCampaign.runs} random scenarios) and writes
reports/judgement.json, reports/judgement.md, reports/served.svg, the section of README.md that shows them, all that was found
(reports/findings.md and .html), and the ledger of clauses.
Says which verdicts and scores changed.

Exit codes: 0 written, 2 interrupted and nothing written, 64 usage, 70 internal error.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parseCommand('publish', args, {});
  if (positionals.length) throw new UsageError(`publish: expected nothing, found "${positionals.join(' ')}"`);
  needRecordings();
  tryReports();
  const cast = withUsual(builtInSubjects());
  const signal = firstInterrupt();
  const judgedBy = (campaign: Partial<JudgeOptions>): Promise<Judgement> =>
    judgeSubjects(cast, {
      options: { ...campaignOf({}), ...campaign, device: true, signal },
      jobs: jobsOf({}),
      progress: progressOn(process.stderr),
      baselines: cast.baselines,
    });
  const judgement = await judgedBy({});
  const sample = await judgedBy(sampleCampaign);
  if (judgement.cut || sample.cut) {
    note('Interrupted: nothing is written.');
    return exitCodes.unknown;
  }
  const before = readPublication();
  const published = judgement.subjects.flatMap(({ properties }) => properties.flatMap(counterexamplesTo));
  const replay = replayer({ subjects: cast.subjects, published, saved: new Map() });
  const knowledge = { propertiesOf, replay };
  // Whatever goes wrong goes wrong before the first is written.
  const readme = withSection(
    readFileSync(readmeFile, 'utf8'),
    readmeSection(judgement, knowledge, sentenceOf(builtInLedger().totals)),
  );
  const report = renderMarkdown(judgementReport(judgement, knowledge));
  const files = new Map([
    ['judgement.json', `${JSON.stringify({ ...judgement, sample: sampleOf(sample) }, null, 1)}\n`],
    ['judgement.md', report],
    ['served.svg', servedPicture(judgement.subjects.filter(isNetPolicy))],
    ...(await findingsFiles(judgement, knowledge)),
    ...ledgerFiles(builtInLedger()),
  ]);
  let written: string[];
  try {
    written = writeReports(files, readme);
  } catch (error) {
    // What took minutes to find out is told all the same.
    await print(report);
    throw error;
  }
  await print(`Written: ${written.join(', ')}.\n${changes(judgement, before).join('\n')}\n`);
  return exitCodes.conforms;
}

// --- internal ---

const isNetPolicy = ({ kind, type }: SubjectResult): boolean => kind === 'policy' && type === 'net';

function changes(judgement: Judgement, before: PublicationRead): string[] {
  if (before.kind === 'none') return [`Before: ${before.why}.`];
  const same = { narrowed: false, extended: false, selected: false };
  const lines = ratchet(judgement, compare(judgement, before.publication, same)).lines;
  if (lines.length === 0) return ['No verdict and no score changed.'];
  return ['What changed ("expected" is as it was before):', ...lines.map((line) => `  ${line}`)];
}
