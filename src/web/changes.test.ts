import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedBy, changesOf } from './changes.ts';

const line = fc.constantFrom('a', 'b', 'c', '', '  d', '\r', '\u00fc');
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

describe('changes of a text', () => {
  it('should make of their base the same text, byte for byte', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        const changes = changesOf(base, changed, 'a base');
        expect(changedBy(JSON.parse(JSON.stringify(changes)), base)).toBe(changed);
      }),
      { numRuns: 2000 },
    );
  });

  it('should hold what is not in the base, and no more', () => {
    const base = ['one', 'two', 'three', 'four', 'five', 'six'].join('\n');
    const { parts } = changesOf(base, ['one', 'zwei', 'three', 'four', 'six', 'seven'].join('\n'), 'a base');
    expect(parts).toEqual([1, -1, 'zwei', 2, -1, 1, 'seven']);
    expect(changesOf(base, base, 'a base').parts).toEqual([6]);
  });

  it('should be found of texts that have nothing of each other, however long', () => {
    const lines = (mark: string): string => Array.from({ length: 3000 }, (_, i) => `${mark}${i}`).join('\n');
    expect(changesOf(lines('a'), lines('b'), 'a base').parts).toHaveLength(3001);
  });

  it('should not be made of another base', () => {
    const changes = changesOf('one\ntwo', 'one\nthree', 'mine of suite 1.0');
    for (const base of ['one\ntwo ', undefined])
      expect(() => changedBy(changes, base)).toThrow('mine of suite 1.0, whose source is another one here');
  });

  it.each([
    [null],
    [{ of: 'a', digest: 1, parts: [] }],
    [{ ...changesOf('a', 'b', 'a base'), parts: [{}] }],
    [{ ...changesOf('a', 'b', 'a base'), parts: [0.5] }],
  ])('should not be %j', (changes) =>
    expect(() => changedBy(changes, 'a')).toThrow('changes of a source are expected'),
  );

  it('should not end before their base does, nor after', () => {
    for (const parts of [[], [2], [-9e15], [1, 1]])
      expect(() => changedBy({ ...changesOf('a', 'b', 'a base'), parts }, 'a')).toThrow('not whole');
  });
});
