import type { Certificate } from '../../exact/certificate.ts';
import type { Judgement } from '../../judge/result.ts';
import { writeFiles } from '../../node/write-files.ts';
import { compare } from '../../publication/compare.ts';
import { type PublicationRead, readPublication } from '../../publication/digest.ts';
import type { Block } from '../../report/blocks.ts';
import type { Knowledge } from '../../report/broken.ts';
import { judgementReport, judgementSummary } from '../../report/judgement-report.ts';
import { junit } from '../../report/junit.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { statsReport } from '../../report/stats-report.ts';
import { renderText } from '../../report/text.ts';
import { replayer } from '../../suites/replay.ts';
import { propertiesUnder } from '../../suites/under-readings.ts';
import { parseCommand, wholeNumber } from '../arguments.ts';
import { againstHelp, type Contest, contestOf, withUsual } from '../baselines.ts';
import { campaignHelp, campaignOf, campaignOptions, extentOf, jobsOf } from '../campaign.ts';
import { tryCertificate, writeCertificate } from '../certificate-file.ts';
import { EXEC } from '../driver-program.ts';
import { type Ending, endingBlocks } from '../ending.ts';
import { type Exactly, MOST_CELLS } from '../exact.ts';
import { exitCodeOf, exitCodes, exitCodesHelp, UsageError } from '../exit-codes.ts';
import {
  codeDespite,
  formOptions,
  formsHelp,
  formsOf,
  judgementJson,
  mailOf,
  testLines,
  unwritten,
  writeForms,
} from '../forms.ts';
import { firstInterrupt } from '../interrupt.ts';
import { judgeSubjects, judgeUnderVersions } from '../judge-subjects.ts';
import { DRIVER_RUNS, judgedDriver } from '../judged-driver.ts';
import { note, print } from '../output.ts';
import { partingBlocks } from '../parting.ts';
import { progressOn } from '../progress.ts';
import { ratchet } from '../ratchet.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { NOTHING_SAVED, prepareFolder, saveCounterexamples } from '../save.ts';
import { coveredIn, otherwiseJudged } from '../saved-judgement.ts';
import { builtInSubjects } from '../subjects.ts';
import { terminalForm } from '../terminal.ts';
import { againstEnding, verdictEnding } from '../verdict.ts';
import { tellVersions, versionsHelp, versionsOf } from '../versions.ts';
import { watch } from '../watch.ts';

export const help = `virtio-conformance judge [POLICY|FILE…] [options]

Judges driver policies over every combination of ring sizes, each queue by its own, and a random campaign: sizes that
answer all that is asked of them alike are run once. A policy of which that cannot be decided is walked over sampled
sizes, with all rings of a device alike, and the report says so. Without a policy: every built-in one and the simulated
device, compared with the published judgement.

  POLICY|FILE          a built-in policy (list policies), POLICY@VERSION for it as a part of another Linux kernel, as
                       linux-mainline@6.1, or a TypeScript or JavaScript file of your own
  exec:COMMAND         alone, with --seed, --runs (${DRIVER_RUNS}), --reading, --details, --json and --junit: a driver in any
                       language that speaks lines (src/subjects/README.md), judged by its accesses; explain drives
                       one device again
${againstHelp}${versionsHelp}${campaignHelp}${readingHelp}  --exact              samples nothing: what cannot be decided is unknown where it holds; --exhaustive is its
                       older name
  --cells N            of one device, in which sizes answer alike, up to which it is decided (${MOST_CELLS})
  --certificate FILE   writes down how it was decided, for check-certificate; of one policy
  --details            tells everything: each violation, warnings, what was covered
  --stats              adds how the generators did: labels and their shares, discards, duplicates, time
  --save DIR           writes the scenario of every counterexample to DIR; 64 where only that fails
  --watch              judges again whenever FILE or a local module that it imports is saved, over few random scenarios
                       unless --runs says more; ends on Ctrl-C, as the last judgement did
${formsHelp}
${exitCodesHelp}Of exec:COMMAND 2 means that the driver breaks nothing that binds it and ends live on no device, or was cut short.
Without a policy: 0 where every verdict is the published one, and every score where the campaign is the same one, 1
where one is not.

  npx virtio-conformance judge mine.ts
  npx virtio-conformance judge mine.ts --watch
  npx virtio-conformance judge recommended linux-mainline --rings 1-64 --transports pci
  npx virtio-conformance judge mine.ts --properties traffic-never-stalls --save counterexamples
`;

