import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project of two modules with the build of this one. */
function project() {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-build-'));
  folders.push(folder);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const file of ['.ci/build.js', 'tsconfig.json', 'package.json'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  write('tsconfig.build.json', '{ "extends": "./tsconfig.json", "include": ["src"] }');
  write('src/word.ts', "export const word: string = 'first';\n");
  write('src/other.ts', "export const other: string = 'other';\n");
  write('src/cli/main.ts', "import { word } from '../word.ts';\n\nconsole.log(word);\n");
  const run = (
    ...args: readonly string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((done) => {
      const child = execFile(process.execPath, args, { cwd: folder }, (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
    });
  return {
    write,
    remove: (file: string): void => rmSync(join(folder, file)),
    build: (...args: readonly string[]) => run('.ci/build.js', ...args),
    main: () => run('dist/src/cli/main.js'),
    /** What tells whether a file of `dist/` is still the same one. */
    built: (file: string): number => statSync(join(folder, 'dist', file)).ino,
    hidden: (): string[] => readdirSync(join(folder, 'dist')).filter((name) => name.startsWith('.')),
    has: (file: string): boolean => existsSync(join(folder, file)),
  };
}

const fine = { code: 0, stdout: '', stderr: '' };

describe('the build', () => {
  it('should let five commands at once build what is out of date, and run it', async () => {
    const { write, build, main, hidden } = project();
    for (const word of ['first', 'second']) {
      write('src/word.ts', `export const word: string = '${word}';\n`);
      const commands = Array.from({ length: 5 }, async () => {
        expect(await build()).toEqual(fine);
        return main();
      });
      for (const ended of await Promise.all(commands))
        expect(ended).toEqual({ ...fine, stdout: `${word}\n` });
    }
    expect(hidden()).toEqual(['.sources']);
  });

  it('should touch no output that is as it was, and none at all where nothing changed', async () => {
    const { write, build, built } = project();
    expect(await build()).toEqual(fine);
    const before = ['src/word.js', 'src/other.js', '.sources'].map(built);
    expect(await build()).toEqual(fine);
    expect(['src/word.js', 'src/other.js', '.sources'].map(built)).toEqual(before);
    write('src/word.ts', "export const word: string = 'second';\n");
    expect(await build()).toEqual(fine);
    expect(built('src/other.js')).toBe(before[1]);
    expect(built('src/word.js')).not.toBe(before[0]);
  });

  it('should remove what no source makes only for a package: a command may run it', async () => {
    const { remove, build, has } = project();
    expect(await build()).toEqual(fine);
    remove('src/other.ts');
    expect(await build()).toEqual(fine);
    expect(has('dist/src/other.js')).toBe(true);
    expect(await build('--pack')).toEqual(fine);
    expect(['js', 'd.ts'].map((kind) => has(`dist/src/other.${kind}`))).toEqual([false, false]);
    expect(has('dist/src/word.js')).toBe(true);
  });

  it('should end with 70, and leave dist/ as it was, where the sources do not compile', async () => {
    const { write, build, main, hidden } = project();
    expect(await build()).toEqual(fine);
    write('src/word.ts', 'export const word: string = 1;\n');
    const { code, stderr } = await build();
    expect(code).toBe(70);
    expect(stderr).toMatch(/src\/word\.ts.*TS2322[\s\S]*\nbuild: the sources do not compile\n$/);
    expect(await main()).toEqual({ ...fine, stdout: 'first\n' });
    expect(hidden()).toEqual(['.sources']);
    write('src/word.ts', "export const word: string = 'first';\n");
    expect(await build()).toEqual(fine);
  });

  it('should be what every script begins with that runs something built', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    for (const script of Object.values(scripts)) {
      if (script.includes('dist/')) expect(script).toMatch(/^node \.ci\/build\.js && node dist\//);
    }
  });
});
