import type { Judgement } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import { brokenInDetail, type Knowledge } from './broken.ts';

import { firstLegend, firstTable } from './first-table.ts';
import { forTerminal, renderText } from './text.ts';

const BEGIN = '<!-- judgement: written by `npm run publish-reports` -->';
const END = '<!-- end of judgement -->';

/** The counterexamples that surprise most: of the proposal, of the alternatives, and of the RFC as it was posted. */
const surprising: readonly string[] = [
  'probe-renegotiate/larger-ring-keeps-features',
  'core-flags-retry/features-fit-their-rings',
  'rfc-as-posted/acknowledge-then-driver',
];

/** The table of a judgement and its most surprising counterexamples, as the tool prints them, in Markdown. */
export function readmeSection(judgement: Judgement, knowledge: Knowledge): string {
  const policies = judgement.subjects.filter(({ kind }) => kind === 'policy');
  const told = brokenInDetail(policies, knowledge, surprising);
  const net = policies.filter(({ type }) => type === 'net');
  return [
    'The first begins with this table:',
    '',
    ...fenced([firstTable(net, judgement), { kind: 'paragraph', text: firstLegend }]),
    '',
    'Three counterexamples that surprised us, as the tool printed them:',
    '',
    ...fenced(told),
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
