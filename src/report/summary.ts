import { match } from 'ts-pattern';
import type { Cost, SubjectResult, Verdict } from '../judge/result.ts';
import { type Block, type Cell, cell, type Tone } from './blocks.ts';
import { violationsOf } from './broken.ts';
import { listed, percent } from './wrap.ts';

const head = ['policy', 'safe', 'serves', 'regret', 'good path', 'small ring', 'broken', 'frontier'] as const;

/** Columns whose cells stand to the right. */
const NUMBERS = [2, 3, 4, 5, 6];

/** The table of subjects of one device type, and who is better than whom. */
export function summary(subjects: readonly SubjectResult[]): Block[] {
  const items = subjects
    .filter(({ betterPolicies }) => betterPolicies.length > 0)
    .map(
      ({ id, betterPolicies }) =>
        `Better than ${id} in some column and in none worse: ${listed(betterPolicies)}.`,
    );
  return [
    { kind: 'table', head, rows: subjects.map(cellsOf), right: NUMBERS },
    ...(items.length ? [{ kind: 'list', items } satisfies Block] : []),
  ];
}

/** What the columns of the table mean. */
export const legend =
  'safe: breaks no must- or policy-level property. serves: share of the feasible scenarios that it brings to ' +
  'DRIVER_OK; devices that take a set only when it comes again, or only without what a small ring blocks, are ' +
  'feasible too. regret: features given up beyond need, mean. good path, small ring: register accesses but for polls of ' +
  'a reset / negotiations of one probe, mean, of net policies where the transport can peek. broken: must- or ' +
  'policy-level properties, told one by one + as consequences of these. frontier: safe, and no safe policy is better.';

/** How a verdict strikes the reader. */
export const toneOf = (verdict: Verdict): Tone =>
  match(verdict)
    .with('holds', (): Tone => 'good')
    .with('violated', (): Tone => 'bad')
    .with('unknown', (): Tone => 'unsure')
    .exhaustive();

// --- internal ---

const NOTHING = cell('–');

function cellsOf(subject: SubjectResult): Cell[] {
  const { id, kind, verdict, scores } = subject;
  const safe = cell({ holds: 'yes', violated: 'no', unknown: 'unknown' }[verdict], toneOf(verdict));
  const isScored = kind === 'policy' && subject.properties.some(({ runs }) => runs > 0);
  return [
    cell(id),
    safe,
    isScored ? cell(percent(scores.serves)) : NOTHING,
    isScored ? cell(scores.regret.toFixed(3)) : NOTHING,
    costCell(scores.goodPath),
    costCell(scores.smallRing),
    cell(brokenIn(subject)),
    frontierCell(subject),
  ];
}

/** How much is broken, as a report tells it: what it tells one by one, and what follows from that. */
function brokenIn(subject: SubjectResult): string {
  const all = subject.properties.filter((p) => p.verdict === 'violated' && p.level !== 'should').length;
  const roots = violationsOf(subject).length;
  return roots === all ? `${all}` : `${roots} + ${all - roots}`;
}

const costCell = ({ accesses, rounds }: Cost): Cell =>
  rounds === 0 ? NOTHING : cell(`${accesses.toFixed(1)} / ${rounds.toFixed(2)}`);

function frontierCell({ kind, verdict, betterPolicies }: SubjectResult): Cell {
  if (kind === 'device' || verdict !== 'holds') return NOTHING;
  return betterPolicies.length ? cell('no') : cell('yes', 'good');
}
