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

  // Otherwise nobody could write such a policy outside of this project.
  it.each(builtIn)('should export all that the built-in policy %s is made of', (file) => {
    const missing = importedBy(readFileSync(new URL(file, folder), 'utf8')).filter(
      (name) => ![library, library.net, library.blk].some((names) => name in names),
    );
    expect(missing).toEqual([]);
  });
});
