import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const { resolve } = createRequire(import.meta.url);

describe('the package, packed and installed in an empty folder', () => {
  let folder = '';
  let packed: readonly string[] = [];
  let tarballPath = '';
  let installing: Ended;

  beforeAll(async () => {
    // Packed without its scripts: other tests use dist/ at the same time.
    if (!existsSync(join(root, 'dist/src/cli/main.js'))) {
      throw new Error('dist/ is not built, which `npm test` does first: npm run build');
    }
    folder = mkdtempSync(join(tmpdir(), 'virtio-packed-'));
    const pack = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
    const [tarball] = packResult.parse(JSON.parse(pack.stdout));
    if (!tarball) throw new Error(`npm pack made nothing: ${pack.stderr}`);
    packed = tarball.files.map(({ path }) => path);
    tarballPath = join(folder, tarball.filename);
    write('package.json', '{ "private": true, "type": "module" }');
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball.filename}`];
    installing = await run('npm', install, folder);
    const { code, stderr } = installing;
    if (code !== 0) {
      throw new Error(
        `The package's dependencies cannot be installed; is the npm registry in reach?\n${stderr}`,
      );
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

  it('should hold what it needs, and neither tests nor benchmarks nor the check of the model', () => {
    expect(packed).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'dist/src/cli/main.js']));
    const needless =
      /\.test\.|\/bench\/|\/model-check\/|dist\/.*fixtures|^(spec|properties)\/|^src\/(?!cli\/templates\/)/;
    const linked = packed.flatMap((path) => linksOf(path));
    const isLinked = (path: string): boolean =>
      linked.some((link) => path === link || path.startsWith(`${link}/`));
    expect(
      packed.filter((path) => needless.test(path) && !path.endsWith('README.md') && !isLinked(path)),
    ).toEqual([]);
    expect(packed).toContain('src/policies/README.md');
  });

  it('should hold all that its texts link to', () => {
    const links = packed.flatMap((path) => linksOf(path).map((link) => ({ path, link })));
    expect(links.length).toBeGreaterThan(20);
    expect(
      links.filter(({ link }) => !packed.some((path) => path === link || path.startsWith(`${link}/`))),
    ).toEqual([]);
  });

  it('should be installed without a warning', () => {
    expect(installing.stderr).toBe('');
    expect(installing.stdout).not.toMatch(/warn|deprecated/i);
  });

  it('should be a package as publint wants it', async () => {
    const cli = join(dirname(resolve('publint')), 'cli.js');
    const ended = await run('node', [cli, 'run', tarballPath, '--strict'], folder);
    expect(ended).toEqual({ code: 0, stdout: expect.stringContaining('All good!'), stderr: '' });
  });

  it('should have types that every resolver of ES modules finds, as attw wants it', async () => {
    const cli = join(dirname(resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js');
    const ended = await run('node', [cli, tarballPath, '--profile', 'esm-only', '--format', 'ascii'], folder);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('"virtio-conformance/vitest"') });
  });

  it('should judge a policy as a library', async () => {
    write('library.js', judgesAsLibrary);
    const { stdout, stderr } = await run('node', ['library.js'], folder);
    expect({ stdout, stderr }).toEqual({ stdout: 'linear holds\ncoward violated\n', stderr: '' });
  });

  it('should have types that take what is right and refuse what is wrong', async () => {
    write('typed.ts', typed);
    write('tsconfig.json', JSON.stringify({ compilerOptions: strict, files: ['typed.ts'] }));
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
    expect(await run('node', [tsc, '--noEmit'], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('should list the policies as a command', async () => {
    const ended = await run('npx', ['virtio-conformance', 'list', 'policies'], folder);
    expect(ended).toEqual({ code: 0, stdout: expect.stringMatching(/^recommended\b/m), stderr: '' });
  });

  it.each([
    ['mine', 'netPolicy', 'README.md'],
    ['my-disk', 'blkPolicy', 'src/policies/README.md'],
    ['my-host', 'scsiPolicy', 'src/policies/README.md'],
  ])('should judge the policy %s of a README from its file', async (id, maker, readme) => {
    write('mine.ts', examplePolicy(read(readme), maker));
    const campaign = ['--runs', '50', '--rings', '16,256', '--transports', 'pci'];
    const options = [...campaign, '--against', 'none', '--jobs', '1'];
    const ended = await run(
      'node',
      ['node_modules/virtio-conformance/dist/src/cli/main.js', 'judge', 'mine.ts', ...options],
      folder,
    );
    expect(ended.stdout + ended.stderr).toMatch(new RegExp(`^policy +small rings .*\\n${id} +\\S`, 'm'));
    expect(ended.stdout + ended.stderr).not.toMatch(/^ +at .*:\d+:\d+|internal error/m);
    expect([0, 1, 2]).toContain(ended.code);
  });

  it('should judge a policy in the tests of a project that has vitest', async () => {
    const vitest = dirname(resolve('vitest/package.json'));
    symlinkSync(vitest, join(folder, 'node_modules/vitest'), 'junction');
    mkdirSync(join(folder, 'test'));
    write('test/policy.test.js', judgesInTests);
    const ended = await run('node', [join(vitest, 'vitest.mjs'), 'run'], folder);
    expect(ended).toEqual({ code: 0, stdout: expect.stringMatching(/Tests +1 passed/), stderr: '' });
  });
});

describe('the lock file', () => {
  it('should name no registry, so that everybody installs from their own', () => {
    expect(read('package-lock.json')).not.toMatch(/https?:\/\/[^"]*(registry|\.tgz)/);
  });
});

// --- internal ---

const judgesAsLibrary = `
import { judge, netPolicy, policy, netSuite } from 'virtio-conformance';

const linear = netPolicy({ id: 'linear', title: 'As Linux, on large rings', probe(net) {
  net.negotiate();
  net.findQueues();
  return net.goLive();
} });
const coward = policy({ id: 'coward', title: 'Gives up', probe: (core) => core.fail('no') });
const subjects = [linear, coward].map((policy) => ({ name: policy.id, policy }));
const properties = ['probe-ends', 'large-ring-served'];
const options = { seed: 1, runs: 0, rings: [256], jobs: 1, device: false, properties };
for (const { id, verdict } of (await judge(netSuite, subjects, options)).subjects) console.log(id, verdict);
`;

const typed = `
import { type Judgement, type NetScenario, net, netPolicy, type Policy, type Run, runPolicy } from 'virtio-conformance';

export const mine: Policy = netPolicy({
  id: 'mine',
  title: 'Takes no mergeable buffers',
  probe(driver) {
    driver.negotiate(net.MRG_RXBUF);
    return driver.fail('not yet');
  },
});
export const run = (scenario: NetScenario): Run => runPolicy(mine, scenario);
export const verdicts = ({ subjects }: Judgement): string[] => subjects.map(({ verdict }) => verdict);
// @ts-expect-error: a policy has a probe.
export const idle: Policy = netPolicy({ id: 'idle', title: 'Does nothing' });
// @ts-expect-error: a feature set is a bigint.
export const words: string = net.MRG_RXBUF;
`;

const strict = { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: true, types: [] };

const judgesInTests = `
import { policies } from 'virtio-conformance';
import { describePolicy } from 'virtio-conformance/vitest';

const recommended = policies.find(({ id }) => id === 'recommended');
describePolicy(recommended, { rings: [16], runs: 0, transports: ['pci'], properties: ['traffic-never-stalls'] });
`;

/** The first TypeScript in a Markdown text that imports `maker` from the package. */
function examplePolicy(text: string, maker: string): string {
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, example = '']) => example);
  const example = examples.find((code) => new RegExp(`${maker}.* from 'virtio-conformance'`).test(code));
  if (!example) throw new Error(`README.md has no TypeScript that imports ${maker} from virtio-conformance`);
  return example;
}

/** Paths from the root on that a Markdown file links to; none of another file. */
const linksOf = (path: string): string[] =>
  path.endsWith('.md')
    ? [...read(path).matchAll(/\]\(<?(?!https?:)([^)#<>]+)(#[^)]*)?>?\)/g)].map(([, link = '']) =>
        join(dirname(path), link).replaceAll('\\', '/').replace(/\/$/, ''),
      )
    : [];

const packResult = z.array(
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, which no exit code makes an error. */
function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const file = command === 'node' ? process.execPath : command;
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise((done) => {
    const shell = process.platform === 'win32' && command !== 'node';
    const child = execFile(file, args, { cwd, env, shell }, (error, stdout, stderr) => {
      const because = error && child.exitCode === null ? `\n${error.message}` : '';
      done({ code: child.exitCode ?? -1, stdout, stderr: stderr + because });
    });
  });
}
