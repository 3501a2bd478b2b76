import { describe, expect, it } from 'vitest';
import type { Judgement, PropertyResult, Scores, Verdict } from '../judge/result.ts';
import { compare } from '../publication/compare.ts';
import { holds, judgementOf, missing, subject, violated } from '../report/fixtures/judgement.ts';
import type { Ending } from './ending.ts';
import { ratchet } from './ratchet.ts';

const result = (verdict: Verdict) =>
  verdict === 'violated' ? violated('mine', 'probe-ends') : { ...holds('probe-ends'), verdict };
const found = (verdict: Verdict, change: Partial<Judgement> = {}): Judgement =>
  judgementOf([subject('mine', [result(verdict)])], change);

const whole = { narrowed: false, extended: false, selected: false };
const narrow = { ...whole, narrowed: true };
const selected = { ...whole, selected: true };

const endingOf = (judgement: Judgement, published: Judgement, extent = whole): Ending =>
  ratchet(judgement, compare(judgement, published, extent));
const codeOf = (...args: Parameters<typeof endingOf>): number => endingOf(...args).code;

describe('the comparison with the published judgement', () => {
  it.each(['holds', 'violated', 'unknown'] as const)(
    'should end with 0 where %s was published and found',
    (verdict) => {
      expect(codeOf(found(verdict), found(verdict))).toBe(0);
    },
  );

  it('should end with 1 for an unexpected violation, however narrow the campaign', () => {
    expect(codeOf(found('violated'), found('holds'))).toBe(1);
    expect(codeOf(found('violated'), found('holds'), narrow)).toBe(1);
  });

  it('should end with 1 for an unexpected pass too', () => {
    expect(codeOf(found('holds'), found('violated'))).toBe(1);
  });

  it('should end with 2 where the campaign missed what it must meet, and say what', () => {
    const judgement = found('holds', { space: missing });
    const ending = endingOf(judgement, found('holds'));
    expect(ending.code).toBe(2);
    expect(ending.lines.map((line) => line.split(':')[0])).toEqual(['packed-rings', 'is-refused']);
  });

  it('should end with 2 where a narrower campaign did not meet what was published', () => {
    expect(codeOf(found('unknown'), found('holds'), narrow)).toBe(2);
    expect(codeOf(found('holds'), found('violated'), narrow)).toBe(2);
  });

  it('should end with 1 where the whole campaign no longer exercises a property', () => {
    expect(codeOf(found('unknown'), found('holds'))).toBe(1);
  });

  it('should end with 2 where the campaign was interrupted, whatever was found', () => {
    expect(codeOf(found('unknown', { cut: 'interrupted' }), found('holds'))).toBe(2);
    expect(codeOf(found('violated', { cut: 'interrupted' }), found('holds'))).toBe(2);
    expect(codeOf(found('violated', { cut: 'out-of-time' }), found('violated'))).toBe(2);
  });

  it('should say exactly which verdicts differ', () => {
    const { summary, lines } = endingOf(found('violated'), found('holds'), narrow);
    expect(summary).toBe('1 verdict not as in reports/verdicts.json.');
    expect(lines).toEqual(['mine: probe-ends: expected holds, found violated']);
  });

  it('should miss what is published and was not judged, unless only some properties were asked for', () => {
    const more = judgementOf([subject('mine', [result('holds'), holds('rounds-bounded')])]);
    expect(endingOf(found('holds'), more).lines).toEqual([
      'mine: rounds-bounded: expected holds, found nothing (not judged)',
    ]);
    expect(codeOf(found('holds'), more, selected)).toBe(0);
  });

  it('should miss what was judged and is not published', () => {
    expect(codeOf(found('holds'), judgementOf([]))).toBe(1);
    expect(codeOf(found('unknown'), judgementOf([]), narrow)).toBe(1);
  });
});

describe('the comparison of scores', () => {
  const { scores } = subject('mine', []);
  const scored = (change: Partial<Scores>, ...properties: readonly PropertyResult[]): Judgement =>
    judgementOf([subject('mine', properties, { scores: { ...scores, ...change } })]);
  const drifted = scored({ serves: 0.5, smallRing: { accesses: 122.903, rounds: 1.98 } });

  it('should end with 0 and say so where every one is the published one', () => {
    expect(endingOf(scored({}), scored({}))).toEqual({
      code: 0,
      summary: 'Every verdict and score is the published one (reports/verdicts.json).',
      lines: [],
    });
  });

  it('should end with 1 where one is not, and say which', () => {
    expect(endingOf(drifted, scored({}))).toEqual({
      code: 1,
      summary: '2 figures not as in reports/verdicts.json.',
      lines: [
        'mine: serves: expected 0.586, found 0.5',
        'mine: small ring, accesses: expected 115.6, found 122.903',
      ],
    });
  });

  it.each<Partial<Scores>>([
    { serves: 0.585 },
    { regret: 0.011 },
    { goodPath: { accesses: 60.701, rounds: 1 } },
    { goodPath: { accesses: 60.7, rounds: 1.001 } },
    { smallRing: { accesses: 115.599, rounds: 1.98 } },
    { smallRing: { accesses: 115.6, rounds: 1.981 } },
  ])('should see %j', (change) => expect(codeOf(scored(change), scored({}))).toBe(1));

  it.each<Partial<PropertyResult>>([{ runs: 101 }, { applicable: 91 }])(
    'should see that a property has other counts: %j',
    (change) => {
      const ending = endingOf(scored({}, holds('probe-ends', change)), scored({}, holds('probe-ends')));
      expect([ending.code, ending.lines.length]).toEqual([1, 1]);
      expect(ending.lines[0]).toMatch(/^mine: probe-ends, (runs|applicable): expected \d+, found \d+$/);
    },
  );

  it('should see that a property is violated more often', () => {
    const more = violated('mine', 'probe-ends', {}, { violations: 8 });
    expect(endingOf(scored({}, more), scored({}, violated('mine', 'probe-ends'))).lines).toEqual([
      'mine: probe-ends, violations: expected 7, found 8',
    ]);
  });

  it('should be left out where the campaign is another one, or was cut short', () => {
    const summary = 'Every verdict is the published one (reports/verdicts.json).';
    for (const extent of [narrow, { ...whole, extended: true }]) {
      expect(endingOf(drifted, scored({}), extent)).toEqual({ code: 0, summary, lines: [] });
    }
    expect(codeOf({ ...drifted, cut: 'out-of-time' }, scored({}))).toBe(2);
    expect(codeOf(drifted, scored({}), selected)).toBe(1);
  });

  it('should be told after the verdicts', () => {
    const ending = endingOf(scored({}, violated('mine', 'probe-ends')), scored({}, holds('probe-ends')));
    expect(ending).toEqual({
      code: 1,
      summary: '1 verdict and 1 figure not as in reports/verdicts.json.',
      lines: [
        'mine: probe-ends: expected holds, found violated',
        'mine: probe-ends, violations: expected 0, found 7',
      ],
    });
  });

  it('should not list more than can be read', () => {
    const many = Array.from({ length: 30 }, (_, i) => `p-${i}`);
    const ending = endingOf(
      scored({ serves: 0.5 }, ...many.map((id) => holds(id, { runs: 101 }))),
      scored({}, ...many.map((id) => holds(id))),
    );
    expect([ending.lines.length, ending.lines[0], ending.lines.at(-1)]).toEqual([
      21,
      'mine: serves: expected 0.586, found 0.5',
      'and 11 figures more',
    ]);
  });
});
