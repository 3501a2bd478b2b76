import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BrokenValue,
  findingName,
  findingText,
  mergeFindings,
  observed,
  readFinding,
  stateOf,
  timesSeen,
} from './finding.ts';
import { aFinding, aMark, digestOf, findings } from './fixtures/values.ts';

const nameOf = (finding: ReturnType<typeof aFinding>): string => findingName(finding, digestOf);

describe('a finding', () => {
  it('should be named by its property, its clause and its scenario', () => {
    expect(nameOf(aFinding())).toMatch(/^probe-ends--driver-a-rule-1--\w+$/);
    expect(nameOf(aFinding({ clause: '' }))).toContain('--own-rule--');
    expect(nameOf(aFinding({ clause: `device: ${'a long one / '.repeat(20)}#12` }))).toMatch(/-12--\w+$/);
    expect(nameOf(aFinding({ clause: 'x'.repeat(300) })).length).toBeLessThan(120);
  });

  it('should be read as it was written', () => {
    fc.assert(
      fc.property(findings, (finding) => {
        const text = findingText(finding);
        expect(findingText(readFinding(text, nameOf(finding), digestOf))).toBe(text);
      }),
    );
  });

  it.each([
    ['nothing', '', 'found no JSON'],
    ['half a file', findingText(aFinding()).slice(0, 100), 'found no JSON'],
    ['another value', '[]', 'finding: '],
    ['no scenario', findingText(aFinding({ scenario: { rounds: [] } })), 'rounds'],
    ['another name', findingText(aFinding({ property: 'rounds-bounded' })), 'expected rounds-bounded--'],
  ])('should be refused where its file holds %s', (_, text, message) => {
    const read = () => readFinding(text, nameOf(aFinding()), digestOf);
    expect(read).toThrow(BrokenValue);
    expect(read).toThrow(message);
  });

  it('should be seen, gone, and back', () => {
    const seen = aFinding();
    const gone = observed(seen, 'mine', 'gone', aMark(2), '1/1');
    const back = observed(gone, 'mine', 'seen', aMark(3), '1/1');
    const unsteady = observed(back, 'mine', 'flaky', aMark(3), '1/1');
    const of = ({ subjects: { mine } }: typeof seen) => mine && [stateOf(mine), timesSeen(mine)];
    expect([seen, gone, back, unsteady].map(of)).toEqual([
      ['seen', 1],
      ['gone', 1],
      ['seen', 2],
      ['flaky', 2],
    ]);
  });

  it('should be seen where one shard saw it and another did not, on the same night', () => {
    const [one, other] = [
      observed(aFinding(), 'mine', 'gone', aMark(2), '1/2'),
      observed(aFinding(), 'mine', 'seen', aMark(2), '2/2'),
    ];
    const { mine } = mergeFindings(one, other).subjects;
    expect(mine && stateOf(mine)).toBe('seen');
  });
});

describe('merging findings', () => {
  const merged = (one: ReturnType<typeof aFinding>, other: ReturnType<typeof aFinding>) =>
    findingText(mergeFindings(one, other));
  /** Of one file. */
  const three = fc
    .tuple(findings, findings, findings)
    .map((all) =>
      all.map((finding) => ({ ...finding, property: 'probe-ends', scenario: aFinding().scenario })),
    );

  it('should not hang on order, nor on groups, nor on how often', () => {
    fc.assert(
      fc.property(three, ([a = aFinding(), b = aFinding(), c = aFinding()]) => {
        expect(merged(a, b)).toBe(merged(b, a));
        expect(merged(mergeFindings(a, b), c)).toBe(merged(a, mergeFindings(b, c)));
        expect(merged(a, a)).toBe(findingText(a));
      }),
    );
  });

  it('should count what each shard saw once', () => {
    const base = aFinding({ subjects: { mine: { first: aMark(1), last: aMark(1), often: { '1/2': 3 } } } });
    const [one, other] = ['1/2', '2/2'].map((shard) => observed(base, 'mine', 'seen', aMark(2), shard));
    const { mine } = mergeFindings(one ?? base, other ?? base).subjects;
    expect(mine && timesSeen(mine)).toBe(5);
  });
});
