import type { Judgement } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import { brokenInDetail, type Knowledge } from './broken.ts';
import { firstLegend, firstTable } from './first-table.ts';
import { forTerminal, renderText } from './text.ts';

const BEGIN = '<!-- judgement: written by `npm run publish-reports` -->';
const END = '<!-- end of judgement -->';

/** The counterexample that is shown: of the proposal as it was answered in the thread, and that a larger ring does worse. */
const SHOWN = 'probe-renegotiate/larger-ring-keeps-features';

/** The table of a judgement and one counterexample, as the tool prints them, and what share of the clauses is covered, in Markdown. */
export function readmeSection(judgement: Judgement, knowledge: Knowledge, covered: string): string {
  const policies = judgement.subjects.filter(({ kind }) => kind === 'policy');
  const told = brokenInDetail(policies, knowledge, [SHOWN]);
  const net = policies.filter(({ type }) => type === 'net');
  return [
    'The first prints this table, those of disks, SCSI hosts and consoles, and a verdict; a row is a policy, held against `linux-mainline`:',
    '',
    ...fenced([firstTable(net, judgement), { kind: 'paragraph', text: firstLegend }]),
    '',
    'And one counterexample, as `judge probe-renegotiate --details` tells it: a larger ring loses what a smaller one kept.',
    '',
    ...fenced(told),
    '',
    `What stands behind it: ${covered}.`,
  ].join('\n');
}

/** A README whose section between the two marks is `section`. Throws Error where it lacks a mark. */
export function withSection(readme: string, section: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(`README.md: expected the lines ${BEGIN} and ${END}, found them not`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${section}\n\n${readme.slice(end)}`;
}

// --- internal ---

const fenced = (blocks: readonly Block[]): string[] => [
  '```text',
  renderText(blocks, forTerminal(false)).trimEnd(),
  '```',
];
