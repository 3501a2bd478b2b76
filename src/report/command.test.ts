import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, commandLines } from './command.ts';
import { scenarioOn } from './fixtures/judgement.ts';

/** The words that a POSIX shell makes of a command line after `printf`. */
const wordsOf = (line: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('commandLine', () => {
  it('should leave plain words alone and quote the others', () => {
    expect(commandLine(['npx', 'virtio-conformance', 'explain', 'my file.ts', '{"a":1}'])).toBe(
      `npx virtio-conformance explain 'my file.ts' '{"a":1}'`,
    );
  });

  it('should reach the shell as the words it was made of', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        expect(wordsOf(commandLine(words))).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});

describe('commandLines', () => {
  const scenario = scenarioOn(16, '{CSUM, GUEST_CSUM, MRG_RXBUF, VERSION_1}');
  const command = ['npx', 'virtio-conformance', 'explain', 'mine.ts', JSON.stringify(scenario)];

  it('should break between words with a backslash', () => {
    expect(commandLines(['npx', 'virtio-conformance', 'explain', 'linux-mainline'], 32)).toEqual([
      'npx virtio-conformance explain \\',
      '  linux-mainline',
    ]);
  });

  it('should break a scenario so that every line fits and the shell still hands over the same JSON', () => {
    const lines = commandLines(command, 68);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(68);
    const words = wordsOf(lines.join('\n'));
    expect(words.slice(0, -1)).toEqual(command.slice(0, -1));
    expect(JSON.parse(words.at(-1) ?? '')).toEqual(scenario);
  });
});
