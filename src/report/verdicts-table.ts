import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { PropertyResult, SubjectResult, Verdict } from '../judge/result.ts';
import { type Block, type Cell, cell, type Facets } from './blocks.ts';
import { toneOf } from './summary.ts';

/** Subjects up to which each has a column of its own. */
const MOST_COLUMNS = 4;

/** Every verdict on the subjects of one device type: a row a property. */
export function verdictsTable(type: DeviceTypeName, subjects: readonly SubjectResult[]): Block {
  const ids = [...new Set(subjects.flatMap(({ properties }) => properties.map(({ id }) => id)))];
  const isWide = subjects.length <= MOST_COLUMNS;
  const rows = ids.flatMap((id): { readonly cells: Cell[]; readonly facets: Facets }[] => {
    const results = subjects.map(({ properties }) => properties.find((result) => result.id === id));
    const own = results.filter((result) => result !== undefined);
    const [first] = own;
    if (!first) return [];
    return [
      {
        cells: [
          cell(id),
          cell(first.level),
          ...(isWide ? results.map(verdictCell) : verdicts.map(countCell(own))),
        ],
        facets: { level: first.level, type, verdict: verdicts.find((one) => own.some(isOf(one))) ?? 'holds' },
      },
    ];
  });
  return {
    kind: 'table',
    head: ['property', 'level', ...(isWide ? subjects.map(({ id }) => id) : verdicts)],
    rows: rows.map(({ cells }) => cells),
    facets: rows.map(({ facets }) => facets),
    ...(isWide ? {} : { right: [2, 3, 4] }),
  };
}

// --- internal ---

/** The gravest first: a property of several subjects is found by that. */
const verdicts: readonly Verdict[] = ['violated', 'unknown', 'holds'];

const isOf =
  (verdict: Verdict) =>
  (result: PropertyResult): boolean =>
    result.verdict === verdict;

function verdictCell(result: PropertyResult | undefined): Cell {
  if (!result) return cell('–');
  const { verdict, level, violations, applicable } = result;
  const tone = level === 'should' && verdict === 'violated' ? 'unsure' : toneOf(verdict);
  const where = verdict === 'violated' ? ` in ${violations} of ${applicable} runs` : ` in ${applicable} runs`;
  return cell(`${verdict}${where}`, tone);
}

const countCell =
  (own: readonly PropertyResult[]) =>
  (verdict: Verdict): Cell => {
    const count = own.filter(isOf(verdict)).length;
    return count ? cell(String(count), toneOf(verdict)) : cell('0');
  };
