import type { Clause, ClauseLevel, Side, Testable } from './clause.ts';

/** A clause without what it shares with the others under its label. */
export type Row = readonly [
  side: Side,
  keyword: string,
  testable: readonly Testable[],
  line: number,
  rule: string,
];

/** What every chapter on a device type says of structures over a legacy interface. */
export const BYTE_ORDER =
  'Legacy: the numbers of the structure are in the byte order of the guest, whichever that is.';

/** Makes the clauses of one label after another, in the order of the text, of a chapter that has the same sections in 1.3 and 1.4. */
export const sectionsOf =
  (scope: string, file: string) =>
  (label: string, number: string, title: string, ...rows: readonly Row[]): Clause[] =>
    rows.map(([side, keyword, testable, line, rule], i) => ({
      id: `${label} #${i + 1}`,
      label,
      ordinal: i + 1,
      scope,
      section: { v1_3: number, v1_4: number, title },
      side,
      level: levelOf(keyword),
      keyword,
      testable,
      rule,
      source: `${file}:${line}`,
    }));

// --- internal ---

const levelOf = (keyword: string): ClauseLevel =>
  (['must', 'should', 'may'] as const).find((level) => keyword.includes(level.toUpperCase())) ?? 'describes';
