import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from './exit-codes.ts';
import { isThere, readUserFile } from './user-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtio-user-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
writeFileSync(at('file'), '\ufeffwörds\n');
writeFileSync(at('latin-1'), Buffer.from([0x77, 0xf6]));
writeFileSync(at('large'), '');
truncateSync(at('large'), 16 * 1024 * 1024 + 1);
mkdirSync(at('folder'));
symlinkSync('file', at('link'));
symlinkSync('loop', at('loop'));
symlinkSync('nothing', at('dangling'));
const isPosix = process.platform !== 'win32';
if (isPosix) execFileSync('mkfifo', [at('pipe')]);

describe('a file that a user names', () => {
  it.each(['file', 'link'])('should be read: a %s', (name) =>
    expect(readUserFile(at(name), 'words')).toBe('wörds\n'),
  );

  it.each([
    ['folder', 'a directory'],
    ['nothing', 'no such file'],
    ['dangling', 'no such file'],
    ['latin-1', 'bytes that are no UTF-8 text'],
    ['large', 'more than 16777216 bytes'],
    ...(isPosix
      ? [
          ['pipe', 'a pipe'],
          ['loop', 'links that lead to each other'],
          ['file/below', 'a path through what is no directory'],
          ['x'.repeat(300), 'a name that is too long'],
        ]
      : []),
  ])('should be refused where it is none: %s', (name, found) =>
    expect(() => readUserFile(at(name), 'words')).toThrow(
      new UsageError(`${at(name)}: found ${found}, expected words`),
    ),
  );

  it.runIf(process.platform === 'linux').each(['/dev/zero', '/dev/null', '/dev/full', '/dev/urandom'])(
    'should not be read where it is a device: %s',
    (device) =>
      expect(() => readUserFile(device, 'words')).toThrow(`${device}: found a device, expected words`),
  );

  it.runIf(isPosix && process.getuid?.() !== 0)('should be refused where it may not be read', () => {
    writeFileSync(at('secret'), '');
    chmodSync(at('secret'), 0);
    expect(() => readUserFile(at('secret'), 'words')).toThrow(
      `${at('secret')}: found a file that you may not read, expected words`,
    );
  });

  it('should be known to be there, whatever it is', () => {
    expect(['file', 'folder', 'nothing', 'dangling'].map((name) => isThere(at(name)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isThere('')).toBe(false);
    if (isPosix) expect(['pipe', 'loop'].map((name) => isThere(at(name)))).toEqual([true, true]);
  });
});
