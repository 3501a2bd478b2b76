import { existsSync } from 'node:fs';

/** The folder of the package, whether the code runs from its sources or from `dist`. */
export const packageRoot: URL = findRoot(new URL('.', import.meta.url));

// --- internal ---

function findRoot(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const parent = new URL('..', folder);
  if (parent.href === folder.href)
    throw new Error('the package of this file is not complete: no package.json');
  return findRoot(parent);
}
