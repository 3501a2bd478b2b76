import { describe, expect, it } from 'vitest';
import type { Judgement, Verdict } from '../judge/result.ts';
import { holds, judgementOf, missing, subject, violated } from '../report/fixtures/judgement.ts';
import { compare, ratchet } from './ratchet.ts';

const result = (verdict: Verdict) =>
  verdict === 'violated' ? violated('mine', 'probe-ends') : { ...holds('probe-ends'), verdict };
const found = (verdict: Verdict, change: Partial<Judgement> = {}): Judgement =>
  judgementOf([subject('mine', [result(verdict)])], change);

const whole = { narrowed: false, selected: false };
const narrow = { narrowed: true, selected: false };

const codeOf = (judgement: Judgement, published: Judgement, extent = whole): number =>
  ratchet(judgement, compare(judgement, published, extent)).code;

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
    const ending = ratchet(judgement, compare(judgement, found('holds'), whole));
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
    const differences = compare(found('violated'), found('holds'), whole);
    const { summary, lines } = ratchet(found('violated'), differences);
    expect(summary).toBe('1 verdict not as in reports/judgement.json.');
    expect(lines).toEqual(['mine: probe-ends: expected holds, found violated']);
  });

  it('should miss what is published and was not judged, unless only some properties were asked for', () => {
    const more = judgementOf([subject('mine', [result('holds'), holds('rounds-bounded')])]);
    expect(ratchet(found('holds'), compare(found('holds'), more, whole)).lines).toEqual([
      'mine: rounds-bounded: expected holds, found nothing (not judged)',
    ]);
    expect(codeOf(found('holds'), more, { narrowed: false, selected: true })).toBe(0);
  });

  it('should miss what was judged and is not published', () => {
    expect(codeOf(found('holds'), judgementOf([]))).toBe(1);
    expect(codeOf(found('unknown'), judgementOf([]), narrow)).toBe(1);
  });
});
