import { describe, expect, it } from 'vitest';
import { verdictEnding } from '../cli/verdict.ts';
import type { Judgement } from '../judge/result.ts';
import { verdictOf } from '../judge/verdicts.ts';
import { propertiesOf } from '../suites/built-in.ts';
import { holds, judgementOf, missing, never, subject, violated } from './fixtures/judgement.ts';
import { type Outcome, testPoints } from './test-points.ts';

const knowledge = { propertiesOf, replay: ({ id }: { id: string }) => ['explain', id] };
const outcomes = (judgement: Judgement): Outcome[] =>
  testPoints(judgement, knowledge).map(({ outcome }) => outcome);
const should = { level: 'should' } as const;

describe('testPoints', () => {
  it.each<[string, Judgement]>([
    ['all holds', judgementOf([subject('mine', [holds('probe-ends')])])],
    ['a rule is broken', judgementOf([subject('mine', [violated('mine', 'probe-ends')])])],
    [
      'a recommendation is broken',
      judgementOf(
        [subject('mine', [holds('probe-ends'), violated('mine', 'small-ring-marked', {}, should)])],
        {},
      ),
    ],
    ['a rule was never exercised', judgementOf([subject('mine', [holds('a'), never('probe-ends')])])],
    ['nothing binds', judgementOf([subject('mine', [holds('small-ring-marked', should)])])],
    ['it was cut short', judgementOf([subject('mine', [holds('probe-ends')])], { cut: 'out-of-time' })],
    ['a label was missed', judgementOf([subject('mine', [holds('probe-ends')])], { space: missing })],
    [
      'a subject was judged no further',
      judgementOf([subject('mine', [holds('probe-ends')], { unfinished: 'waits for ever' })]),
    ],
    ['one of two is broken', judgementOf([subject('a', [holds('x')]), subject('b', [violated('b', 'x')])])],
  ])('should say what the exit code says where %s', (_, judgement) => {
    const subjects = judgement.subjects.map((one) => ({ ...one, verdict: verdictOf(one.properties) }));
    const found = outcomes({ ...judgement, subjects });
    const isGreen = found.every(
      (outcome) => outcome === 'passes' || outcome === 'warns' || outcome === 'skipped',
    );
    expect(isGreen).toBe(verdictEnding({ ...judgement, subjects }).code === 0);
  });

  it('should tell why, on which scenario, by which rule, and how to see it', () => {
    const [point] = testPoints(
      judgementOf([subject('mine', [violated('mine', 'traffic-never-stalls')])]),
      knowledge,
    );
    expect(point?.lines).toEqual([
      'No transmit queue stops for ever. Not so in 7 of 90 runs.',
      'pci, VIRTIO 1.2, offers {VERSION_1} on rings of 16: something is wrong.',
      expect.stringMatching(/^Rule: On a ring below MAX_SKB_FRAGS \+ 2 .*\(seed:small-ring\)\.$/),
      'Replay: explain mine',
    ]);
  });
});
