import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, visible } from './message.ts';

describe('text for a terminal', () => {
  it.each([
    ['a title', 'a title'],
    ['ünï😀\n  second line', 'ünï😀\n  second line'],
    ['\u0007\u001b[31mred', '\\u0007\\u001b[31mred'],
    ['\u009b31m\u007f\ttab\r', '\\u009b31m\\u007f\\u0009tab\\u000d'],
    ['\u202etxt.exe\u2066\ufeff\u2028', '\\u202etxt.exe\\u2066\\ufeff\\u2028'],
    ['half \ud83d of a pair', 'half \\ud83d of a pair'],
    ['a tag \u{e0041}', 'a tag \\udb40\\udc41'],
  ])('should show what is hidden in %j', (text, shown) => expect(visible(text)).toBe(shown));

  it('should keep colours where they are wanted, and nothing else that a terminal obeys', () => {
    expect(visible('\u001b[31mno\u001b[39m\u001b[2J', true)).toBe('\u001b[31mno\u001b[39m\\u001b[2J');
  });

  it('should leave JSON the same value', () =>
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const value: unknown = [JSON.parse(json), text];
        expect(JSON.parse(visible(JSON.stringify(value, null, 2)))).toEqual(value);
      }),
      { numRuns: 200, seed: 1 },
    ));
});

describe('a message', () => {
  it('should be one line', () => expect(oneLine('a\nb: no\r\nfile')).toBe('a\\nb: no\\u000d\\nfile'));

  it('should keep both its ends where it is long', () => {
    const message = oneLine(`x: found ${'y'.repeat(100_000)}, expected a scenario`);
    expect(message).toMatch(/^x: found y+…y+, expected a scenario$/);
    expect(message).toHaveLength(199);
  });

  it('should have at most 200 characters with its end, and be whole characters, whatever is in it', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', size: '+2' }), fc.nat(3), (text, times) => {
        const message = oneLine(text.repeat(1 + times));
        expect(message.length).toBeLessThan(200);
        expect(message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 300, seed: 1 },
    ));
});
