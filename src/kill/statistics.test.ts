import { describe, expect, it } from 'vitest';
import { median, quantile } from './statistics.ts';

describe('the median', () => {
  it('should be the middle one, the lower of two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  it('should be undefined where most are, or where there is none', () => {
    expect(median([1, undefined, undefined])).toBeUndefined();
    expect(median([undefined, 7, 3])).toBe(7);
    expect(median([])).toBeUndefined();
  });
});

describe('a quantile', () => {
  it('should be as large as that share of all', () => {
    const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    expect(quantile(ten, 9 / 10)).toBe(9);
    expect(quantile(ten, 1)).toBe(10);
  });
});
