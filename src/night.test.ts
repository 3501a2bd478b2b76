import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validateWorkflow } from '@action-validator/core';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { afterAll, describe, expect, it } from 'vitest';
import { filesBelow, throwing } from './cli/fixtures/nights.ts';
import { typeOf } from './driver/policy.ts';
import { policies } from './policies/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'virtio-night-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]): string => join(folder, ...names);

/** A `gh` that keeps issues in a file, one a line of `NUMBER STATE TITLE`. */
const GH = `#!/usr/bin/env node
const fs = require('node:fs');
const file = ${JSON.stringify(at('issues'))};
const all = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : [];
const [, verb, ...words] = process.argv.slice(2);
const after = (flag) => words[words.indexOf(flag) + 1];
const one = all.find(({ number }) => String(number) === words[0]);
if (verb === 'list') console.log(JSON.stringify(all));
else if (verb === 'create') all.push({ number: all.length + 1, title: after('--title'), state: 'OPEN' });
else if (verb === 'close') one.state = 'CLOSED';
else if (verb === 'reopen') one.state = 'OPEN';
fs.writeFileSync(file, JSON.stringify(all));
`;

const issues = (): { readonly title: string; readonly state: string }[] =>
  existsSync(at('issues')) ? JSON.parse(readFileSync(at('issues'), 'utf8')) : [];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a step in a repository. */
const stepIn = (repository: string, ...args: string[]): Promise<Ended> => {
  const env = {
    ...process.env,
    PATH: `${at('bin')}${delimiter}${process.env['PATH']}`,
    GITHUB_STEP_SUMMARY: at('summary.md'),
    GITHUB_ACTIONS: 'true',
  };
  return new Promise((done) => {
    const options = { cwd: at(repository), env, maxBuffer: 2 ** 28 };
    const command = [join(root, '.ci/night.js'), ...args];
    const child = execFile(process.execPath, command, options, (_, stdout, stderr) =>
      done({ status: child.exitCode, stdout, stderr }),
    );
  });
};

/** … in the empty one. */
const step = (...args: string[]) => stepIn('repository', ...args);

/** Git, where all of it lies. */
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });

/** A whole night of two shards in a folder of its own; gives what merging it ends with. */
async function night(date: string, fault: string): Promise<Ended> {
  writeFileSync(at('repository', 'mine.ts'), throwing(fault));
  expect(await step('get', date)).toMatchObject({ status: 0 });
  const words = [date, 'mine.ts', '--runs', '150', '--date', date, '--commit', 'abc', '--jobs', '1'];
  const shards = await Promise.all(['1/2', '2/2'].map((shard) => step('shard', shard, ...words)));
  expect(shards.map(({ status }) => status)).toEqual([0, 0]);
  const merged = await step('merge', date);
  const [told, put] = await Promise.all([step('issues', date), step('put', date)]);
  expect([told, put]).toMatchObject([
    { status: 0, stderr: '' },
    { status: 0, stderr: '' },
  ]);
  return merged;
}

describe('a night from end to end, in an empty repository', () => {
  it('should find a planted regression, report it once, and close it when it is mended', async () => {
    git('init', '--quiet', '--bare', 'origin.git');
    git('init', '--quiet', 'repository');
    git('-C', 'repository', 'remote', 'add', 'origin', '../origin.git');
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    git('-C', 'repository', ...who, 'commit', '--quiet', '--allow-empty', '--message', 'Begin');
    mkdirSync(at('bin'));
    writeFileSync(at('bin', 'gh'), GH);
    chmodSync(at('bin', 'gh'), 0o755);
    const FAULT = 'net.env.layout.pageSize === 16384';
    const ends = () => issues().filter(({ title }) => title.startsWith('Fuzz: probe-ends--'));

    expect((await night('2026-11-27', 'false')).status).toBe(0);
    expect(ends()).toEqual([]);
    const found = await night('2026-11-28', FAULT);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('::error title=new%3A probe-ends::mine%3A the probe crashed');
    expect(ends()).toMatchObject([{ state: 'OPEN' }]);
    expect((await night('2026-11-29', FAULT)).status).toBe(0);
    expect(ends()).toMatchObject([{ state: 'OPEN' }]);
    expect((await night('2026-11-30', 'false')).status).toBe(0);
    expect(ends()).toMatchObject([{ state: 'CLOSED' }]);
    expect((await night('2026-12-01', FAULT)).status).toBe(1);
    expect(ends()).toMatchObject([{ state: 'OPEN' }]);

    expect(readFileSync(at('summary.md'), 'utf8')).toContain('mine breaks probe-ends (policy)');
    expect(Object.keys(filesBelow(at('repository', '2026-12-01', 'night')))).toContain('night.md');
  });

  it('should give each policy whose sizes can be run one by one its turn', async () => {
    const dates = ['2026-12-01', '2026-12-02'];
    const turns = await Promise.all(dates.map((date) => stepIn('.', 'policy', date)));
    const ids = policies.filter((policy) => typeOf(policy) !== 'console').map(({ id }) => id);
    const [one = '', next] = turns.map(({ stdout }) => stdout.trim());
    expect(next).toBe(ids[(ids.indexOf(one) + 1) % ids.length]);
  });

  it.each(['foo', '2026-13-01', '2026-12-01T12:00Z', '1969-12-31'])(
    'should refuse %s as a date',
    async (date) => {
      expect(await stepIn('.', 'policy', date)).toMatchObject({
        status: 64,
        stdout: '',
        stderr: `night: found ${date}, expected a date such as 2026-12-01\n`,
      });
    },
  );

  it('should refuse what is no step', async () => {
    expect(await stepIn('.', 'nap')).toMatchObject({
      status: 64,
      stderr: 'night: found nap, expected get, shard, merge, bisect, issues, put, policy\n',
    });
  });
});

