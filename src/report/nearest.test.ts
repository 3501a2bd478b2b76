import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['recomended', ['linux-mainline', 'recommended'], 'recommended'],
    ['Linux-Mainline', ['linux-mainline', 'recommended'], 'linux-mainline'],
    ['stalls', ['probe-ends', 'traffic-never-stalls'], 'traffic-never-stalls'],
    ['jugde', ['judge', 'list'], 'judge'],
  ])('should take %s among %j for %s', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it('should not guess where nothing is near', () => {
    expect(nearest('quux', ['judge', 'explain'])).toBeUndefined();
    expect(didYouMean('quux', ['judge'])).toBe('');
    expect(didYouMean('jugde', ['judge'])).toBe(' (did you mean judge?)');
  });
});

describe('editDistance', () => {
  it('should count a letter put in, left out, replaced or swapped as one', () => {
    expect(editDistance('ring', 'rings')).toBe(1);
    expect(editDistance('rings', 'ring')).toBe(1);
    expect(editDistance('ring', 'rung')).toBe(1);
    expect(editDistance('ring', 'rnig')).toBe(1);
  });

  it('should be a distance: 0 for the same word alone, and the same both ways', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
