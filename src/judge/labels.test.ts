import { describe, expect, it } from 'vitest';
import { happenings, labelCounts, required } from './labels.ts';

const label = { id: 'one', title: 'One', least: 0.1, of: () => true };

describe('how many scenarios must bear a label', () => {
  it.each([
    [0.1, 10_000, 906],
    [0.1, 900, 62],
    [0.1, 50, 0],
    [0.1, 0, 0],
  ])('should be of a share of %d in %d what chance leaves of it', (least, runs, count) => {
    expect(required(least, runs)).toBe(count);
  });
});

describe('labels', () => {
  it('should be met by enough scenarios, and missed by one less', () => {
    const met = (count: number) => labelCounts([label], [count], 900, { transports: ['pci'] })[0]?.met;
    expect([met(62), met(61)]).toEqual([true, false]);
  });

  it('should not be asked for where no transport can have them', () => {
    const modern = { ...label, over: ['pci', 'mmio'] } as const;
    expect(labelCounts([modern], [0], 900, { transports: ['pci-legacy'] })).toEqual([]);
    expect(labelCounts([modern], [0], 900, { transports: ['pci-legacy', 'mmio'] })).toHaveLength(1);
  });

  it('should not be asked for where they hang on ring sizes and these are chosen', () => {
    const sized = { ...label, ofSizes: true };
    expect(labelCounts([sized], [0], 900, { transports: ['pci'], sizes: [4] })).toEqual([]);
    expect(labelCounts([label], [0], 900, { transports: ['pci'], sizes: [4] })).toHaveLength(1);
  });
});

describe('what must happen sometimes', () => {
  it('should have happened in a whole campaign, and need not in a part of one', () => {
    const sometimes = [{ id: 'one', title: 'One', happens: () => true }];
    expect(happenings(sometimes, [0], false)[0]?.met).toBe(false);
    expect(happenings(sometimes, [0], true)[0]?.met).toBe(true);
    expect(happenings(sometimes, [1], false)[0]?.met).toBe(true);
  });
});
