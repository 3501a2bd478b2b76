import { describe, expect, it } from 'vitest';
import { AT_THE_END, explains } from './property.ts';

const cause = { id: 'cause' };
const ends = { id: 'ends', follows: ['cause'], breaksOff: true };

describe('a violation', () => {
  it('should explain what is said to follow from it', () => {
    expect(explains(cause, { id: 'other', follows: ['cause'] }, 3)).toBe(true);
    expect(explains(cause, { id: 'other', follows: ['another'] }, AT_THE_END)).toBe(false);
    expect(explains(cause, { id: 'other' }, AT_THE_END)).toBe(false);
  });

  it('should explain what others find at the end of a run that broke off, but not itself, nor what explains it', () => {
    expect(explains(ends, { id: 'other' }, AT_THE_END)).toBe(true);
    expect(explains(ends, { id: 'other' }, 0)).toBe(false);
    expect(explains(ends, ends, AT_THE_END)).toBe(false);
    expect(explains(ends, cause, AT_THE_END)).toBe(false);
    expect(explains(cause, ends, AT_THE_END)).toBe(true);
  });
});
