import type { Judgement } from '../../judge/result.ts';
import type { Block } from '../../report/blocks.ts';
import { judgementReport } from '../../report/judgement-report.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { statsReport } from '../../report/stats-report.ts';
import { forMail, renderText } from '../../report/text.ts';
import { parseCommand } from '../arguments.ts';
import { campaignHelp, campaignOf, campaignOptions, extentOf, jobsOf } from '../campaign.ts';
import { type Ending, endingBlocks } from '../ending.ts';
import { exitCodes, exitCodesHelp, UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { judgeSubjects } from '../judge-subjects.ts';
import { complain, note, print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { counterexamplesOf, type PublicationRead, readPublication } from '../published.ts';
import { compare, ratchet } from '../ratchet.ts';
import { propertiesUnder, readingHelp, readingOption, readingsOf } from '../readings.ts';
import { replayer } from '../replay.ts';
import { NOTHING_SAVED, prepareFolder, saveCounterexamples } from '../save.ts';
import { builtInSubjects, subjectsOf } from '../subjects.ts';
import { terminalForm } from '../terminal.ts';
import { verdictEnding } from '../verdict.ts';
import { watch } from '../watch.ts';

export const help = `virtio-conformance judge [POLICY|FILE…] [options]

Judges driver policies over every ring size and a random campaign. Without a policy: every built-in one and the
simulated device, compared with the published judgement.

  POLICY|FILE          a built-in policy (list policies), POLICY@VERSION for it as a part of another Linux kernel, as
                       linux-mainline@6.1, or a TypeScript or JavaScript file of your own
${campaignHelp}${readingHelp}  --stats              adds how the generators did: labels and their shares, discards, duplicates, time
  --save DIR           writes the scenario of every counterexample to DIR; 64 where only that fails
  --watch              judges again whenever FILE or a local module that it imports is saved, over a few ring sizes and
                       scenarios unless --rings and --runs say more; ends on Ctrl-C, as the last judgement did
  --json | --markdown | --mail    other forms of the report; --mail has at most 72 columns

${exitCodesHelp}Without a policy: 0 where every verdict is the published one, and every score where the campaign is the same one, 1
where one is not.

  npx virtio-conformance judge mine.ts
  npx virtio-conformance judge mine.ts --watch
  npx virtio-conformance judge recommended linux-mainline --rings 1-64 --transports pci
  npx virtio-conformance judge mine.ts --properties traffic-never-stalls --save counterexamples
`;

const options = {
  ...campaignOptions,
  ...readingOption,
  save: { type: 'string' },
  stats: { type: 'boolean' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  mail: { type: 'boolean' },
  watch: { type: 'boolean' },
} as const;

const forms = ['json', 'markdown', 'mail'] as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('judge', args, options);
  const { reading, ...ofCampaign } = values;
  const chosen = readingsOf(reading);
  const campaign = campaignOf(ofCampaign, chosen);
  if (chosen.size && positionals.length === 0)
    throw new UsageError(
      '--reading: expected a POLICY too: what is published is under the readings that are taken',
    );
  const [form, ...otherForms] = forms.filter((name) => values[name]);
  if (values.watch && form) throw new UsageError(`--watch: expected no --${form}`);
  if (values.watch) return watch({ args, positionals, values, run });
  if (otherForms.length)
    throw new UsageError(`judge: expected one of ${forms.map((name) => `--${name}`).join(', ')}`);
  if (values.save !== undefined) prepareFolder(values.save);
  const signal = firstInterrupt();
  const cast = positionals.length ? await subjectsOf(positionals) : builtInSubjects();
  const { subjects } = cast;
  const device = positionals.length === 0;
  const judgement = await judgeSubjects(cast, {
    options: { ...campaign, device, health: values.stats === true, signal },
    jobs: jobsOf(values),
    progress: progressOn(process.stderr),
    readings: chosen,
  });
  const read = readPublication();
  const ending = positionals.length ? verdictEnding(judgement) : publishedEnding(judgement, read, campaign);
  const published = read.kind === 'read' ? counterexamplesOf(read.publication) : [];
  const saved = values.save === undefined ? NOTHING_SAVED : saveCounterexamples(judgement, values.save);
  const replay = replayer({ subjects, published, saved: saved.files });
  const blocks = (): Block[] => [
    ...judgementReport(judgement, { propertiesOf: propertiesUnder(chosen), replay }),
    ...(values.stats ? statsReport(judgement) : []),
    ...endingBlocks(ending),
  ];
  if (form === 'json') {
    await print(`${JSON.stringify(judgement, null, 2)}\n`);
    for (const line of [ending.summary, ...ending.lines]) note(line);
  } else if (form === 'markdown') await print(renderMarkdown(blocks()));
  else if (form === 'mail') await print(renderText(blocks(), forMail));
  else await print(renderText(blocks(), terminalForm()));
  if (!saved.fault) return ending.code;
  complain(saved.fault.message);
  return ending.code === exitCodes.conforms ? exitCodes.usage : ending.code;
}

// --- internal ---

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
