import { dirname, resolve } from 'node:path';
import { UsageError } from './exit-codes.ts';
import { isThere, readUserFile } from './user-file.ts';

/** The texts of a module and of the local ones that it imports, by path; of one that cannot be read, why. */
export function localModules(file: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const waiting = [resolve(file)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    const text = textOf(path);
    texts.set(path, text);
    for (const [, , specifier = ''] of text.matchAll(IMPORT)) {
      const found = candidates(resolve(dirname(path), specifier)).find(isThere);
      if (found !== undefined) waiting.push(found);
    }
  }
  return texts;
}

// --- internal ---

/** What is imported by a path, wherever it stands: in a comment it does no harm. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** Paths that an import may mean, the likelier first; a `.js` may stand for the `.ts` that it is made of. */
const candidates = (path: string): string[] => [
  ...(/\.\w+$/.test(path) ? [path, path.replace(/\.([cm]?)js$/, '.$1ts')] : []),
  ...ENDINGS.map((ending) => path + ending),
];

function textOf(path: string): string {
  try {
    return readUserFile(path, 'a module');
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
