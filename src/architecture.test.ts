import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

const core = ['scenario', 'trace', 'transport', 'device', 'driver', 'policies', 'run'].map(
  (room) => `src/${room}`,
);

/** The import directions, as the design has them: what each room may import besides itself. */
const rooms = new Map<string, readonly string[]>([
  ['spec', []],
  ['src/scenario', ['spec']],
  ['src/trace', ['spec', 'src/scenario']],
  ['src/transport', ['spec', 'src/scenario', 'src/trace']],
  ['src/device', ['spec', 'src/scenario', 'src/trace', 'src/transport']],
  ['src/driver', ['spec', 'src/scenario', 'src/trace', 'src/transport']],
  ['src/policies', ['spec', 'src/driver']],
  ['src/run', ['spec', ...core]],
  ['src/mutants', ['spec', ...core]],
  ['properties', ['spec', ...core]],
  ['src/judge', ['spec', ...core]],
  ['src/adapters', ['spec', ...core, 'src/judge']],
  ['src/kill', ['spec', ...core, 'src/mutants', 'src/judge', 'src/report']],
  ['src/fuzz', ['spec', ...core, 'src/mutants', 'src/judge', 'src/report']],
  ['src/ledger', ['spec', 'src/report']],
  [
    'src/suites',
    ['spec', ...core, 'properties', 'src/judge', 'src/report', 'src/mutants', 'src/kill', 'src/fuzz'],
  ],
  ['src/report', ['spec', 'src/scenario', 'src/trace', 'src/driver', 'src/run', 'src/judge', 'src/adapters']],
]);

/** What composes the rooms, and so imports all of them; no room imports it. */
const fronts = ['src/cli', 'src/node', 'src/bench', 'src/model-check', 'src/index.ts', 'src/vitest.ts'];

const everything = [...rooms.keys(), ...fronts];
/** Where a room's files are: adapters have a folder each. */
const fileIn = (room: string, name: string): string =>
  `${room}${room === 'src/adapters' ? '/qemu' : ''}/${name}`;

const withIo = ['src/judge', 'src/adapters'];

/** Files that break the rules, one import of every room a line, and more of them. */
function badFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const room of rooms.keys()) {
    const file = fileIn(room, 'x.ts');
    const imports = everything.map((other) => {
      const target = other.endsWith('.ts') ? other : fileIn(other, 'y.ts');
      const path = relative(dirname(file), target).replaceAll('\\', '/');
      return `import '${path.startsWith('.') ? path : `./${path}`}';\n`;
    });
    files.set(file, imports.join(''));
    files.set(fileIn(room, 'x.test.ts'), imports.join(''));
    files.set(fileIn(room, 'io.ts'), "import 'node:fs';\n");
    files.set(fileIn(room, 'clock.ts'), 'export const now = Date.now();\n');
  }
  files.set('spec/net/x.ts', "import '../features.ts';\nimport '../../src/driver/core.ts';\n");
  files.set(
    'src/device/forms.ts',
    [
      "import type { A } from '../judge/a.ts';",
      "export * from '../judge/a.ts';",
      "export const b = import('../judge/a.ts');",
    ].join('\n'),
  );
  return files;
}

describe('the linter', () => {
  let folder = '';
  let refused: ReadonlySet<string> = new Set();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'virtio-rooms-'));
    for (const config of ['biome.json', 'biome.rooms.jsonc'])
      copyFileSync(join(root, config), join(folder, config));
    for (const [file, text] of badFiles()) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    refused = lint(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([...rooms])('should let %s import only %j and itself', (room, mayImport) => {
    const allowed = everything.filter((_, i) => !refused.has(`${fileIn(room, 'x.ts')}:${i + 1}`));
    expect(allowed.toSorted()).toEqual([...new Set([room, ...mayImport])].toSorted());
  });

  it.each([...rooms.keys()])('should let the tests of %s import anything', (room) => {
    expect([...refused].filter((place) => place.startsWith(fileIn(room, 'x.test.ts')))).toEqual([]);
  });

  it.each([...rooms.keys()])(
    'should keep I/O and clocks out of %s, unless it is the judge or an adapter',
    (room) => {
      expect(refused.has(`${fileIn(room, 'clock.ts')}:1`)).toBe(!withIo.includes(room));
      expect(refused.has(`${fileIn(room, 'io.ts')}:1`)).toBe(room !== 'src/adapters');
    },
  );

  it('should see through the folders of a room', () => {
    expect(refused.has('spec/net/x.ts:1')).toBe(false);
    expect(refused.has('spec/net/x.ts:2')).toBe(true);
  });

  it.each([
    [1, 'a type'],
    [2, 'an export'],
    [3, 'a dynamic import'],
  ])('should refuse an upward import on line %i: %s', (line) => {
    expect(refused.has(`src/device/forms.ts:${line}`)).toBe(true);
  });

  it('should know every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const { name } of folders) expect(everything).toContain(`src/${name}`);
  });
});

describe('what decides a verdict', () => {
  it.each([...rooms.keys()])('should not hang on chance: %s', (room) => {
    const files = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' });
    const chancy = files.filter(
      (file) =>
        /(?<!\.test)\.ts$/.test(file) &&
        /\bMath\.random\b/.test(readFileSync(join(root, room, file), 'utf8')),
    );
    expect(chancy).toEqual([]);
  });
});

// --- internal ---

const report = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }),
    }),
  ),
});

/** What the project's linter refuses in a folder, as `FILE:LINE`. */
function lint(folder: string): Set<string> {
  const flags = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json'];
  let printed: string;
  try {
    printed = execFileSync(process.execPath, [biome, 'lint', ...flags, '.'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    // Exit code 1: something is refused.
    printed = z.object({ stdout: z.string() }).parse(error).stdout;
  }
  const { diagnostics } = report.parse(JSON.parse(printed));
  return new Set(
    diagnostics
      .filter(({ category }) => /noRestricted(Imports|Globals)$/.test(category))
      .map(({ location: { path, start } }) => `${path.replaceAll('\\', '/')}:${start.line}`),
  );
}
