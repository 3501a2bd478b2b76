import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { counted, listed, percent, wrap } from './wrap.ts';

describe('wrap', () => {
  it('should break a text at its spaces, with a hanging indent', () => {
    expect(wrap('Rule: a driver accepts only what is offered', 20, '  ', '    ')).toEqual([
      '  Rule: a driver',
      '    accepts only',
      '    what is offered',
    ]);
  });

  it('should go on in the next line with a word that is longer', () => {
    expect(wrap('see a-word-without-an-end', 10, '', '  ')).toEqual([
      'see',
      '  a-word-w',
      '  ithout-a',
      '  n-end',
    ]);
  });

  it('should never look at all of what is left of a very long word', () => {
    const segmented = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    const long = '仮'.repeat(2000);
    expect(wrap(long, 10).join('')).toBe(long);
    expect(Math.max(...segmented.mock.calls.map(([text]) => text.length))).toBe(200);
    segmented.mockRestore();
  });

  it('should cut no character in two', () => {
    expect(wrap('😀'.repeat(5), 5)).toEqual(['😀😀', '😀😀', '😀']);
    expect(wrap('😀😀', 1)).toEqual(['😀', '😀']);
    expect(wrap('👩‍💻👩‍💻e\u0301e\u0301', 2)).toEqual(['👩‍💻', '👩‍💻', 'e\u0301e\u0301']);
  });

  it('should count columns, of which a wide character takes two and a mark none', () => {
    expect(wrap('仮想 装置 環', 7)).toEqual(['仮想', '装置 環']);
    expect(wrap('e\u0301e\u0301e\u0301 e\u0301e\u0301', 6)).toEqual(['e\u0301e\u0301e\u0301 e\u0301e\u0301']);
  });

  it('should lose no word and never exceed the width', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 14, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width, ' ', '  ');
        expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('listed and counted', () => {
  it('should read as prose', () => {
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(counted(1, 'run')).toBe('1 run');
    expect(counted(2, 'access', 'accesses')).toBe('2 accesses');
  });
});

describe('percent', () => {
  it('should read 100% only where it is all', () =>
    expect([0, 0.5858, 0.9994, 0.99951, 1].map(percent)).toEqual([
      '0.0%',
      '58.6%',
      '99.9%',
      '99.9%',
      '100.0%',
    ]));
});
