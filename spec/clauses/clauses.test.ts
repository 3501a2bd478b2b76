import { describe, expect, test } from 'vitest';
import { clauseById, clauses, scopes } from './index.ts';

const countByScope: Readonly<Record<string, number>> = {
  '1': 21,
  '2': 37,
  '3': 12,
  '4': 19,
  '5a': 19,
  '5b': 39,
  '5c': 9,
  '5d': 23,
  '5e': 8,
  '5f': 21,
  '6': 31,
  '7a': 53,
  '7b': 20,
  '7c': 31,
  '7d': 31,
  '8a': 46,
  '8b': 45,
  '8c': 59,
  '8d': 32,
  '9': 12,
};

function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe('clause ledger', () => {
  test('holds 568 clauses', () => {
    expect(clauses).toHaveLength(568);
  });

  test('ids are unique and made of label and ordinal', () => {
    expect(clauseById.size).toBe(clauses.length);
    for (const clause of clauses) expect(clause.id).toBe(`${clause.label} #${clause.ordinal}`);
  });

  test('ordinals under a label run from 1 without gaps', () => {
    const last = new Map<string, number>();
    for (const { label, ordinal } of clauses) {
      expect(ordinal, label).toBe((last.get(label) ?? 0) + 1);
      last.set(label, ordinal);
    }
  });

  test('labels start with a known prefix', () => {
    for (const { label } of clauses) {
      expect(label).toMatch(/^(?:(?:sec|drivernormative|devicenormative):|\(no label\) )\S/);
    }
  });

  test('counts per scope', () => {
    expect(tally(clauses.map((clause) => clause.scope))).toEqual(countByScope);
  });

  test('scopes are contiguous and in the order of the titles', () => {
    const order = clauses.map((clause) => clause.scope).filter((scope, i, all) => scope !== all[i - 1]);
    expect(order).toEqual([...scopes.keys()]);
  });

  test('counts per side and per level', () => {
    expect(tally(clauses.map((clause) => clause.side))).toEqual({ driver: 239, device: 172, both: 157 });
    expect(clauses.filter((clause) => clause.level === 'describes')).toHaveLength(183);
  });

  test('counts per way of checking', () => {
    expect(tally(clauses.flatMap((clause) => clause.testable))).toEqual({
      model: 194,
      trace: 463,
      device: 235,
      review: 12,
    });
  });

  test('the level is the strongest keyword', () => {
    for (const { id, keyword, level } of clauses) {
      const strongest = (['must', 'should', 'may'] as const).find((word) =>
        keyword.replaceAll('SHALL', 'MUST').includes(word.toUpperCase()),
      );
      expect(level, id).toBe(strongest ?? 'describes');
    }
  });

  test('every clause has a section in 1.4, and a source line', () => {
    for (const { id, section, source } of clauses) {
      expect(section.v1_4, id).toMatch(/^(?:App\.|\d+(?:\.\d+)+)$/);
      expect(section.v1_3 ?? '0.0', id).toMatch(/^(?:App\.|\d+(?:\.\d+)+)$/);
      expect(source, id).toMatch(/^[\w/-]+\.tex:\d+$/);
    }
  });

  test('21 clauses are new in 1.4', () => {
    expect(clauses.filter((clause) => clause.section.v1_3 === undefined)).toHaveLength(21);
  });

  test('rules are one line and carry no internal cross references', () => {
    for (const { rule } of clauses) {
      expect(rule).toMatch(/^\S.*\S$/);
      expect(rule).not.toMatch(/\btraps?\b|\bR\d{3}\b|\bT\d{1,2}\b/);
    }
  });
});
