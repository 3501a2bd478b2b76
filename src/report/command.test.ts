import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command.ts';

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
