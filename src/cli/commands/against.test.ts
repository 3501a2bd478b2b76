import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { small, tiny, workshop } from '../fixtures/command-line.ts';

const { cli, file, folder } = workshop();

/** Peeks, and gives up guest offloads where it need not; says what it is based on. */
const mine = (basedOn: string): string => `import { net as bits, netPolicy } from 'virtio-conformance';
export default netPolicy({
  id: 'mine',
  title: 'Gives up guest offloads on small rings',
  ${basedOn}
  probe(net) {
    net.negotiate();
    const sizes = net.peekSizes();
    if (sizes && (sizes[0] ?? 0) < 32) net.negotiate(bits.GUEST_OFFLOADS);
    net.findQueues();
    return net.goLiveBySize();
  },
});
`;

const baselineOf = (stdout: string): { baseline: string; leaves: object[] } =>
  JSON.parse(stdout).against?.[0];

describe('judge POLICY --against', () => {
  it.each([
    ['Linux, unless it says otherwise', '', [], 'linux-mainline'],
    ['what it says that it is based on', `basedOn: 'reject-small',`, [], 'reject-small'],
    ['what is named', `basedOn: 'reject-small',`, ['--against', 'recommended'], 'recommended'],
  ])('should hold a policy against %s', async (name, basedOn, args, expected) => {
    const path = file(`${name.replaceAll(/\W/g, '-')}.ts`, mine(basedOn));
    const { stdout } = await cli('judge', path, '--json', ...args, ...tiny);
    expect(baselineOf(stdout).baseline).toBe(expected);
    expect(JSON.parse(stdout).subjects.map(({ id }: { id: string }) => id)).toEqual(['mine']);
  });

  it('should hold it against nothing where that is asked for', async () => {
    const { stdout } = await cli('judge', 'recommended', '--json', '--against', 'none', ...tiny);
    expect(baselineOf(stdout)).toBeUndefined();
  });

  it('should tell what is cured, and where the two part, in two columns', async () => {
    const { code, stdout } = await cli('judge', 'recommended', '--against', 'linux-mainline', ...small);
    expect(stdout).toMatch(/^recommended against linux-mainline\n {2}Cures \d+: /m);
    expect(stdout).toContain('\nWhere they part: linux-mainline breaks ');
    expect(stdout).toMatch(/^ +recommended +linux-mainline$/m);
    expect(stdout).toMatch(/^ {2}Breaks +no rule\. +\S/m);
    expect([stdout.includes('in nothing worse than linux-mainline'), code]).toEqual(
      stdout.includes('worse in something') ? [false, 1] : [true, 0],
    );
  });

  it('should end with 1 where something is worse than in a named baseline', async () => {
    const { code, stdout } = await cli('judge', 'linux-mainline', '--against', 'recommended', ...small);
    expect(stdout).toContain('linux-mainline: worse in something than recommended.');
    expect(code).toBe(1);
  });

  it('should hold it against a saved judgement', async () => {
    const saved = join(folder, 'saved', 'linux.json');
    const first = await cli('judge', 'linux-mainline', '--json', '--save-judgement', saved, ...tiny);
    expect(existsSync(saved)).toBe(true);
    const { code, stdout } = await cli('judge', 'linux-mainline', '--json', '--against', saved, ...tiny);
    expect(baselineOf(stdout)).toMatchObject({
      baseline: `linux-mainline (${saved})`,
      cures: [],
      breaks: [],
    });
    expect(code).toBe(0);
    expect(first.code).toBe(1);
  });

  it('should keep the report where the judgement cannot be saved any more', async () => {
    const { code, stderr } = await cli('judge', 'recommended', '--save-judgement', folder, ...tiny);
    expect(code).toBe(64);
    expect(stderr).toContain(
      `--save-judgement: expected a file that can be written, found "${folder}", which is a directory`,
    );
  });

  it.each([
    ['what is judged', ['recommended', '--against', 'recommended'], /is all that is judged/],
    ['what drives other devices', ['recommended', '--against', 'blk-linux'], /drives virtio-blk/],
    ['nothing that is there', ['recommended', '--against', 'linux-mainlin'], /did you mean linux-mainline/],
    [
      'a file that is no judgement',
      ['recommended', '--against', 'package.json'],
      /package\.json: .*expected a judgement/,
    ],
    [
      'a judgement of other policies',
      ['recommended', '--against', 'blk.json'],
      /blk\.json: subjects: expected recommended/,
    ],
    ['what nothing is held against', ['--against', 'recommended'], /expected a POLICY too/],
  ])('should end with 64 against %s', async (_, args, message) => {
    const blk = join(folder, 'blk.json');
    if (args.includes('blk.json'))
      await cli('judge', 'blk-linux', '--against', 'none', '--save-judgement', blk, ...tiny);
    const { code, stderr } = await cli(
      'judge',
      ...args.map((arg) => (arg === 'blk.json' ? blk : arg)),
      ...tiny,
    );
    expect(stderr).toMatch(message);
    expect(code).toBe(64);
  });

  it('should end with 2 against a judgement over other scenarios, and say so', async () => {
    const saved = join(folder, 'elsewhere', 'linux.json');
    await cli('judge', 'linux-mainline', '--against', 'none', '--save-judgement', saved, ...tiny);
    const { code, stdout } = await cli('judge', 'linux-mainline', '--against', saved, '--seed', '5', ...tiny);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `${saved} was judged by seeds 1 and 5: judge over the same.`,
    );
    expect(code).toBe(2);
  });

  it.each([
    ['ends the process', 'probe() { process.exit(0); }', /unknown beside ended, as ended .*process\.exit/],
    [
      'does not do the same twice',
      `probe(core) { globalThis.odd = !globalThis.odd; if (globalThis.odd) throw new Error('odd'); return core.fail('even'); }`,
      /unknown beside ended, as ended does not do the same twice|worse in something than ended/,
    ],
  ])('should know nothing beside a baseline that %s', async (what, probe, message) => {
    const ended = file(
      `${what.replaceAll(' ', '-')}.mjs`,
      `export default { id: 'ended', title: 'Ended', ${probe} };`,
    );
    const { code, stdout } = await cli('judge', 'recommended', '--against', ended, ...tiny);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(message);
    expect(code).not.toBe(0);
  });

  it('should write no report over a policy', async () => {
    const path = file('victim.ts', mine(''));
    const { code, stderr } = await cli('judge', path, '--html', path, ...tiny);
    expect(stderr).toContain('the name of a module');
    expect(code).toBe(64);
    expect(readFileSync(join(folder, 'victim.ts'), 'utf8')).toBe(mine(''));
  });

  it('should let what is inherited only warn in a form for tests, as in the exit code', async () => {
    const { code, stdout } = await cli(
      'judge',
      'drop-scatter-gather',
      '--against',
      'linux-mainline',
      '--tap',
      ...small,
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => /^not ok(?!.*# (?:TODO|SKIP))/.test(line))).toEqual([]);
    expect(stdout).toMatch(/^ok \d+ - drop-scatter-gather: not-worse-than-its-baseline/m);
  });

  it('should end with 64 where a policy is based on nothing that is known', async () => {
    const path = file('based.ts', mine(`basedOn: 'linux-mainlien',`));
    const { code, stderr } = await cli('judge', path, ...tiny);
    expect(stderr).toMatch(
      /based\.ts: basedOn: expected the id of a built-in policy, .* \(did you mean linux-mainline\?\)/,
    );
    expect(code).toBe(64);
  });
});

describe('explain POLICY SCENARIO --against', () => {
  it('should tell a policy of a file and a built-in one in two columns, and end as the first does', async () => {
    const path = file('beside.ts', mine(''));
    const scenario = { rounds: [{ offer: '{GUEST_CSUM, GUEST_TSO6, VERSION_1}', sizes: [16, 256, 64] }] };
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    const { code, stdout } = await cli(
      'explain',
      path,
      join(folder, 'scenario.json'),
      '--against',
      'linux-mainline',
    );
    expect(stdout).toMatch(/^ {2}1 Then +given up for a reset\. +DRIVER_OK\.$/m);
    expect(stdout).toMatch(/^ {2}1 Offered +.*the same\.$/m);
    expect(stdout).toMatch(/^ {2}Breaks +no rule\. +features-fit-their-rings/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(code).toBe(0);
  });

  it.each([
    ['mutants', ['mutant:skips-reset', '{}', '--against', 'recommended']],
    [
      'devices',
      ['simulated-net-device', '{"rounds":[{"offer":"{}","sizes":[1]}]}', '--against', 'recommended'],
    ],
    [
      'JSON',
      ['recommended', '{"rounds":[{"offer":"{}","sizes":[1,1,1]}]}', '--against', 'linux-mainline', '--json'],
    ],
  ])('should end with 64 for %s', async (_, args) => {
    expect((await cli('explain', ...args)).code).toBe(64);
  });
});

describe('judge POLICY --versions', () => {
  it('should tell under which versions a property is broken, with its clauses, whatever was drawn', async () => {
    const { code, stdout } = await cli('judge', 'linux-mainline', '--versions', '1.0,1.2', ...small);
    expect(stdout).toMatch(/^linux-mainline +1\.0 +1\.2$/m);
    expect(stdout).toMatch(/^verdict +violated +violated$/m);
    expect(code).toBe(1);
  });

  it('should judge no property before the version that it came with', async () => {
    const { stdout } = await cli('judge', 'recommended', '--versions', '1.0', '--json', ...tiny);
    const [subject] = JSON.parse(stdout)['1.0'].subjects;
    const ids = subject.properties.map(({ id }: { id: string }) => id);
    expect(ids).toContain('probe-ends');
    expect(ids).not.toContain('notif-config-data-accepted');
  });

  it.each([
    ['an unknown version', ['recommended', '--versions', '2.0']],
    ['no policy', ['--versions', 'all']],
    ['a baseline', ['recommended', '--versions', 'all', '--against', 'linux-mainline']],
  ])('should end with 64 for %s', async (_, args) => {
    expect((await cli('judge', ...args)).code).toBe(64);
  });
});
