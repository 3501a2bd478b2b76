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

type Results = ReturnType<typeof subject>;

/** Judged over the same scenarios. */
const held = (now: Results, then: Results, breaks: Breaks = () => undefined) =>
  againstBaseline(now, then, { alike: true, breaks });

describe('a subject against its baseline', () => {
  it('should tell what it cures, breaks anew, leaves and is no longer known of it', () => {
    const against = held(
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
    expect(ids(against.breaks)).toEqual(['b']);
    expect(ids(against.leaves)).toEqual(['c']);
    expect(ids(against.unclear)).toEqual(['d', 'e']);
    expect(against).toMatchObject({ subject: 'mine', baseline: 'linux' });
  });

  it('should call broken anew what the baseline was not judged by', () => {
    const against = held(mine(violated('mine', 'a')), linux());
    expect(ids(against.breaks)).toEqual(['a']);
    expect(against.breaks[0]?.before).toBeUndefined();
  });

  it('should call left what the baseline breaks on the counterexample, though its campaign did not meet it', () => {
    const [now, then] = [mine(violated('mine', 'a'), holds('b')), linux(holds('a'), violated('linux', 'b'))];
    const against = held(now, then, () => true);
    expect([ids(against.breaks), ids(against.cures), ids(against.leaves)]).toEqual([[], [], ['a', 'b']]);
    // On some of the scenarios themselves the baseline did not break it.
    expect(against.leaves.map(({ more }) => more)).toEqual([7, 0]);
    expect(isWorse(against)).toBe(true);
  });

  it('should be worse where something is broken on more scenarios, and not where these are not the same', () => {
    const [now, then] = [mine(violated('mine', 'a', {}, { violations: 9 })), linux(violated('linux', 'a'))];
    expect(held(now, then).leaves[0]?.more).toBe(2);
    expect(isWorse(held(now, then))).toBe(true);
    expect(isWorse(held(then, now))).toBe(false);
    expect(isWorse(againstBaseline(now, then, { alike: false }))).toBe(false);
  });

  it('should cure nothing where the policy is at fault as a program', () => {
    const thrown = violated('mine', 'probe-ends', { programFault: true });
    const against = held(
      mine(thrown, holds('a')),
      linux(holds('probe-ends'), violated('linux', 'a')),
      () => false,
    );
    expect([ids(against.cures), ids(against.breaks)]).toEqual([[], ['probe-ends']]);
  });

  it('should accuse nobody beside a baseline of which it is unknown', () => {
    const against = held(mine(violated('mine', 'a')), linux(never('a')));
    expect([ids(against.breaks), ids(against.unclear)]).toEqual([[], ['a']]);
    expect(isWorse(against)).toBe(false);
  });

  it('should not know a property that was not seen again, whatever the baseline breaks', () => {
    const lost = violated('mine', 'a', { notReproduced: true }, { verdict: 'unknown' });
    const against = held(mine(lost), linux(violated('linux', 'a')), () => true);
    expect([ids(against.leaves), ids(against.unclear)]).toEqual([[], ['a']]);
  });

  it('should ask of a baseline that was judged by itself only what both were asked', () => {
    const [now, then] = [mine(violated('mine', 'a'), holds('b')), linux(holds('b'), holds('c'))];
    const against = againstBaseline(now, then, { alike: true, apart: true });
    expect([ids(against.breaks), against.notAsked]).toEqual([[], ['c']]);
  });

  it('should tell of what both break the causes that only one has', () => {
    const breaks: Breaks = (_, property) => property === 'b';
    const [now, then] = [
      mine(violated('mine', 'a'), violated('mine', 'b')),
      linux(violated('linux', 'a'), violated('linux', 'b')),
    ];
    const against = held(now, then, breaks);
    expect(against.leaves).toMatchObject([
      { id: 'a', newCauses: ['mine/a'], curedCauses: ['linux/a'] },
      { id: 'b', newCauses: [], curedCauses: [] },
    ]);
    expect(ids(ownCounterexamples(against, now))).toEqual(['mine/a']);
    expect(ids(curedCounterexamples(against, then))).toEqual(['linux/a']);
    expect(isWorse(against)).toBe(true);
    // Where nobody could tell, nothing is laid at its door.
    expect(isWorse(held(now, then))).toBe(false);
  });

  it.each([
    ['something that binds is broken anew', [violated('mine', 'a')], [holds('a')], true],
    ['what is only recommended is', [violated('mine', 'a', {}, { level: 'should' })], [holds('a')], false],
    ['what held is unknown', [never('a')], [holds('a')], true],
    ['what was violated is unknown', [never('a')], [violated('linux', 'a')], false],
    ['something is cured', [holds('a')], [violated('linux', 'a')], false],
  ])('should be worse or not where %s', (_, now, then, worse) => {
    expect(isWorse(held(mine(...now), linux(...then)))).toBe(worse);
  });

  it('should be worse where fewer devices are served, and not where more are', () => {
    const scores = { ...mine().scores, serves: 0.5 };
    expect(isWorse(held(subject('mine', [], { scores }), linux()))).toBe(true);
    expect(isWorse(held(mine(), subject('linux', [], { scores })))).toBe(false);
  });
});
