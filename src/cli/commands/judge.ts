import type { Judgement } from '../../judge/result.ts';
import type { Block } from '../../report/blocks.ts';
import type { Knowledge } from '../../report/broken.ts';
import { judgementReport, judgementSummary } from '../../report/judgement-report.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { statsReport } from '../../report/stats-report.ts';
import { forTerminal, renderText } from '../../report/text.ts';
import { parseCommand } from '../arguments.ts';
import { againstHelp, contestOf, withUsual } from '../baselines.ts';
import { campaignHelp, campaignOf, campaignOptions, extentOf, jobsOf } from '../campaign.ts';
import { type Ending, endingBlocks } from '../ending.ts';
import { exitCodes, exitCodesHelp, UsageError } from '../exit-codes.ts';
import { formOptions, formsHelp, formsOf, mailOf, testLines, writeForms } from '../forms.ts';
import { firstInterrupt } from '../interrupt.ts';
import { judgeSubjects, judgeUnderVersions } from '../judge-subjects.ts';
import { complain, note, print, wantsColour } from '../output.ts';
import { partingBlocks } from '../parting.ts';
import { progressOn } from '../progress.ts';
import { counterexamplesOf, type PublicationRead, readPublication } from '../published.ts';
import { compare, ratchet } from '../ratchet.ts';
import { propertiesUnder, readingHelp, readingOption, readingsOf } from '../readings.ts';
import { replayer } from '../replay.ts';
import { NOTHING_SAVED, prepareFile, prepareFolder, saveCounterexamples, saveFile } from '../save.ts';
import { builtInSubjects } from '../subjects.ts';
import { againstEnding, verdictEnding } from '../verdict.ts';
import { tellVersions, versionsHelp, versionsOf } from '../versions.ts';

export const help = `virtio-conformance judge [POLICY|FILE…] [options]

Judges driver policies over every ring size and a random campaign. Without a policy: every built-in one and the
simulated device, compared with the published judgement.

  POLICY|FILE          a built-in policy (list policies), POLICY@VERSION for it as a part of another Linux kernel, as
                       linux-mainline@6.1, or a TypeScript or JavaScript file of your own
${againstHelp}${versionsHelp}${campaignHelp}${readingHelp}  --details            tells everything: each violation, warnings, what was covered
  --stats              adds how the generators did: labels and their shares, discards, duplicates, time
  --save DIR           writes the scenario of every counterexample to DIR; 64 where only that fails
  --save-judgement FILE    writes the judgement, as --json has it, for compare and --against
${formsHelp}
${exitCodesHelp}Without a policy: 0 where every verdict is the published one, and every score where the campaign is the same one, 1
where one is not.

  npx virtio-conformance judge mine.ts
  npx virtio-conformance judge recommended linux-mainline --rings 1-64 --transports pci
  npx virtio-conformance judge mine.ts --properties traffic-never-stalls --save counterexamples
`;

const options = {
  ...campaignOptions,
  ...readingOption,
  against: { type: 'string' },
  versions: { type: 'string' },
  details: { type: 'boolean' },
  save: { type: 'string' },
  'save-judgement': { type: 'string' },
  stats: { type: 'boolean' },
  ...formOptions,
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('judge', args, options);
  const { reading, ...ofCampaign } = values;
  const chosen = readingsOf(reading);
  const campaign = campaignOf(ofCampaign, chosen);
  if (chosen.size && positionals.length === 0)
    throw new UsageError(
      '--reading: expected a POLICY too: what is published is under the readings that are taken',
    );
  const forms = formsOf(values, positionals.length > 0);
  const form = forms.stdout;
  const versions = values.versions === undefined ? undefined : versionsOf(values.versions);
  if (versions) {
    if (positionals.length === 0) throw new UsageError('--versions: expected a POLICY too');
    for (const other of NOT_WITH_VERSIONS)
      if (values[other] !== undefined) throw new UsageError(`--versions: expected no --${other}`);
  }
  if (values.save !== undefined) prepareFolder(values.save);
  const judgementFile = values['save-judgement'];
  if (judgementFile !== undefined) prepareFile(judgementFile, '--save-judgement');
  const signal = firstInterrupt();
  if (values.against !== undefined && positionals.length === 0)
    throw new UsageError('--against: expected a POLICY too: what is published is held against Linux');
  const cast = positionals.length
    ? await contestOf(positionals, values.against)
    : withUsual(builtInSubjects());
  const subjects = [...cast.subjects, ...cast.beside];
  const device = positionals.length === 0;
  const judging = {
    options: { ...campaign, device, health: values.stats === true, signal },
    jobs: jobsOf(values),
    progress: progressOn(process.stderr),
    readings: chosen,
  };
  if (versions) {
    const plain = form === 'tap' || form === 'github' ? undefined : form;
    return tellVersions(versions, await judgeUnderVersions(cast, judging, versions), plain);
  }
  const judgement = await judgeSubjects(cast, { ...judging, baselines: cast.baselines });
  const read = readPublication();
  const ending = !positionals.length
    ? publishedEnding(judgement, read, campaign)
    : values.against === undefined || values.against === 'none'
      ? verdictEnding(judgement)
      : againstEnding(judgement);
  const published = read.kind === 'read' ? counterexamplesOf(read.publication) : [];
  const json = `${JSON.stringify(judgement, null, 2)}\n`;
  const unsaved = judgementFile === undefined ? undefined : saveFile(judgementFile, json, '--save-judgement');
  const saved = values.save === undefined ? NOTHING_SAVED : saveCounterexamples(judgement, values.save);
  const replay = replayer({ subjects, published, saved: saved.files });
  const parting = form === 'json' || !positionals.length ? [] : await partingBlocks(judgement, cast, chosen);
  const report = values.details ? judgementReport : judgementSummary;
  const knowledge = { propertiesOf: propertiesUnder(chosen), replay };
  const blocks = (by: Knowledge): Block[] => [
    ...report(judgement, by),
    ...parting,
    ...(values.stats ? statsReport(judgement) : []),
    ...endingBlocks(ending),
  ];
  const made = { judgement, ending, knowledge, cast, readings: chosen, blocks };
  const unwritten = await writeForms(forms, made);
  if (form === 'tap' || form === 'github') {
    await print(testLines(form, made));
    note(ending.summary);
  } else if (form === 'json') {
    await print(json);
    for (const line of [ending.summary, ...ending.lines]) note(line);
  } else if (form === 'markdown') await print(renderMarkdown(blocks(knowledge)));
  else if (form === 'mail') await print(await mailOf(made));
  else await print(renderText(blocks(knowledge), forTerminal(wantsColour())));
  const faults = [saved.fault, unsaved, unwritten].filter((fault) => fault !== undefined);
  for (const { message } of faults) complain(message);
  if (faults.length === 0) return ending.code;
  return ending.code === exitCodes.conforms ? exitCodes.usage : ending.code;
}

// --- internal ---

/** Options that ask for more than a table of versions. */
const NOT_WITH_VERSIONS = [
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