const options = {
  ...campaignOptions,
  ...readingOption,
  against: { type: 'string' },
  versions: { type: 'string' },
  exact: { type: 'boolean' },
  exhaustive: { type: 'boolean' },
  cells: { type: 'string' },
  certificate: { type: 'string' },
  details: { type: 'boolean' },
  save: { type: 'string' },
  stats: { type: 'boolean' },
  ...formOptions,
  watch: { type: 'boolean' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values: given, positionals } = parseCommand('judge', args, options);
  const { exhaustive, ...others } = given;
  const values = exhaustive ? { ...others, exact: true } : others;
  const { reading, ...ofCampaign } = values;
  const chosen = readingsOf(reading);
  if (positionals.some((name) => name.startsWith(EXEC))) return judgeProgram(positionals, given, chosen);
  const campaign = campaignOf(ofCampaign, chosen);
  if (chosen.size && positionals.length === 0)
    throw new UsageError(
      '--reading: expected a POLICY too: what is published is under the readings that are taken',
    );
  const versions = values.versions === undefined ? undefined : versionsOf(values.versions);
  if (versions) {
    if (positionals.length === 0) throw new UsageError('--versions: expected a POLICY too');
    for (const other of notUnderVersions)
      if (values[other] !== undefined) throw new UsageError(`--versions: expected no --${other}`);
  }
  const forms = formsOf(values, positionals.length > 0);
  const form = forms.stdout;
  if (values.save !== undefined) prepareFolder(values.save);
  if (values.certificate !== undefined && values.rings !== undefined)
    throw new UsageError('--certificate: expected no --rings');
  if (values.certificate !== undefined && !values.exact)
    throw new UsageError('--certificate: expected --exact too');
  if (values.certificate !== undefined && positionals.length !== 1)
    throw new UsageError('--certificate: expected one POLICY');
  if (values.certificate !== undefined) tryCertificate(values.certificate);
  if (values.watch && form) throw new UsageError(`--watch: expected no --${form}`);
  if (values.watch) return watch({ args, positionals, values, run });
  const signal = firstInterrupt();
  if (values.against !== undefined && positionals.length === 0)
    throw new UsageError('--against: expected a POLICY too: what is published is held against Linux');
  const loaded = positionals.length
    ? await contestOf(positionals, values.against)
    : withUsual(builtInSubjects());
  const subjects = [...loaded.subjects, ...loaded.beside];
  const device = positionals.length === 0;
  const judging = {
    options: { ...campaign, device, health: values.stats === true, signal },
    jobs: jobsOf(values),
    progress: progressOn(process.stderr),
    readings: chosen,
    exactly: exactlyOf(loaded, values),
  };
  if (versions) {
    return tellVersions(
      versions,
      await judgeUnderVersions(loaded, judging, versions),
      form === 'tap' || form === 'github' ? undefined : form,
    );
  }
  const judgement = await judgeSubjects(loaded, { ...judging, baselines: loaded.baselines });
  const read = readPublication();
  const byBaseline = values.against !== undefined && values.against !== 'none';
  const ending = !positionals.length
    ? publishedEnding(judgement, read, campaign)
    : byBaseline
      ? againstEnding(judgement, otherwiseThan(loaded, judgement))
      : verdictEnding(judgement);
  const published = read.kind === 'read' ? read.publication.counterexamples : [];
  const saved = values.save === undefined ? NOTHING_SAVED : saveCounterexamples(judgement, values.save);
  const replay = replayer({ subjects, published, saved: saved.files });
  const knowledge = { propertiesOf: propertiesUnder(chosen), replay };
  // A program that is told to end has little time for more.
  const isTold =
    judgement.cut !== 'interrupted' &&
    (forms.files.has('html') || !(form === 'json' || form === 'tap' || form === 'github'));
  const parting = isTold && positionals.length ? await partingBlocks(judgement, loaded, chosen) : [];
  const report = values.details ? judgementReport : judgementSummary;
  const blocks = (by: Knowledge): Block[] => [
    ...report(judgement, by),
    ...parting,
    ...(values.stats ? statsReport(judgement) : []),
    ...endingBlocks(ending),
  ];
  const made = { judgement, ending, knowledge, loaded, readings: chosen, byBaseline, parting, blocks };
  const fault = await writeForms(forms, made);
  if (form === 'tap' || form === 'github') {
    await print(testLines(form, made));
    note(ending.summary);
  } else if (form === 'json') {
    await print(judgementJson(judgement));
    for (const line of [ending.summary, ...ending.lines]) note(line);
  } else if (form === 'markdown') await print(renderMarkdown(blocks(knowledge)));
  else if (form === 'mail') await print(await mailOf(made));
  else await print(renderText(blocks(knowledge), terminalForm()));
  return codeDespite(ending.code, [saved.fault, fault]);
}

