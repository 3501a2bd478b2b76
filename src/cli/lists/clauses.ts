import { clauses } from '../../../spec/clauses/index.ts';
import { demands } from '../../report/demands.ts';
import { allProperties } from '../../suites/built-in.ts';
import { columns } from './columns.ts';

/** A clause of the standard, or a demand of the proposal or its thread, and who tests it. */
export interface ClauseRow {
  readonly id: string;
  readonly side: string;
  /** must, should, may, describes; policy for a demand. */
  readonly level: string;
  /** Section numbers by version of the standard; none for a demand. */
  readonly section: { readonly v1_3?: string; readonly v1_4?: string };
  readonly rule: string;
  /** Ids of the properties that rest on it. */
  readonly properties: readonly string[];
}

export function clauseRows(): ClauseRow[] {
  const testedBy = new Map<string, string[]>();
  for (const property of allProperties()) {
    for (const clause of property.clauses)
      testedBy.set(clause, [...(testedBy.get(clause) ?? []), property.id]);
  }
  return [
    ...clauses.map(({ id, side, level, section: { v1_3, v1_4 }, rule }) => ({
      id,
      side,
      level,
      section: { ...(v1_3 ? { v1_3 } : {}), ...(v1_4 ? { v1_4 } : {}) },
      rule,
      properties: testedBy.get(id) ?? [],
    })),
    ...demands.map(({ id, demand }) => ({
      id,
      side: 'driver',
      level: 'policy',
      section: {},
      rule: demand,
      properties: testedBy.get(id) ?? [],
    })),
  ];
}

export const listClauses = (): string =>
  columns(
    clauseRows().map(({ id, side, level, section, rule, properties: tests }) => ({
      cells: [side, level, sections(section), id],
      below: [rule, ...(tests.length ? [`tested by ${tests.join(', ')}`] : [])],
    })),
  );

// --- internal ---

/** `2.2.1`, or `5.1.6.5 (1.4: 5.1.6.6)` where the versions number it differently. */
function sections({ v1_3, v1_4 }: ClauseRow['section']): string {
  if (v1_3 === undefined) return v1_4 === undefined ? '–' : `1.4: ${v1_4}`;
  return v1_4 === undefined || v1_4 === v1_3 ? v1_3 : `${v1_3} (1.4: ${v1_4})`;
}
