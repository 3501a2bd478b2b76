import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { commands } from './commands.ts';
import { dist, type Ended, start as launch, packageCopy, tiny, workshop } from './fixtures/command-line.ts';

const { cli, start, folder, file } = workshop();

/** Judges a policy that says when it runs, over so many scenarios that nobody waits; the signal comes once it does. */
async function interrupted(signal: NodeJS.Signals, name: string, ...args: readonly string[]): Promise<Ended> {
  const started = join(folder, `${name}-started`);
  const policy = file(
    `${name}.mjs`,
    `import { writeFileSync } from 'node:fs';
     let told = false;
     export default {
       id: '${name}', title: 'Says when it runs',
       probe(core) {
         if (!told) writeFileSync(${JSON.stringify(started)}, '');
         told = true;
         return core.fail('enough');
       },
     };`,
  );
  const { child, ended } = start([
    'judge',
    policy,
    'recommended',
    '--rings',
    '16',
    '--runs',
    '1000000',
    '--jobs',
    '1',
    ...args,
  ]);
  await vi.waitUntil(() => existsSync(started), { timeout: 600_000, interval: 20 });
  child.kill(signal);
  return ended;
}

describe.concurrent('virtio-conformance', () => {
  it('should tell its version', async () => {
    for (const option of ['--version', '-v', '-V'])
      expect(await cli(option)).toMatchObject({ code: 0, stdout: 'virtio-conformance 0.1.0\n' });
  });

  it('should know every file of commands', () => {
    const files = readdirSync(new URL('commands', import.meta.url)).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    expect(files).toEqual([...commands.keys()].map((name) => `${name}.ts`).sort());
  });

  it('should help, and end with 64 where no command was given', async () => {
    const help = await cli('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('64 usage, 70 internal error.');
    for (const [name, { does }] of commands)
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name} +${does}$`, 'm'));
    expect(await cli()).toMatchObject({ code: 64, stdout: help.stdout });
  });

  it.each([...commands.keys()])('should help with %s', async (command) => {
    const { code, stdout } = await cli(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^virtio-conformance ${command}`));
    expect(stdout).toMatch(/exit codes/i);
    expect(await cli('help', command)).toMatchObject({ code: 0, stdout });
  });

  it.each([
    [['jugde'], '"jugde" is no command (did you mean judge?) (see: --help)'],
    [
      ['judge', 'recomended'],
      '"recomended" is neither a built-in policy nor a file (did you mean recommended?)',
    ],
    [['judge', './nothing.ts'], './nothing.ts: found no such file, expected a file that exports a policy'],
    [['judge', '--runz', '1'], 'judge: unknown option --runz (did you mean --runs?)'],
    [
      ['judge', '--rings', '70000'],
      '--rings: expected sizes from 0 to 65535 such as 1,2,16-20, found "70000"',
    ],
    [
      ['judge', '--properties', 'probe-end'],
      '--properties: "probe-end" is unknown (did you mean probe-ends?)',
    ],
    [['judge', '--transports', 'usb'], '--transports: "usb" is unknown; known are pci, pci-legacy'],
    [['judge', '--jobs', '0'], '--jobs: expected a whole number from 1 to 1024, found "0"'],
    [['judge', '--json', '--mail'], 'judge: expected one of --json, --markdown, --mail'],
    [
      ['judge', 'simulated-net-device'],
      'judge: simulated-net-device is judged by what all policies do to it',
    ],
    [['explain', 'linux-mainline'], 'explain: expected a policy and a scenario, an id or JSON'],
    [['explain', 'linux-mainline', 'nothing.json'], 'nothing.json: found no such file, expected a scenario'],
    [['explain', 'linux-mainline', '{'], 'the scenario: expected a scenario as JSON, found none: '],
    [['explain', 'linux-mainline', '{"type":"net"}'], 'the scenario: '],
    [
      ['list', 'polices'],
      'list: expected policies, properties, clauses, readings or mutants, found "polices" (did you mean policies?)',
    ],
    ...['__proto__', 'constructor', 'toString'].map((word): [string[], string] => [
      ['list', word],
      `list: expected policies, properties, clauses, readings or mutants, found "${word}"`,
    ]),
    [['judge', '--', '--help'], '"--help" is neither a built-in policy nor a file'],
    [['\u001b[31mred\n'], '"\\u001b[31mred\\n" is no command'],
    [['x'.repeat(100_000)], 'is no command (see: --help)'],
    [['kill', '--seeds', 'x'.repeat(100_000)], '--seeds: expected a whole number from 1 to 1000, found "xxx'],
  ])('should refuse %j with 64 and one line on stderr', async (args, message) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^\P{Cc}{1,199}\n$/u);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });

  it.each([
    [['judge', '--rings', ''], '--rings: expected at least one, found "": nothing is selected\n'],
    [['judge', '--properties', ','], '--properties: expected at least one, found ",": nothing is selected\n'],
    [['judge', '--transports', ''], '--transports: expected at least one, found "": nothing is selected\n'],
    [
      ['ledger', '--scope', '5f', '--state', 'excepted'],
      'ledger: no clause of scope 5f is in the state excepted\n',
    ],
  ])('should end %j with 2, as nothing was done', async (args, stderr) => {
    expect(await cli(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('should publish nothing where it is told more than to publish', async () => {
    const { root, reports } = packageCopy(folder);
    const { code, stderr } = await launch(['publish', 'now'], folder, {}, root).ended;
    expect({ code, stderr }).toEqual({ code: 64, stderr: 'publish: expected nothing, found "now"\n' });
    expect(readdirSync(reports)).toEqual([]);
  });

  it.each([
    [
      ['--devices', '--qemu', 'nowhere/qemu'],
      /^--qemu: nowhere\/qemu: expected a QEMU, which tells its version, found /,
    ],
    [['--qemu', 'nowhere/qemu'], /^--qemu: expected --devices beside it\n$/],
    [['--devices', '--check'], /^publish: expected --devices alone, found it with --check or --full\n$/],
  ])('should publish nothing where it is told %j', async (args, stderr) => {
    const { root, reports } = packageCopy(mkdtempSync(join(folder, 'package-')));
    const ended = await launch(['publish', ...args], folder, {}, root).ended;
    expect(ended).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(stderr) });
    expect(readdirSync(reports)).toEqual([]);
  });

  it('should end with 70 and one line where it is not whole', async () => {
    const { root } = packageCopy(join(folder, 'broken'));
    rmSync(join(root, 'src/cli/exit-codes.js'));
    const { code, stdout, stderr } = await launch(['list', 'policies'], folder, {}, root).ended;
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/^internal error: Cannot find module .*\n$/);
  });

  it.runIf(process.platform === 'linux')('should end with 70 and one line where files run out', async () => {
    const script = `ulimit -n 24; exec "${process.execPath}" "${join(dist, 'src/cli/main.js')}" list policies`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 70, stdout: '' });
    expect(stderr).toMatch(/^internal error: EMFILE: .*\n$/);
  });

  it('should not let a closed pipe pass for a verdict', () => {
    const main = join(dist, 'src/cli/main.js');
    const script = `"${process.execPath}" "${main}" list clauses; echo "code $?" >&2`;
    const { stderr } = spawnSync('sh', ['-c', `(${script}) | head -1 >/dev/null`], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('code 2\n');
  });

  it.each<NodeJS.Signals>(process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGHUP'])(
    'should stop at the first %s, print what there is as partial, and end with 2',
    async (signal) => {
      const name = `told-${signal.toLowerCase()}`;
      const { code, stdout, stderr } = await interrupted(signal, name);
      expect(code).toBe(2);
      expect(stdout).toContain('Interrupted after ');
      expect(stdout).toMatch(new RegExp(`^Cut short; so far ${name}: `, 'm'));
      expect(stderr).not.toContain('    at ');
    },
  );

  it('should print partial JSON after SIGTERM in which nothing holds', async () => {
    const { code, stdout } = await interrupted('SIGTERM', 'told-as-json', '--json');
    expect(code).toBe(2);
    const judgement = JSON.parse(stdout);
    expect(judgement).toMatchObject({
      cut: 'interrupted',
      subjects: [{ id: 'told-as-json' }, { id: 'recommended', verdict: 'unknown' }],
    });
    expect(stdout).not.toContain('"holds"');
    // One at a time: the other policy's turn had not come.
    expect(judgement.subjects[0].properties[0].runs).toBeGreaterThan(0);
  });

  it('should colour only where it may', async () => {
    const args = ['judge', 'linux-mainline', ...tiny];
    const [plain, coloured, forbidden] = await Promise.all([
      start(args).ended,
      start(args, { FORCE_COLOR: '1' }).ended,
      start(args, { FORCE_COLOR: '1', NO_COLOR: '1' }).ended,
    ]);
    expect(plain.stdout).not.toContain('\u001b[');
    const [, broken = ''] = /^linux-mainline +(\d+)/m.exec(plain.stdout) ?? [];
    expect(coloured.stdout).toContain(`\u001b[31m${broken}\u001b[39m`);
    expect(forbidden.stdout).toBe(plain.stdout);
  });
});
