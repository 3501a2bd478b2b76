import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli/cli.ts';
import { commands } from './cli/commands.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'spec', 'properties', 'reports', 'examples'];
const guides = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('README.md'))
      .map((file) => join(folder, file)),
  ),
];
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const { resolve } = createRequire(import.meta.url);
const { scripts } = JSON.parse(read('package.json'));

/** What each command says of itself. */
const helps = new Map<string, string>();
beforeAll(async () => {
  for (const [name, { load }] of commands) helps.set(name, (await load()).help);
});

/** The fenced blocks of a guide in the given language. */
const blocksOf = (guide: string, language: string): string[] =>
  [...read(guide).matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );

/** The command lines of a guide, in blocks and in the text. */
function commandLines(guide: string): string[] {
  const blocks = ['sh', 'text'].flatMap((language) => blocksOf(guide, language));
  const prose = read(guide).replaceAll(/^ *```.*?^ *```/gms, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span.replaceAll('\\|', '|'));
  return [...blocks.flatMap((block) => block.split('\n')), ...spans]
    .flatMap((line) => line.replace(/\s#\s.*$/, '').split(' && '))
    .map((line) => line.replace(/^.*?(?=npx virtio-conformance|npm run|npm test|npm ci)/, '').trim());
}

/** What is wrong with a command line: a script, a command or an option that there is not; undefined of what is none. */
function faultOf(line: string): string | undefined {
  const [, script] = /^npm run (?:-s )?([\w-]+)/.exec(line) ?? [];
  if (script !== undefined && !Object.hasOwn(scripts, script)) return `no script ${script}`;
  const words = line
    .replace(/^npm run (?:-s )?cli -- /, '')
    .replace(/^npm run (?:-s )?judge\b(?: --)?/, 'judge')
    .replace(/^npx virtio-conformance /, '')
    .split(/\s+/);
  const isCalled = /^npx virtio-conformance |^npm run (?:-s )?cli -- /.test(line);
  const [name = '', ...args] = words;
  if (name === 'COMMAND' || name.startsWith('-')) return undefined;
  const help = helps.get(name);
  if (help === undefined) return isCalled ? `no command ${name}` : undefined;
  const known: readonly string[] = help.match(/--[\w-]+/g) ?? [];
  const unknown = args
    .map((word) => /^\[?(--[\w-]+)/.exec(word)?.[1])
    .find((option) => option !== undefined && option !== '--help' && !known.includes(option));
  return unknown && `${name} has no option ${unknown}`;
}

describe('the README', () => {
  it('should have at most 200 lines', () => expect(read('README.md').split('\n').length).toBeLessThan(201));

  it('should list the commands as --help does', () => {
    const [, list = ''] = read('README.md').split(/^## Commands$/m);
    const rows = [...list.matchAll(/^\| `(.*?)` +\| (.*?) +\|$/gm)].map(([, usage = '', does]) => [
      usage.replaceAll('\\|', '|'),
      does,
    ]);
    expect(rows).toEqual([...commands.values()].map(({ usage, does }) => [usage, does]));
  });
});

describe('the check of command lines', () => {
  it.each([
    ['npx virtio-conformance jugde', 'no command jugde'],
    ['npx virtio-conformance judge --rungs 3', 'judge has no option --rungs'],
    ['judge mine.ts --rungs 3', 'judge has no option --rungs'],
    ['npm run jugde', 'no script jugde'],
    ['npm run -s judge -- --jsn', 'judge has no option --jsn'],
    ['npm run -s judge -- --json', undefined],
    ['npx virtio-conformance judge mine.ts --rings 1', undefined],
    ['net.judge', undefined],
  ])('should say of %s: %s', (line, fault) => expect(faultOf(line)).toBe(fault));
});

describe.each(guides)('the command lines of %s', (guide) => {
  it('should be of scripts, commands and options that there are', () => {
    expect(commandLines(guide).flatMap((line) => faultOf(line) ?? [])).toEqual([]);
  });
});

describe('the code of the guides and of the library', () => {
  const library = [...read('src/index.ts').matchAll(/^ \* ```ts\n(.*?)^ \* ```/gms)].map(
    ([, code = ''], i) => ({ file: `index-${i}.ts`, code: code.replaceAll(/^ \* ?/gm, '') }),
  );
  const examples = guides
    .filter((guide) => guide !== 'CONTRIBUTING.md')
    .flatMap((guide) =>
      blocksOf(guide, 'ts').map((code, i) => ({ file: `${guide.replaceAll(/\W/g, '-')}-${i}.ts`, code })),
    )
    .concat(library);
  const folder = mkdtempSync(join(tmpdir(), 'virtio-guides-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const compile = (): string => {
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
    try {
      return execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    }
  };

  it('should compile in a project that has the package', () => {
    expect(examples.length).toBeGreaterThan(3);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/virtio-conformance'), 'junction');
    symlinkSync(dirname(resolve('vitest/package.json')), join(folder, 'node_modules/vitest'), 'junction');
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      outDir: 'made',
      skipLibCheck: true,
      rewriteRelativeImportExtensions: true,
      types: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const { file, code } of examples) writeFileSync(join(folder, file), code);
    const own = examples.find(({ code }) => code.includes("id: 'mine'"));
    writeFileSync(join(folder, 'mine.ts'), own?.code ?? '');
    // What a test of a project prints with is Node.js's own.
    writeFileSync(
      join(folder, 'console.d.ts'),
      'declare const console: { log(...values: readonly unknown[]): void };',
    );
    expect(compile()).toBe('');
    writeFileSync(join(folder, 'wrong.ts'), "import { nothing } from 'virtio-conformance';\nnothing;\n");
    expect(compile()).toMatch(/wrong\.ts.*error/);
  });

  it.each(library)('should print what it says: $file', ({ file, code }) => {
    const said = [...code.matchAll(/console\.log.* \/\/ (.*)$/gm)].map(([, text]) => `${text}\n`);
    const made = join(folder, 'made', file.replace(/ts$/, 'js'));
    expect(execFileSync(process.execPath, [made], { encoding: 'utf8' })).toBe(said.join(''));
  });

  it('should be an example of each of the three parts of the library, and two for devices', () =>
    expect(library).toHaveLength(4));
});

describe('the recording of its guide', () => {
  it('should be one that trace judges', async () => {
    const [recording = ''] = blocksOf('src/adapters/recorded/README.md', 'json');
    const file = join(mkdtempSync(join(tmpdir(), 'virtio-guide-')), 'run.jsonl');
    writeFileSync(file, recording);
    expect(await runCli(['trace', file])).toBeLessThan(3);
    rmSync(dirname(file), { recursive: true });
  });
});

describe.each(guides)('%s', (guide) => {
  it('should link to nothing that is not there', () => {
    const links = [...read(guide).matchAll(/\]\((?!https?:)([^)#]+)(#[^)]*)?\)/g)].map(
      ([, file = '']) => file,
    );
    expect(links.filter((file) => !existsSync(join(root, dirname(guide), file)))).toEqual([]);
  });
});
