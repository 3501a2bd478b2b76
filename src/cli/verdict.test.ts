import { describe, expect, it } from 'vitest';
import { holds, judgementOf, missing, never, subject, violated } from '../report/fixtures/judgement.ts';
import { verdictEnding } from './verdict.ts';

const good = subject('good', [holds('probe-ends')]);
const bad = subject('bad', [violated('bad', 'probe-ends')]);
const idle = subject('idle', [holds('probe-ends'), never('any-layout-accepted')]);
const warned = subject('warned', [
  holds('probe-ends'),
  violated('warned', 'good-path-costs-nothing', {}, { level: 'should' }),
]);

describe('the verdict on named policies', () => {
  it.each([
    ['all hold', [good], 0, 'good: holds.'],
    ['only a recommendation is broken', [{ ...warned, verdict: 'holds' as const }], 0, 'warned: holds.'],
    ['one is violated', [good, bad], 1, 'good: holds; bad: violated.'],
    ['one was not exercised', [idle], 2, 'idle: unknown, because of 1 property of 2 that bind it.'],
    [
      'nothing that binds was judged',
      [subject('none', [], { verdict: 'unknown' })],
      2,
      'none: unknown, because no must- or policy-level property was judged.',
    ],
  ])('should, where %s', (_, subjects, code, summary) => {
    expect(verdictEnding(judgementOf(subjects))).toMatchObject({ code, summary });
  });

  it('should be 2 after an interruption, even where something is violated already', () => {
    expect(verdictEnding(judgementOf([bad], { cut: 'interrupted' })).code).toBe(2);
  });

  it('should be 2 where time ran out and nothing is violated, else 1', () => {
    expect(verdictEnding(judgementOf([good], { cut: 'out-of-time' })).code).toBe(2);
    expect(verdictEnding(judgementOf([bad], { cut: 'out-of-time' })).code).toBe(1);
  });

  it('should be 2 where all holds in a campaign that missed a label, or something that must happen', () => {
    expect(verdictEnding(judgementOf([good], { space: missing }))).toEqual({
      code: 2,
      summary: 'good: holds. The campaign did not meet all that it must, so what holds is unknown.',
      lines: [
        'packed-rings: The rings are packed: in 0 random scenarios, expected 15.0% of them.',
        'is-refused: A device refuses: never, though the reference policy was run on random scenarios.',
      ],
    });
    expect(verdictEnding(judgementOf([bad], { space: missing })).code).toBe(1);
  });

  it('should be 2 where nothing was judged', () => {
    expect(verdictEnding(judgementOf([])).code).toBe(2);
  });
});
