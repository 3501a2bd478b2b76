import { describe, expect, it } from 'vitest';
import { explains } from './property.ts';

const cause = { id: 'cause' };
const ends = { id: 'ends', follows: ['cause'], breaksOff: true };

describe('a violation', () => {
  it('should explain what is said to follow from it', () => {
    expect(explains(cause, { id: 'other', follows: ['cause'] })).toBe(true);
    expect(explains(cause, { id: 'other', follows: ['another'] })).toBe(false);
    expect(explains(cause, { id: 'other' })).toBe(false);
  });

  it('should explain all others where the run broke off, but not itself, nor what explains it', () => {
    expect(explains(ends, { id: 'other' })).toBe(true);
    expect(explains(ends, ends)).toBe(false);
    expect(explains(ends, cause)).toBe(false);
    expect(explains(cause, ends)).toBe(true);
  });
});
