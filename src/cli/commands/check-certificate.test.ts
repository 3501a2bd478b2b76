import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, TreeJson } from '../../exact/certificate.ts';
import { type Ended, workshop } from '../fixtures/command-line.ts';

const { cli, file } = workshop();

const MINE = `import { netPolicy } from 'virtio-conformance';
export default netPolicy({ id: 'mine', title: 'Returns 5 on 256', probe(net) {
  net.negotiate();
  const [receive] = net.findQueues();
  return receive === 256 ? 5 : net.goLive();
} });`;

const few = [
  '--exact',
  '--transports',
  'pci-legacy',
  '--runs',
  '0',
  '--jobs',
  '1',
  '--against',
  'none',
  '--properties',
  'probe-ends',
];
const judge = (...args: readonly string[]): Promise<Ended> =>
  cli('judge', 'mine.ts', ...few, '--json', ...args);

/** Certificates by the number of threads, and what was judged with each. */
const texts: string[] = [];
const judged: Ended[] = [];
beforeAll(async () => {
  file('mine.ts', MINE);
  for (const jobs of ['1', '2']) {
    judged.push(await judge('--jobs', jobs, '--certificate', 'mine.json'));
    texts.push(readFileSync('mine.json', 'utf8'));
  }
});

const certificate = (): Certificate => JSON.parse(texts[0] ?? '');
const checked = (changed: unknown): Promise<Ended> =>
  cli('check-certificate', file('changed.json', JSON.stringify(changed)));

/** A tree whose cells do what the next verdict says. */
const otherwise = (tree: TreeJson, verdicts: number): TreeJson => {
  if (tree === null || typeof tree === 'string') return tree;
  if ('does' in tree) return { ...tree, does: (tree.does + 1) % verdicts };
  const [question, yes, no] = tree;
  return [question, otherwise(yes, verdicts), otherwise(no, verdicts)];
};

