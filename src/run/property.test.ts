import { describe, expect, it } from 'vitest';
import { AT_THE_END, explains } from './property.ts';

const cause = { id: 'cause' };
const ends = { id: 'ends', follows: ['cause'], breaksOff: true };

describe('a violation', () => {
  it('should explain what is said to follow from it', () => {
    expect(explains(cause, { id: 'other', follows: ['cause'] }, { at: 3 })).toBe(true);
    expect(explains(cause, { id: 'other', follows: ['another'] }, { at: AT_THE_END })).toBe(false);
    expect(explains(cause, { id: 'other' }, { at: AT_THE_END })).toBe(false);
  });

  it('should explain what others find at the end of a run that broke off, but not itself, nor what explains it', () => {
    expect(explains(ends, { id: 'other' }, { at: AT_THE_END })).toBe(true);
    expect(explains(ends, { id: 'other' }, { at: 0 })).toBe(false);
    expect(explains(ends, ends, { at: AT_THE_END })).toBe(false);
    expect(explains(ends, cause, { at: AT_THE_END })).toBe(false);
    expect(explains(cause, ends, { at: AT_THE_END })).toBe(true);
  });

  it('should not explain what a subject does wrong as a program', () => {
    expect(explains(cause, ends, { at: AT_THE_END, programFault: true })).toBe(false);
  });
});
