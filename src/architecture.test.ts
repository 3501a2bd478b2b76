import { spawnSync } from 'node:child_process';
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
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

/** The rows of the table in CONTRIBUTING.md, in order: a room, and what it may import besides itself. */
const rows = [...textOf('CONTRIBUTING.md').matchAll(/^\| `([\w/-]+\/)` +\|.*?\| ([^|]*?) +\|$/gm)].map(
  ([, room = '', may = '']) => [room, may] as const,
);
const rooms = rows.map(([room]) => room);

/** Those whose imports are held against the table. */
const bound = rows.filter(([, may]) => may !== 'everything');

/** What a row lets a room import: rooms, packages, `node:`. */
function allowed([room, may]: (typeof rows)[number]): Set<string> {
  const named = [...may.matchAll(/`(.+?)`/g)].map(([, name = '']) => name);
  const upTo = may.startsWith('all above')
    ? rooms.indexOf(room)
    : may.startsWith('all to ')
      ? to(named[0])
      : 0;
  return new Set([room, ...rooms.slice(0, upTo), ...named]);
}
const to = (room = ''): number => rooms.indexOf(room) + 1;

/** The room of a file: its first folder, or the one in `src/`. */
const roomOf = (file: string): string => /^(src\/[^/]+\/|[^/]+\/)/.exec(file)?.[0] ?? file;

/** What the text of a file imports, in whatever form: rooms, packages, `node:`. */
const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/^(?:import|export|\}) (?:[^'=;]* )?from '([^']+)'|\bimport\(?\s*'([^']+)'/gm)].map(
    ([, from, called]) => {
      const name = from ?? called ?? '';
      if (name.startsWith('.')) return roomOf(posix.join(posix.dirname(file), name));
      return /^node:/.exec(name)?.[0] ?? name.split('/')[0] ?? name;
    },
  );

/** The files whose imports are held against the table, by their path from the root. */
const files = ['spec', 'properties', 'src'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !/\/(fixtures|templates)\//.test(file)),
);

describe('the rooms', () => {
  it.each(bound)('should see %s import only %s and itself', (...row) => {
    const may = allowed(row);
    const bad = files
      .filter((file) => roomOf(file) === row[0])
      .flatMap((file) => importsOf(file, textOf(file)).map((name) => [file, name] as const))
      .filter(([, name]) => !may.has(name));
    expect(bad).toEqual([]);
  });

  it('should all be in the table', () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set(rooms));
  });

  it.each(bound)('should lie below what they import: %s', (...row) => {
    const named = [...allowed(row)].filter((name) => name.endsWith('/'));
    expect(named.filter((name) => !rooms.slice(0, to(row[0])).includes(name))).toEqual([]);
  });

  it.each([
    ["import '../judge/a.ts';"],
    ["import type { A } from '../judge/a.ts';"],
    ["import {\n  type A,\n  b,\n} from '../judge/a.ts';"],
    ["export * from '../judge/a.ts';"],
    ["export type { A } from '../judge/deep/a.ts';"],
    ["const b = await import('../judge/a.ts');"],
    ["type A = import('../judge/a.ts').A;"],
  ])('should be told apart in every form of import: %s', (text) => {
    expect(importsOf('src/device/x.ts', text)).toEqual(['src/judge/']);
  });
});

describe('the linter', () => {
  const config = z
    .object({ overrides: z.array(z.object({ includes: z.array(z.string()) })) })
    .parse(JSON.parse(textOf('biome.json')));

  const withNode = rows.filter((row) => row[1] === 'everything' || allowed(row).has('node:'));

  it('should keep what only Node.js has out of every room that may not import node: modules', () => {
    const left = [...withNode.map(([room]) => `!${room}**`), '!**/*.test.ts'];
    expect(config.overrides[0]?.includes).toEqual(['spec/**', 'properties/**', 'src/**', ...left]);
  });

  it('should keep I/O and clocks out of these too, but for the judge and the page, who have time limits, and the front doors', () => {
    const without = rooms.filter(
      (room) => !['src/judge/', 'src/', 'src/web/', ...withNode.map(([name]) => name)].includes(room),
    );
    const left = [...without.map((room) => `${room}**`), '!**/*.test.ts'];
    expect(config.overrides[1]?.includes.toSorted()).toEqual(left.toSorted());
  });

  it('should refuse what it is told to, and in no test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'virtio-rooms-'));
    const refused = ['src/x.ts', 'src/run/x.ts', 'src/judge/x.ts'];
    const lines = ["import 'node:fs';", 'Buffer.from([]);', 'process.exit();', 'setImmediate(() => {});'];
    const all = ['', 'run/', 'judge/', 'cli/', 'node/']
      .map((room) => `src/${room}x.ts`)
      .concat('src/run/x.test.ts');
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const refusedNow = (): string[] => {
      const args = [biome, 'lint', '--vcs-enabled=false', '--reporter=github', '.'];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      expect(stdout + stderr).toMatch(/Some errors were emitted/);
      return all.filter((file) => new RegExp(`^::error .*file=\\S*?${folder}/${file},`, 'm').test(stdout));
    };
    for (const line of [...lines, 'Date.now();']) {
      for (const file of all) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), line);
      }
      expect(refusedNow(), line).toEqual(line === 'Date.now();' ? ['src/run/x.ts'] : refused);
    }
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('what decides a verdict', () => {
  it('should not hang on chance', () => {
    expect(
      files.filter(
        (file) => !/^src\/(cli|node|bench|model-check)\//.test(file) && /\bMath\.random\b/.test(textOf(file)),
      ),
    ).toEqual([]);
  });
});