describe('judge --exact', () => {
  it('should find the smallest sizes of a fault, which explain replays', async () => {
    const [{ code, stdout } = { code: 0, stdout: '' }] = judged;
    const [{ properties }] = JSON.parse(stdout).subjects;
    const { scenario } = properties[0].counterexample;
    expect(scenario.rounds.map(({ sizes }: { sizes: unknown }) => sizes)).toEqual([[256, 1, 0]]);
    expect(code).toBe(1);
    const { stdout: told } = await cli('explain', 'mine.ts', JSON.stringify(scenario));
    expect(told).toContain('probe returned number 5');
  });

  it('should give the same whatever the number of threads', () => {
    expect(judged[1]).toEqual(judged[0]);
    expect(texts[1]).toBe(texts[0]);
  });

  it.each([
    ['reject-small@6.1', 'reject-small@6.1', []],
    ['taken.ts', 'taken.ts', ['--reading', 'greeting=apart']],
  ])('should certify %s as it was judged', async (name, as, reading) => {
    file('taken.ts', MINE.replace(`id: 'mine'`, `id: 'recommended'`));
    await cli('judge', name, ...few, ...reading, '--certificate', 'other.json');
    const { policy, readings }: Certificate = JSON.parse(readFileSync('other.json', 'utf8'));
    expect([policy, readings]).toEqual([as, reading.slice(1)]);
    const { code, stdout } = await cli('check-certificate', 'other.json');
    expect(stdout).toMatch(/ 12 profiles, .* right\.\n$/);
    expect(code).toBe(0);
  });

  it('should be unknown, and say why, where sizes cannot be noted', async () => {
    const text = MINE.replace('receive === 256', `eval('receive') === 256`);
    const { code, stdout } = await cli('judge', file('evals.ts', text), ...few, '--details');
    expect(code).toBe(2);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/undecided: \S*evals\.ts:5: eval/);
  });

  it.each([
    [['--certificate', 'mine.json', '--rings', '1-4'], '--certificate: expected no --rings'],
    [['--certificate', '/proc/none/mine.json'], '--certificate: expected '],
    [['--cells', 'many'], '--cells: expected '],
  ])('should refuse %j', async (args, message) => {
    const { code, stderr } = await judge(...args);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  it.each([
    [['recommended', '--certificate', 'c.json'], '--certificate: expected --exact too'],
    [
      ['recommended', 'linux-mainline', '--exact', '--certificate', 'c.json'],
      '--certificate: expected one POLICY',
    ],
    [['--exact', '--certificate', 'c.json'], '--certificate: expected one POLICY'],
  ])('should refuse %j', async (args, message) => {
    expect(await cli('judge', ...args)).toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
  });
});

describe('check-certificate', () => {
  let judgedWithin3: Ended;
  beforeAll(async () => {
    judgedWithin3 = await judge('--cells', '3', '--certificate', 'few.json');
  });

  it('should end with 0 where a certificate is right', async () => {
    const { code, stdout } = await cli('check-certificate', 'mine.json');
    expect(stdout).toMatch(
      /^mine\.ts: sizes 0 to 32768 and 3 illegal ones, 12 profiles, \d+ cells, \d+ runs, 0 undecided: right\.\n$/,
    );
    expect(code).toBe(0);
  });

  it('should end with 1 where it is wrong, and say where', async () => {
    const { profiles, verdicts, ...rest } = certificate();
    const changed = profiles.map(({ scenario, tree }, number) => ({
      scenario,
      tree: number === 3 ? otherwise(tree, verdicts.length) : tree,
    }));
    const { code, stdout } = await checked({ ...rest, verdicts, profiles: changed });
    expect(stdout).toMatch(/^profile 3, answers [!\d ]+: sizes 0, 0, 0 do not as their cell: /);
    expect(stdout).toMatch(/: wrong\.\n$/);
    expect(code).toBe(1);
  });

  it('should run every combination of small sizes, and tell once what is wrong with all', async () => {
    const [plain, every] = await Promise.all([
      cli('check-certificate', 'mine.json'),
      cli('check-certificate', 'mine.json', '--every', '3'),
    ]);
    const runsIn = ({ stdout }: Ended): number => Number(/(\d+) runs/.exec(stdout)?.[1]);
    expect(runsIn(every) - runsIn(plain)).toBe(12 * 4 ** 3);
    expect(every.code).toBe(0);
    const { profiles, ...rest } = certificate();
    file('fewer.json', JSON.stringify({ ...rest, profiles: profiles.slice(1) }));
    const fewer = await cli('check-certificate', 'fewer.json', '--every', '1');
    expect(fewer.stdout.match(/a profile is missing/g)).toHaveLength(1);
    expect(fewer.code).toBe(1);
  });

  it('should end with 1 where there are no profiles', async () => {
    expect(await checked({ ...certificate(), profiles: [] })).toMatchObject({ code: 1 });
  });

  it('should end with 2 where something is undecided', async () => {
    expect(judgedWithin3.code).toBe(2);
    const { code, stdout } = await cli('check-certificate', 'few.json');
    expect([code, stdout]).toEqual([2, expect.stringMatching(/[1-9]\d* undecided: unknown\.\n$/)]);
  });

  it('should decide a built-in policy, and end with the worst of all', async () => {
    const { code, stdout } = await cli('check-certificate', 'few.json', 'mine.json', 'blk-linux');
    expect(stdout.split('\n').map((line) => line.replace(/:.*, /, ': '))).toEqual([
      expect.stringMatching(/^mine.ts: [1-9]\d* undecided: unknown\.$/),
      'mine.ts: 0 undecided: right.',
      'blk-linux: 0 undecided: right.',
      '',
    ]);
    expect(code).toBe(2);
  });

  it('should refuse a policy that there is none of', async () => {
    const ended = await checked({ ...certificate(), policy: 'nowhere.ts' });
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toContain('nowhere.ts: found no such file, expected the policy of the certificate');
  });

  it.each<[string, object | string, string]>([
    ['no JSON', 'none', 'changed.json: '],
    ['something else', { certificate: 2 }, 'changed.json: certificate: '],
    ['sizes', { sizes: { to: -1, illegal: [] } }, 'changed.json: sizes.to: '],
    ['an operation', { questions: [{ is: ['pow', { slot: 0 }, 2] }] }, 'changed.json: questions.0'],
    [
      'a scenario',
      { profiles: [{ scenario: { type: 'net', version: '9' }, tree: null }] },
      'changed.json: profiles.0.scenario',
    ],
    ['a reading', { readings: ['greeting=never'] }, 'greeting: expected '],
    ['a field more', { more: 1 }, 'changed.json: '],
  ])('should refuse %s, and name file and field', async (_, wrong, message) => {
    const text = typeof wrong === 'string' ? wrong : JSON.stringify({ ...certificate(), ...wrong });
    const { code, stderr, stdout } = await cli('check-certificate', file('changed.json', text));
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [[], 'expected FILE or POLICY, or --built-in alone'],
    [['mine.json', '--built-in'], 'expected FILE or POLICY, or --built-in alone'],
    [['nowhere.json'], 'nowhere.json: found no such file, expected a certificate'],
    [['mine.json', '--members', '-1'], '--members: expected '],
    [['mine.json', '--every', '32769'], '--every: expected '],
    [
      ['mine.json', '--every', '600'],
      '--every: found 600, expected at most 549 for 3 virtqueues of mine.json',
    ],
  ])('should refuse %j', async (args, message) => {
    const { code, stderr } = await cli('check-certificate', ...args);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});
