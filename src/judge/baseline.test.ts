import { describe, expect, it } from 'vitest';
import { holds, never, subject, violated } from '../report/fixtures/judgement.ts';
import {
  againstBaseline,
  type Breaks,
  curedCounterexamples,
  isWorse,
  ownCounterexamples,
} from './baseline.ts';

const ids = (changes: readonly { readonly id: string }[]): string[] => changes.map(({ id }) => id);

const linux = (...properties: Parameters<typeof subject>[1]) => subject('linux', properties);
const mine = (...properties: Parameters<typeof subject>[1]) => subject('mine', properties);

describe('a subject against its baseline', () => {
  it('should tell what it cures, breaks anew, leaves and is no longer known of it', () => {
    const against = againstBaseline(
      mine(
        holds('a'),
        violated('mine', 'b'),
        violated('mine', 'c'),
        never('d'),
        violated('mine', 'e'),
        holds('f'),
      ),
      linux(violated('linux', 'a'), holds('b'), violated('linux', 'c'), holds('d'), never('e')),
    );
    expect(ids(against.cures)).toEqual(['a']);
    expect(ids(against.breaks)).toEqual(['b', 'e']);
    expect(ids(against.leaves)).toEqual(['c']);
    expect(ids(against.unclear)).toEqual(['d']);
    expect(against).toMatchObject({ subject: 'mine', baseline: 'linux' });
  });

  it('should call broken anew what the baseline was not judged by', () => {
    const against = againstBaseline(mine(violated('mine', 'a')), linux());
    expect(ids(against.breaks)).toEqual(['a']);
    expect(against.breaks[0]?.before).toBeUndefined();
  });

  it('should call left what the baseline breaks on the counterexample, though its campaign did not meet it', () => {
    const [now, then] = [mine(violated('mine', 'a'), holds('b')), linux(holds('a'), violated('linux', 'b'))];
    const against = againstBaseline(now, then, () => true);
    expect([ids(against.breaks), ids(against.cures), ids(against.leaves)]).toEqual([[], [], ['a', 'b']]);
    expect(isWorse(against)).toBe(false);
  });

  it('should tell of what both break the causes that only one has', () => {
    const breaks: Breaks = (_, property) => property === 'b';
    const [now, then] = [
      mine(violated('mine', 'a'), violated('mine', 'b')),
      linux(violated('linux', 'a'), violated('linux', 'b')),
    ];
    const against = againstBaseline(now, then, breaks);
    expect(against.leaves).toMatchObject([
      { id: 'a', newCauses: ['mine/a'], curedCauses: ['linux/a'] },
      { id: 'b', newCauses: [], curedCauses: [] },
    ]);
    expect(ids(ownCounterexamples(against, now))).toEqual(['mine/a']);
    expect(ids(curedCounterexamples(against, then))).toEqual(['linux/a']);
    expect(isWorse(against)).toBe(true);
    // Where nobody could tell, nothing is laid at its door.
    expect(isWorse(againstBaseline(now, then))).toBe(false);
  });

  it.each([
    ['something that binds is broken anew', [violated('mine', 'a')], [holds('a')], true],
    ['what is only recommended is', [violated('mine', 'a', {}, { level: 'should' })], [holds('a')], false],
    ['what held is unknown', [never('a')], [holds('a')], true],
    ['what was violated is unknown', [never('a')], [violated('linux', 'a')], false],
    ['something is cured', [holds('a')], [violated('linux', 'a')], false],
  ])('should be worse or not where %s', (_, now, then, worse) => {
    expect(isWorse(againstBaseline(mine(...now), linux(...then)))).toBe(worse);
  });

  it('should be worse where fewer devices are served, and not where more are', () => {
    const scores = { ...mine().scores, serves: 0.5 };
    expect(isWorse(againstBaseline(subject('mine', [], { scores }), linux()))).toBe(true);
    expect(isWorse(againstBaseline(mine(), subject('linux', [], { scores })))).toBe(false);
  });
});
