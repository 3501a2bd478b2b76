import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { workshop } from '../fixtures/command-line.ts';

const { cli, folder } = workshop();
const at = (...names: string[]): string => join(folder, ...names);
const { resolve } = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const FILES = [
  '.github/workflows/test.yml',
  '.gitignore',
  'mine.test.ts',
  'mine.ts',
  'package.json',
  'tsconfig.json',
  'vendor/virtio-conformance-0.1.0.tgz',
];

const filesIn = (where: string): string[] =>
  readdirSync(where, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(where.length + 1))
    .sort();

/** As `npm install` leaves it: the package itself, and the packages that the tests of the project need. */
function install(project: string): void {
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/virtio-conformance'), 'junction');
  symlinkSync(dirname(resolve('vitest/package.json')), join(project, 'node_modules/vitest'), 'junction');
}

/** An `npm` that is a shell script, in a folder of its own. */
function actAsNpm(name: string, script: string): void {
  mkdirSync(at(name));
  writeFileSync(at(name, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(at(name, 'npm'), 0o755);
}

const useNpm = (name: string): void => void vi.stubEnv('PATH', `${at(name)}:${process.env['PATH']}`);

// Packing takes seconds, and what was packed for the first project is the same for all.
const packed = at('net-project', FILES.at(-1) ?? '');
actAsNpm('copying', `while [ "$1" != --pack-destination ]; do shift; done; cp "${packed}" "$2"`);

const node = (cwd: string, ...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });

describe.each([
  ['net', ['net-project']],
  ['blk', ['blk', 'blk-project']],
])('init of a %s project', (type, args) => {
  const project = at(`${type}-project`);

  beforeAll(async () => {
    if (existsSync(packed)) useNpm('copying');
    const { code, stdout, stderr } = await cli('init', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`cd ${type}-project && npm install && npm test`);
    expect(filesIn(project)).toEqual(FILES);
    install(project);
  });

  it('should write sources that compile', () => {
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
    expect(node(project, tsc)).toBe('');
    const mine = readFileSync(join(project, 'mine.ts'), 'utf8');
    writeFileSync(join(project, 'wrong.ts'), mine.replace('probe(', 'prob('));
    expect(() => node(project, tsc)).toThrow();
  });

  it('should write a test that passes', () => {
    const vitest = join(dirname(resolve('vitest/package.json')), 'vitest.mjs');
    expect(node(project, vitest, 'run')).toMatch(/Tests .*\d+ passed/);
  });

  it('should write a policy that breaks nothing that must hold', async () => {
    const campaign = [
      ...['--rings', '1,2,18,256', '--runs', '100', '--transports', 'pci,mmio-legacy'],
      ...['--against', 'none', '--jobs', '1'],
    ];
    const { code, stdout } = await cli('judge', join(project, 'mine.ts'), ...campaign);
    expect(stdout).toContain('mine: holds.');
    expect(code).toBe(0);
  });

  it('should depend on the package that it brings, by a name that npm takes', () => {
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    expect(manifest.devDependencies['virtio-conformance']).toBe(`file:${FILES.at(-1)}`);
    expect(manifest.name).toBe(`${type}-project`);
    const listing = execFileSync('tar', ['-tzf', join(project, FILES.at(-1) ?? '')], { encoding: 'utf8' });
    expect(listing).toContain('package/dist/src/cli/main.js\n');
    expect(listing).toContain('package/src/cli/templates/net.ts\n');
  });
});

describe('init', () => {
  beforeEach(() => useNpm('copying'));
  afterEach(() => vi.unstubAllEnvs());

  it.each(FILES)('should overwrite nothing, and write nothing beside it: %s', async (file) => {
    const project = at(`has-${file.replaceAll(/\W/g, '-')}`);
    mkdirSync(dirname(join(project, file)), { recursive: true });
    symlinkSync('nowhere', join(project, file));
    const { code, stdout, stderr } = await cli('init', project);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toBe(`init: expected no such file yet, found ${join(project, file)}\n`);
    expect(filesIn(project)).toEqual([]);
  });

  it.each([
    ['nothing', [], 'found nothing'],
    [
      'a device type alone',
      ['blk'],
      'expected net or blk or scsi or console, or neither, and a folder, found "blk"',
    ],
    ['two folders', ['a', 'b'], 'found "a b"'],
    ['an empty name', [''], 'expected a folder, found ""'],
    ['a file for a folder', ['file'], 'expected a folder that can be written, found "file"'],
    [
      'a folder below a file',
      ['file/project'],
      'expected a folder that can be written, found "file/project"',
    ],
    ['an option that it has not', ['--force', 'a'], 'unknown option --force'],
  ])('should end with 64 and one line where it gets %s', async (_, args, line) => {
    writeFileSync(at('file'), '');
    const { code, stderr } = await cli('init', ...args);
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(64);
    expect(existsSync(at('a'))).toBe(false);
  });

  it('should leave nothing where a part of it cannot be written', async () => {
    const project = at('half');
    mkdirSync(project);
    writeFileSync(join(project, '.github'), '');
    const { code, stderr } = await cli('init', project);
    expect(code).toBe(64);
    expect(stderr).toContain('init: expected a folder that can be written');
    expect(filesIn(project)).toEqual(['.github']);
    expect(readdirSync(project)).toEqual(['.github']);
  });

  it('should say in one line where npm cannot pack this package', async () => {
    actAsNpm('failing', 'echo "npm error: no room" >&2; exit 1');
    useNpm('failing');
    const { code, stderr } = await cli('init', 'unpacked');
    expect(stderr).toBe('internal error: npm cannot pack this package: npm error: no room\n');
    expect(code).toBe(70);
    expect(existsSync(at('unpacked'))).toBe(false);
  });
});
