import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as library from './index.ts';

const folder = new URL('./policies/', import.meta.url);
const builtIn = readdirSync(folder).filter((file) => file !== 'index.ts' && !file.endsWith('.test.ts'));

/** The values that a policy imports from other rooms; of a namespace, the constants that it uses. */
function importedBy(source: string): string[] {
  const imports = source.matchAll(/^import (?:\* as (\w+)|\{([^}]*)\}) from '\.\.\//gm);
  return [...imports].flatMap(([, namespace, list = '']) =>
    namespace
      ? [...source.matchAll(new RegExp(`\\b${namespace}\\.([A-Z]\\w+)`, 'g'))].map(([, name = '']) => name)
      : list
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name && !name.startsWith('type ')),
  );
}

describe('the library', () => {
  it('should have the built-in policies, as a person who looks for an example expects', () => {
    expect(library.policies.map(({ id }) => id)).toContain('recommended');
  });

  it('should have the bits and offsets that a driver reads and writes, and how long it waits', () => {
    expect(library.status.DRIVER_OK).toBe(4);
    expect([library.netConfig.mtu, library.blkConfig.segMax]).toEqual([10, 12]);
    expect(library.RESET_POLL_LIMIT).toBe(100);
  });

  it('should have nothing that only the judge itself needs', () => {
    const own = readFileSync(new URL('./index.ts', import.meta.url), 'utf8');
    expect(own.match(/\b(SharedView|Remark|PropertySet|Tally|TraceShape)\b/g)).toBeNull();
  });

  // Otherwise nobody could write such a policy outside of this project.
  it.each(builtIn)('should export all that the built-in policy %s is made of', (file) => {
    const missing = importedBy(readFileSync(new URL(file, folder), 'utf8')).filter(
      (name) =>
        ![library, library.net, library.blk, library.scsi, library.consoleBits].some(
          (names) => name in names,
        ),
    );
    expect(missing).toEqual([]);
  });
});
