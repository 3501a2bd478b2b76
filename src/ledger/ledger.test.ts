import { describe, expect, it } from 'vitest';
import { type Clause, clauses } from '../../spec/clauses/index.ts';
import { type Untested, untested } from '../../spec/clauses/untested/index.ts';
import { todo } from '../../spec/clauses/untested/untested.ts';
import { builtInLedger } from '../cli/ledger.ts';
import { mutants } from '../mutants/index.ts';
import { allProperties } from '../suites/built-in.ts';
import { faultsOf, ledgerOf, narrowed, negotiationScopes, type Sources, sentenceOf } from './ledger.ts';

const clause = (ordinal: number, changes: Partial<Clause> = {}): Clause => ({
  id: `L #${ordinal}`,
  label: 'L',
  ordinal,
  scope: '1',
  section: { v1_4: '2.1', title: 'Device Status Field' },
  side: 'driver',
  level: 'must',
  keyword: 'MUST',
  testable: ['trace'],
  rule: 'A rule.',
  source: 'content.tex:1',
  ...changes,
});

const implied: Untested = { clause: 'L #2', state: 'implied', reason: 'it follows', by: ['holds-first'] };

const sources: Sources = {
  clauses: [clause(1), clause(2), clause(3, { scope: '2', testable: ['review'] })],
  untested: [implied, ...todo('L', [3], 'a reader')],
  properties: [
    { id: 'holds-first', clauses: ['L #1', 'seed:small-ring'] },
    { id: 'holds-too', clauses: ['L #1'] },
  ],
  mutants: [
    { id: 'breaks-first', breaks: ['L #1'], caughtBy: ['holds-too'] },
    { id: 'breaks-nothing-told', breaks: [], caughtBy: ['holds-first'] },
  ],
};

describe('the ledger', () => {
  const { clauses: records, properties, totals } = ledgerOf(sources);

  it('should know of a clause who tests it, and which mutants show that', () => {
    expect(records[0]).toMatchObject({
      label: 'L',
      ordinal: 1,
      state: 'tested',
      testable: true,
      covered: true,
      properties: ['holds-first', 'holds-too'],
      mutants: ['breaks-first'],
    });
    expect(records[0]).not.toHaveProperty('reason');
  });

  it('should say why a clause is not tested', () => {
    expect(records[1]).toMatchObject({
      state: 'implied',
      reason: 'it follows',
      impliedBy: ['holds-first'],
      covered: false,
    });
    expect(records[2]).toMatchObject({ state: 'todo', reason: 'a reader', testable: false });
  });

  it('should know of a property what it tests and what it kills', () => {
    expect(properties).toEqual([
      { id: 'holds-first', clauses: ['L #1', 'seed:small-ring'], mutants: ['breaks-nothing-told'] },
      { id: 'holds-too', clauses: ['L #1'], mutants: ['breaks-first'] },
    ]);
  });

  it('should count', () => {
    expect(totals).toMatchObject({ clauses: 3, testable: 2, covered: 1 });
    expect(totals.states).toEqual({ tested: 1, implied: 1, todo: 1, excepted: 0, 'not-testable': 0 });
    expect(totals.scopes.map(({ scope, covered }) => [scope, covered])).toEqual([
      ['1', 1],
      ['2', 0],
    ]);
    expect(sentenceOf(totals)).toMatch(
      /^1 of 2 testable clauses are covered: a property tests the clause and/,
    );
  });

  it('should hold no clause for covered because some other property kills its mutant', () => {
    const unrelated = [{ id: 'breaks-first', breaks: ['L #1'], caughtBy: ['holds-another'] }];
    expect(ledgerOf({ ...sources, mutants: unrelated }).clauses[0]?.covered).toBe(false);
    const silent = [{ id: 'breaks-first', breaks: [], caughtBy: ['holds-first', 'holds-too'] }];
    expect(ledgerOf({ ...sources, mutants: silent }).clauses[0]?.covered).toBe(false);
  });

  it('should be narrowed to a scope, to a state, and to both', () => {
    const whole = ledgerOf(sources);
    const ordinals = (ledger: typeof whole) => ledger.clauses.map(({ ordinal }) => ordinal);
    expect(narrowed(whole, undefined, undefined)).toBe(whole);
    expect(ordinals(narrowed(whole, '1', undefined))).toEqual([1, 2]);
    expect(ordinals(narrowed(whole, undefined, 'todo'))).toEqual([3]);
    expect(ordinals(narrowed(whole, '1', 'todo'))).toEqual([]);
    expect(narrowed(whole, '2', undefined).properties).toEqual([]);
    expect(narrowed(whole, '2', undefined).totals).toMatchObject({ clauses: 1, covered: 0 });
  });
});

describe('a written state', () => {
  it.each<[string, Partial<Sources>]>([
    ['L #3 has neither a property nor a state', { untested: [implied] }],
    [
      'L #1 is tested, and its state "todo" is stale',
      { untested: [...sources.untested, ...todo('L', [1], 'x')] },
    ],
    ['L #3 has two states', { untested: [...sources.untested, ...todo('L', [3], 'x')] }],
    ['L #4 has a state and is no clause', { untested: [...sources.untested, ...todo('L', [4], 'x')] }],
    [
      'L #2 is implied by holds-once, which is no property',
      { untested: [{ ...implied, by: ['holds-once'] }, ...todo('L', [3], 'x')] },
    ],
    ['L #2 is implied by 0 properties', { untested: [{ ...implied, by: [] }, ...todo('L', [3], 'x')] }],
  ])('should be refused where %s', (fault, changes) => {
    expect(faultsOf({ ...sources, ...changes })).toEqual([fault]);
    expect(() => ledgerOf({ ...sources, ...changes })).toThrow(`ledger: ${fault}`);
  });

  it('should be there for every clause of the standard that no property tests, and for no other', () => {
    expect(faultsOf({ clauses, untested, properties: allProperties(), mutants })).toEqual([]);
  });

  it.each(untested.map((state) => [state.clause, state] as const))(
    '%s should give its reason in words without a full stop',
    (_, { reason }) => expect(reason).toMatch(/^\S.*[^.\s]$/),
  );
});

describe('the ledger of the project', () => {
  const { totals, clauses: records } = builtInLedger();

  it('should hold a record for each of the 568 clauses', () => {
    expect(records).toHaveLength(568);
    expect(Object.values(totals.states).reduce((all, count) => all + count)).toBe(568);
  });

  it('should have at least 120 covered clauses, and 70 % of those that negotiation is about', () => {
    expect(totals.covered).toBeGreaterThanOrEqual(120);
    expect(totals.negotiation.covered / totals.negotiation.testable).toBeGreaterThanOrEqual(0.7);
  });

  it('should have three of four of those covered that bind a driver or a device alone', () => {
    const binding = records.filter(
      ({ scope, side, testable }) => negotiationScopes.includes(scope) && side !== 'both' && testable,
    );
    expect(binding.filter(({ covered }) => covered).length / binding.length).toBeGreaterThanOrEqual(0.75);
  });
});