describe('the branch of the database', () => {
  /** Puts a merged folder of these files on the branch; gives what the branch holds then. */
  async function put(date: string, files: readonly string[]): Promise<string[]> {
    const night = at('kept', date, 'night');
    for (const part of ['findings', 'corpus']) mkdirSync(join(night, part), { recursive: true });
    writeFileSync(join(night, 'night.json'), JSON.stringify({ date, shards: {} }));
    for (const file of files) writeFileSync(join(night, file), `${file}\n`);
    expect(await stepIn('kept', 'put', date)).toMatchObject({ status: 0, stderr: '' });
    return git('--git-dir', 'kept.git', 'ls-tree', '-r', '--name-only', 'fuzz-db').trim().split('\n');
  }

  it('should hold what the merged folder holds: also without what a night forgot', async () => {
    git('init', '--quiet', '--bare', 'kept.git');
    git('init', '--quiet', 'kept');
    git('-C', 'kept', 'remote', 'add', 'origin', '../kept.git');
    const all = ['corpus/a.json', 'corpus/b.json', 'findings/f.json', 'good'];
    expect(await put('2026-11-27', all)).toEqual(all);
    const fewer = ['corpus/b.json', 'corpus/c.json', 'findings/f.json'];
    expect(await put('2026-11-28', fewer)).toEqual(fewer);
    expect(await put('2026-11-29', fewer)).toEqual(fewer);

    mkdirSync(at('kept', 'empty', 'night'), { recursive: true });
    expect(await stepIn('kept', 'put', 'empty')).toMatchObject({
      status: 64,
      stderr: `night: ${join('empty', 'night')}: found no database, expected what merge wrote\n`,
    });
    expect(git('--git-dir', 'kept.git', 'log', '--format=%s', 'fuzz-db')).toBe(
      'The night of 2026-11-28\nThe night of 2026-11-27\n',
    );
  });
});

describe('the workflows', () => {
  const files = [
    ...readdirSync(join(root, '.github/workflows')).map((file) => [`.github/workflows/${file}`]),
    ['src/cli/templates/workflow.yml'],
  ];
  const textOf = (file = ''): string => readFileSync(join(root, file), 'utf8');

  it.each(files)('should be valid: %s', (file) => {
    expect(validateWorkflow(textOf(file)).errors).toEqual([]);
  });

  it.each(files)('should pin every action by its commit: %s', (file) => {
    const uses = textOf(file).match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const one of uses) expect(one).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
  });

  it.each(files)('should let no pull request have a secret, or write: %s', (file) => {
    const text = textOf(file);
    if (!/pull_request/.test(text)) return;
    expect(text).not.toMatch(/pull_request_target|secrets\.|github\.token|: write/);
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
  });

  it('should take the same version of an action everywhere', () => {
    const actions = files.flatMap(([file]) => textOf(file).match(/(?<=uses: ).*/g) ?? []);
    const versions = new Map(actions.map((action) => [action.split('@')[0], action]));
    expect(new Set(actions)).toEqual(new Set(versions.values()));
  });

  it('should refuse a workflow that is wrong', () => {
    expect(validateWorkflow('on: pull_request\njobs: {a: {steps: 3}}').errors).not.toEqual([]);
  });
});

describe('the Kubernetes job', () => {
  const job = JSON.parse(readFileSync(join(root, '.ci/kubernetes/job.json'), 'utf8'));

  it('should be as the API has it', () => {
    expect(() => new Job(job).validate()).not.toThrow();
    expect(() => new Job({ ...job, spec: { ...job.spec, completions: 'many' } }).validate()).toThrow();
  });

  it('should run as many shards as it says that there are', () => {
    const [container] = job.spec.template.spec.containers;
    expect(container.args.join(' ')).toContain(`$((JOB_COMPLETION_INDEX + 1))/${job.spec.completions}`);
  });
});
