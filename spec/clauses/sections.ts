import type { Clause, ClauseLevel, Side, Testable } from './clause.ts';

/** A clause without what it shares with the others under its label. */
export type Row = readonly [
  about: readonly [side: Side, keyword: string, line: number, ...testable: readonly Testable[]],
  rule: string,
  since?: 'new in 1.4',
];

/** Where a section stands in each version; a title where it is not the one that its label ends with. */
export type Section = string | { readonly v1_3?: string; readonly v1_4: string; readonly title?: string };

/** What every chapter on a device type says of structures over a legacy interface. */
export const BYTE_ORDER =
  'Legacy: the numbers of the structure are in the byte order of the guest, whichever that is.';

/** Makes the clauses of one label after another, numbered in the order of the text. A number alone is that of the section in 1.3 and 1.4. */
export const sectionsOf =
  (scope: string, file: string) =>
  (label: string, number: Section, ...rows: readonly Row[]): Clause[] =>
    rows.map(([[side, keyword, line, ...testable], rule, since], i) => {
      const numbers = typeof number === 'string' ? { v1_3: number, v1_4: number } : number;
      const { v1_3, v1_4, title = titleOf(label) } = numbers;
      return {
        id: `${label} #${i + 1}`,
        label,
        ordinal: i + 1,
        scope,
        section: { ...(since || !v1_3 ? {} : { v1_3 }), v1_4, title },
        side,
        level: levelOf(keyword),
        keyword,
        testable,
        rule,
        source: `${file}:${line}`,
      };
    });

// --- internal ---

/** The heading that a label is made of. */
function titleOf(label: string): string {
  const [, kind, path = label] = /^(?:\(no label\) |(\w+):)(.*)$/s.exec(label) ?? [];
  const requirements = { drivernormative: 'Driver Requirements: ', devicenormative: 'Device Requirements: ' };
  return `${requirements[kind as keyof typeof requirements] ?? ''}${path.split(' / ').at(-1)}`;
}

/** SHALL is MUST. */
const levelOf = (keyword: string): ClauseLevel =>
  (['must', 'should', 'may'] as const).find((level) =>
    keyword.replace('SHALL', 'MUST').includes(level.toUpperCase()),
  ) ?? 'describes';