// --- internal ---

/** What is said of a driver that is a program; what its policy has in mind nobody can ask. */
const ofPrograms: ReadonlySet<string> = new Set(['seed', 'runs', 'reading', 'details', 'json', 'junit']);

async function judgeProgram(
  [name = '', ...others]: readonly string[],
  values: Readonly<Record<string, unknown>>,
  readings: ReturnType<typeof readingsOf>,
): Promise<number> {
  if (others.length) throw new UsageError(`judge: expected ${EXEC}COMMAND alone`);
  const odd = Object.keys(values).find((option) => values[option] !== undefined && !ofPrograms.has(option));
  if (odd !== undefined) throw new UsageError(`--${odd}: found ${EXEC}, expected a POLICY or FILE`);
  const number = (option: 'seed' | 'runs', otherwise: number): number =>
    wholeNumber(`--${option}`, typeof values[option] === 'string' ? values[option] : undefined, {
      otherwise,
      least: 0,
      most: option === 'seed' ? 0x7fff_ffff : 10_000_000,
    });
  const { stdout, files } = formsOf(values, true);
  const { suite, verdict, blocks, json, points } = await judgedDriver(name, {
    seed: number('seed', 1),
    runs: number('runs', DRIVER_RUNS),
    readings,
    isWhole: values['details'] === true,
    signal: firstInterrupt(),
    progress: progressOn(process.stderr),
  });
  const texts = new Map([...files.values()].map((path) => [path, junit(suite, points)]));
  const fault = unwritten(files.keys(), () => writeFiles(texts));
  await print(stdout === 'json' ? `${JSON.stringify(json, null, 2)}\n` : renderText(blocks, terminalForm()));
  return codeDespite(exitCodeOf(verdict), [fault]);
}

/** How ring sizes are decided: where nothing was said of it, as far as that is possible. Throws UsageError. */
function exactlyOf(
  { subjects }: Contest,
  values: {
    readonly exact?: boolean | undefined;
    readonly cells?: string | undefined;
    readonly certificate?: string | undefined;
  },
): Exactly {
  const { exact = false, cells, certificate } = values;
  const most = wholeNumber('--cells', cells, { otherwise: MOST_CELLS, least: 1, most: 10_000_000 });
  const [subject] = subjects;
  if (certificate === undefined || subject === undefined) return { most, orSampled: !exact };
  const give = (made: Certificate): void => writeCertificate(certificate, made);
  return { most, orSampled: !exact, certified: { name: subject.name, give } };
}

/** How the saved baseline of a judgement was judged otherwise. */
function otherwiseThan({ from }: Contest, judgement: Judgement): string[] {
  if (!from) return [];
  const now = { ...judgement, covered: coveredIn(judgement) };
  return otherwiseJudged(from.judgement, now).map(
    (how) => `${from.file} was judged ${how}: judge over the same.`,
  );
}

const notUnderVersions = [
  'certificate',
  'against',
  'save',
  'save-judgement',
  'stats',
  'details',
  'tap',
  'github',
  'html',
  'junit',
  'sarif',
] as const;

function publishedEnding(
  judgement: Judgement,
  read: PublicationRead,
  campaign: ReturnType<typeof campaignOf>,
): Ending {
  if (read.kind === 'none') {
    const summary = `Nothing to compare with: ${read.why}.`;
    return { code: exitCodes.unknown, summary, lines: [] };
  }
  return ratchet(judgement, compare(judgement, read.publication, extentOf(campaign, read.publication)));
}
