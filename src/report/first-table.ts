import { type AgainstBaseline, binding, type Change, type Left } from '../judge/baseline.ts';
import type { Cost, Judgement, PropertyResult, SubjectResult } from '../judge/result.ts';
import type { Level } from '../run/property.ts';
import { type Block, type Cell, cell, type Tone } from './blocks.ts';
import { percent } from './wrap.ts';

const head = ['policy', 'small rings', 'otherwise', 'cures', 'anew', 'serves', 'loses', 'costs'] as const;

/** Columns whose cells stand to the right. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7];

/** What the columns of the first table mean. */
export const firstLegend =
  'small rings, otherwise: what is broken of the demands of the thread (policy), and of the standard (must). cures: what ' +
  'the baseline breaks and it does not, + not in every way. anew: what it breaks and the baseline does not, + in a new ' +
  'way or more often. serves: share of the feasible scenarios. loses: features beyond need. costs: register accesses of a probe, on ' +
  'large / small rings.';

/** What each subject of one device type breaks on small rings and otherwise, what it changes, and what it costs. */
export const firstTable = (
  subjects: readonly SubjectResult[],
  { against = [] }: Pick<Judgement, 'against'>,
): Block => ({
  kind: 'table',
  head,
  rows: subjects.map((subject) =>
    cellsOf(
      subject,
      against.find((one) => one.subject === subject.id),
    ),
  ),
  right: NUMBERS,
});

/** What binds, was broken before, and is broken by fewer causes. */
export const partlyCured = ({ leaves }: AgainstBaseline): Left[] =>
  binding(leaves).filter(({ curedCauses }) => curedCauses.length > 0);

/** What binds, was broken before, and is broken by further causes or on more scenarios. */
const brokenInNewWays = ({ leaves }: AgainstBaseline): Left[] =>
  binding(leaves).filter(({ newCauses, more }) => newCauses.length > 0 || more > 0);

/** What one probe costs on large rings and on small ones. */
export const costsPhrase = (good: Cost, small: Cost): string => `${accesses(good)} / ${accesses(small)}`;

// --- internal ---

const NOTHING = cell('–');

function cellsOf(subject: SubjectResult, against: AgainstBaseline | undefined): Cell[] {
  const { id, kind, properties, scores } = subject;
  const isScored = kind === 'policy' && properties.some(({ runs }) => runs > 0);
  const score = (text: string): Cell => (isScored ? cell(text) : NOTHING);
  return [
    cell(id),
    brokenCell(properties, 'policy'),
    brokenCell(properties, 'must'),
    against ? countsCell(against.cures, partlyCured(against), 'good') : NOTHING,
    against ? countsCell(against.breaks, brokenInNewWays(against), 'bad') : NOTHING,
    score(percent(scores.serves)),
    score(scores.regret.toFixed(3)),
    score(costsPhrase(scores.goodPath, scores.smallRing)),
  ];
}

/** What binds, wholly and in part. */
function countsCell(wholly: readonly Change[], partly: readonly Left[], tone: Tone): Cell {
  const [whole, part] = [binding(wholly).length, partly.length];
  return cell(part ? `${whole} + ${part}` : `${whole}`, whole + part ? tone : 'plain');
}

function brokenCell(properties: readonly PropertyResult[], level: Level): Cell {
  const own = properties.filter((property) => property.level === level);
  const broken = own.filter(({ verdict }) => verdict === 'violated').length;
  if (own.length === 0) return NOTHING;
  if (broken) return cell(`${broken}`, 'bad');
  return own.every(({ verdict }) => verdict === 'holds') ? cell('safe', 'good') : cell('unknown', 'unsure');
}

const accesses = ({ accesses: mean, rounds }: Cost): string => (rounds === 0 ? '–' : mean.toFixed(0));
