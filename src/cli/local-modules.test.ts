import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workshop } from './fixtures/command-line.ts';
import { localModules } from './local-modules.ts';

const { file, folder } = workshop();
const modulesOf = (name: string): string[] =>
  [...localModules(join(folder, name)).keys()].map((path) => relative(folder, path)).sort();

describe('the local modules of a file', () => {
  mkdirSync(join(folder, 'lib'));
  file('lib/index.ts', "export * from '../a.ts';\n");
  file(
    'a.ts',
    "import './b.js';\nexport const c = import('./c.mjs');\nimport x from 'virtio-conformance';\n",
  );
  file('b.ts', "import a from './a';\nconst d = require('./d');\nimport './missing.ts';\n");
  file('c.mjs', 'import {\n  e,\n} from "./e.json" with { type: \'json\' };\n');
  file('d.js', '');
  file('e.json', '{}');

  it('should be those that it imports, by whatever path, once each', () =>
    expect(modulesOf('lib/index.ts')).toEqual(['a.ts', 'b.ts', 'c.mjs', 'd.js', 'e.json', 'lib/index.ts']));

  it('should be there with what is wrong with it where one cannot be read', () => {
    mkdirSync(join(folder, 'folder.ts'));
    file('f.ts', "import './folder.ts';\n");
    expect(localModules(join(folder, 'f.ts')).get(join(folder, 'folder.ts'))).toContain('found a directory');
    expect([...localModules(join(folder, 'none.ts')).values()]).toEqual([
      expect.stringContaining('no such file'),
    ]);
  });
});
