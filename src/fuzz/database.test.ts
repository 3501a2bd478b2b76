import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Database, emptyDatabase, mergeDatabases, nextNight } from './database.ts';
import { findingText } from './finding.ts';
import { aFinding, aMark, databases } from './fixtures/values.ts';

/** All that would be written of it. */
const told = ({ findings, corpus }: Database): string[] =>
  [...findings]
    .map(([name, finding]) => `${name} ${findingText(finding)}`)
    .concat([...corpus].flat())
    .toSorted();

describe('merging databases', () => {
  it('should not hang on order, nor on groups, nor on how often', () => {
    fc.assert(
      fc.property(databases, databases, databases, (a, b, c) => {
        expect(told(mergeDatabases(a, b))).toEqual(told(mergeDatabases(b, a)));
        expect(told(mergeDatabases(mergeDatabases(a, b), c))).toEqual(
          told(mergeDatabases(a, mergeDatabases(b, c))),
        );
        expect(told(mergeDatabases(a, a))).toEqual(told(a));
        expect(told(mergeDatabases(a, emptyDatabase))).toEqual(told(a));
      }),
    );
  });

  it('should lose no finding and no scenario', () => {
    fc.assert(
      fc.property(databases, databases, (a, b) => {
        const { findings, corpus } = mergeDatabases(a, b);
        expect(new Set(findings.keys())).toEqual(new Set([...a.findings.keys(), ...b.findings.keys()]));
        expect(new Set(corpus.keys())).toEqual(new Set([...a.corpus.keys(), ...b.corpus.keys()]));
      }),
    );
  });
});

describe('a night', () => {
  it('should come after every one that its database knows, whatever its clock says', () => {
    expect(nextNight(emptyDatabase)).toBe(1);
    const mine = { first: aMark(1), last: aMark(2, { date: '2099-01-01' }), gone: aMark(5), often: {} };
    expect(
      nextNight({ ...emptyDatabase, findings: new Map([['a', aFinding({ subjects: { mine } })]]) }),
    ).toBe(6);
  });
});
