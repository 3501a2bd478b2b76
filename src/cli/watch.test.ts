import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { workshop } from './fixtures/command-line.ts';

const { cli, file, folder, start } = workshop();
const QUICK = [
  '--rings',
  '256',
  '--runs',
  '0',
  '--transports',
  'pci',
  '--jobs',
  '1',
  '--properties',
  'probe-ends',
];

const policy = (title: string, imports = '', reason = "'no'"): string =>
  `${imports}export default { id: 'mine', title: '${title}', probe: (core) => core.fail(${reason}) };\n`;

/** Saves as editors do: the new text takes the place of the old file. */
function save(name: string, text: string): void {
  writeFileSync(join(folder, `${name}~`), text);
  renameSync(join(folder, `${name}~`), join(folder, name));
}

/** A command that goes on, and what it has said so far. */
function watching(...args: string[]) {
  const { child, ended } = start(['judge', '--watch', ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (text += piece));
  return {
    child,
    ended,
    said: (words: string, times = 1): Promise<unknown> =>
      vi.waitUntil(() => text.split(words).length > times, { timeout: 600_000, interval: 20 }),
  };
}

describe.concurrent('judge FILE --watch', () => {
  it('should judge again whenever the file or what it imports is saved, and end as the last judgement did', async () => {
    file('watched.ts', policy('First', "import { why } from './lib/reason.js';\n", 'why'));
    mkdirSync(join(folder, 'lib'));
    file('lib/reason.ts', "export const why: string = 'no';\n");
    const { child, ended, said } = watching('watched.ts', ...QUICK);
    await said('Watching watched.ts: judged whenever saved, with no more than 0 random');
    await said('mine: holds.');
    save('watched.ts', policy('Second', "import { why } from './lib/reason.js';\n", 'why'));
    await said('Judgement 2: watched.ts changed');
    await said('mine: holds.', 2);
    save('lib/reason.ts', 'export const why: string = null.no;\n');
    await said('Judgement 3: lib/reason.ts changed');
    await said('watched.ts: does not load');
    save('lib/reason.ts', "export const why: string = '\n");
    await said('Judgement 4: lib/reason.ts changed');
    await said('lib/reason.ts:1:28: syntax error');
    save('lib/reason.ts', "export const why: string = 'still no';\n");
    await said('mine: holds.', 3);
    save('watched.ts', 'export default { id: "mine", title: "Throws", probe: () => null.no };\n');
    await said('mine is at fault as a program');
    await said('mine: violated.');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(1);
    expect(stdout).not.toContain('\u001b');
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it('should say what it covers, and end with 64 where the file does not load', async () => {
    file('broken.ts', 'export default (\n');
    const { child, ended, said } = watching('broken.ts');
    await said('syntax error');
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(64);
    expect(stdout.replaceAll(/\s+/g, ' ')).toBe(
      'Watching broken.ts: judged whenever saved, with no more than 100 random scenarios; all of it: npx virtio-conformance judge broken.ts. Ctrl-C ends. ',
    );
  });

  it.each([
    ['without a file', ['judge', '--watch'], '--watch: expected a FILE to watch'],
    ['of built-in policies', ['judge', '--watch', 'recommended'], '--watch: expected a FILE to watch'],
    ['of a file that is not there', ['judge', '--watch', 'none.ts'], 'none.ts: found no such file'],
    ['of a name that is misspelt', ['judge', '--watch', 'recomended'], '(did you mean recommended?)'],
    ['in another form', ['judge', '--watch', 'x.ts', '--json'], '--watch: expected no --json'],
  ])('should end with 64 and one line %s', async (_, args, line) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
