import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const text = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8');

/** The blocks of code, each with the file that the text names last before it. */
const blocks = [...text.matchAll(/^ {3}```ts\n(.*?)^ {3}```/gms)].map(({ 1: code = '', index }) => ({
  file: [...text.slice(0, index).matchAll(/`([\w./-]+\.ts)`/g)].at(-1)?.[1] ?? 'no file',
  code: code.replaceAll(/^ {3}/gm, ''),
}));

describe('CONTRIBUTING.md', () => {
  it('should show code in its worked example', () => {
    expect(blocks.map(({ file }) => file)).toEqual([
      'properties/initialization.ts',
      'src/mutants/net/status.ts',
      'properties/examples/initialization.ts',
    ]);
  });

  it.each(blocks)('should show $file as it is', ({ file, code }) => {
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(code);
  });
});
