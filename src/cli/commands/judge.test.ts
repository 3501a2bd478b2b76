import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { DIGEST, digestOf } from '../../publication/digest.ts';
import { inLines } from '../../publication/lines.ts';
import { packageCopy, run, small, tiny, workshop } from '../fixtures/command-line.ts';

const { cli, file, folder } = workshop();
const schema: object = JSON.parse(
  readFileSync(new URL('../../../reports/judgement.schema.json', import.meta.url), 'utf8'),
);
const isJudgement = new Ajv({ strict: true }).compile(schema);

/** Held against nothing, by one thread: a second would load anew what decides ring sizes. */
const byItself = ['--against', 'none', '--jobs', '1'] as const;

const MINE = `import { netPolicy } from 'virtio-conformance';
export default netPolicy({
  id: 'mine',
  title: 'Refuses rings below 64',
  probe(net) {
    net.negotiate();
    net.findQueues();
    return net.smallestDataRing() < 64 ? net.fail('a ring is too small') : net.goLive();
  },
});
`;

describe('judge POLICY', () => {
  it('should end with 0 where all that was asked for holds', async () => {
    const { code, stdout } = await cli(
      'judge',
      'recommended',
      '--properties',
      'probe-ends,rounds-bounded',
      ...small,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('\nVerdict\n\nrecommended: holds.\n');
  });

  it('should end with 1 where one is violated, and say what, on which scenario, and how to see it', async () => {
    const { code, stdout } = await cli('judge', 'linux-mainline', '--details', ...small);
    expect(code).toBe(1);
    expect(stdout).toContain('linux-mainline breaks traffic-never-stalls (policy) in ');
    expect(stdout).toContain(
      '  Smallest: pci, offers {VERSION_1} on rings of 1: transmitq1 has 1 entry, stops',
    );
    expect(stdout).toContain('  Replay: npx virtio-conformance explain linux-mainline ');
  });

  it.each([
    [
      'a property was never exercised',
      ['recommended', '--properties', 'queue-programmed-before-enabled', '--rings', '0', '--runs', '0'],
    ],
    ['nothing that binds was asked for', ['recommended', '--properties', 'no-over-blocking', ...tiny]],
    ['only the device was asked about', ['recommended', '--properties', 'device-offer-closed', ...tiny]],
    ['there was no time', ['recommended', '--max-seconds', '0']],
  ])('should end with 2 where %s', async (_, args) => {
    expect((await cli('judge', ...args)).code).toBe(2);
  });

  it('should show with --stats how the generators did, and what they made', async () => {
    const { stdout } = await cli('judge', 'recommended', '--stats', '--rings', '64', '--runs', '600');
    expect(stdout).toMatch(
      /\n600 scenarios made: 0\.0% discarded, \d\.\d% duplicates, [\d.]+ microseconds each\.\n/,
    );
    expect(stdout).toMatch(/\nover-pci +\d+ +\d+\.\d% +12\.0% +yes\n/);
    expect(stdout).toMatch(/\ngoes-live +\d+ +once +yes\n/);
    expect(stdout).toMatch(/\nprobe-ends +\d+ +100\.0%\n/);
  });

  const bounded = ['--transports', 'pci', '--rings', '64', '--runs', '100'];
  it('should make random scenarios within the bounds, and ask for what can be there', async () => {
    const { stdout } = await cli('judge', 'recommended', '--stats', '--json', ...bounded);
    const judgement = JSON.parse(stdout);
    expect(isJudgement(judgement)).toBe(true);
    expect(judgement.health.net).toMatchObject({ made: 100, discarded: 0 });
    const labels = judgement.space.net.random.labels.map(({ id }: { id: string }) => id);
    expect(labels).toContain('over-pci');
    for (const elsewhere of ['over-mmio', 'a-ring-of-2', 'feasible']) expect(labels).not.toContain(elsewhere);
  });

  it('should end with 0 over the chosen transport, and say what could not be asked there', async () => {
    const { code, stdout } = await cli('judge', 'recommended', '--details', ...small);
    expect(stdout).toContain('\nVerdict\n\nrecommended: holds.\n');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Not asked, as they apply over pci-legacy, mmio-legacy alone:\s+any-layout-accepted,/,
    );
    expect(stdout).not.toContain('Never exercised');
  });

  it.each([
    ['among some ring sizes', ['--rings', '2-6,16', '--against', 'none']],
    ['under each version', ['--versions', '1.0,1.4']],
  ])('should decide every combination %s', async (_, options) => {
    const mine = file(
      'planted.ts',
      `import { netPolicy } from 'virtio-conformance';
      export default netPolicy({ id: 'planted', title: 'Planted', probe(net) {
        net.negotiate();
        const [receive, transmit] = net.findQueues();
        if (receive === 16 && transmit === 4) throw new Error('planted');
        return net.goLive();
      } });`,
    );
    const asked = [
      '--properties',
      'probe-ends',
      '--runs',
      '0',
      '--transports',
      'mmio',
      '--jobs',
      '1',
      '--json',
    ];
    const { code, stdout } = await cli('judge', mine, ...asked, ...options);
    expect(code).toBe(1);
    const judgement = JSON.parse(stdout);
    for (const one of 'space' in judgement ? [judgement] : Object.values(judgement)) {
      const [{ scenario }] = one.subjects[0].properties.map(
        ({ counterexample }: { counterexample: unknown }) => counterexample,
      );
      expect(scenario.rounds[0].sizes.slice(0, 2)).toEqual([16, 4]);
      expect(one.space.net.sweep.exact).toMatchObject({ undecided: [], sampled: [] });
    }
  });

  it('should make what it finds smaller within the bounds', async () => {
    const bounds = ['--transports', 'mmio', '--rings', '16,64', '--runs', '100', '--jobs', '1'];
    const { stdout } = await cli('judge', 'linux-mainline', '--json', ...bounds);
    const found: { transport: string; rounds: { sizes: number[] }[] }[] = JSON.parse(
      stdout,
    ).subjects[0].properties.flatMap(
      ({ counterexample }: { counterexample?: { scenario: unknown } }) => counterexample?.scenario ?? [],
    );
    expect(found.length).toBeGreaterThan(3);
    for (const { transport, rounds } of found) {
      expect(transport).toBe('mmio');
      for (const { sizes } of rounds) expect([16, 64]).toEqual(expect.arrayContaining(sizes));
    }
  });

  it('should judge by the standard alone where asked', async () => {
    const { stdout } = await cli('judge', 'linux-mainline', '--level', 'must', '--json', ...tiny);
    const levels = JSON.parse(stdout).subjects[0].properties.map(({ level }: { level: string }) => level);
    expect([...new Set(levels)]).toEqual(['must']);
    const none = ['--level', 'must', '--properties', 'probe-ends'];
    expect(await cli('judge', 'linux-mainline', ...none)).toMatchObject({ code: 2, stdout: '' });
  });

  it('should give the same judgement whatever the number of threads', async () => {
    const one = await cli('judge', 'linux-mainline', '--json', ...small, '--jobs', '1');
    const two = await cli('judge', 'linux-mainline', '--json', ...small, '--jobs', '2');
    expect(one.stdout).toBe(two.stdout);
  });
});

describe('judge --json', () => {
  it('should fit its schema, for both device types and the devices', async () => {
    const { stdout } = await cli('judge', '--json', ...tiny, '--runs', '50');
    const judgement: unknown = JSON.parse(stdout);
    expect(isJudgement(judgement) ? [] : isJudgement.errors).toEqual([]);
    expect(judgement).toMatchObject({
      suite: 'virtio-conformance 0.1.0',
      seed: 1,
      subjects: expect.arrayContaining([
        expect.objectContaining({ id: 'blk-linux', type: 'blk' }),
        expect.objectContaining({ id: 'simulated-net-device', kind: 'device' }),
      ]),
    });
  });

  it('should be refused by the schema where a violation has no counterexample', async () => {
    const { stdout } = await cli(
      'judge',
      'linux-mainline',
      '--json',
      '--properties',
      'traffic-never-stalls',
      ...tiny,
    );
    expect(isJudgement(JSON.parse(stdout))).toBe(true);
    expect(isJudgement(JSON.parse(stdout.replace('"counterexample"', '"example"')))).toBe(false);
    expect(isJudgement(JSON.parse(stdout.replace('"violated"', '"broken"')))).toBe(false);
  });
});

describe('judge FILE', () => {
  const mine = file('my policy.ts', MINE);

  it('should print a replay that works as it stands', async () => {
    const { stdout } = await cli('judge', mine, ...tiny, ...byItself);
    const [, replay = ''] =
      /Replay: npx virtio-conformance (explain 'my policy.ts' '.*')$/m.exec(stdout) ?? [];
    const [, , scenario = ''] = /^explain '(.*)' '(.*)'$/.exec(replay) ?? [];
    const explained = await cli('explain', mine, scenario);
    expect(explained.code).toBe(1);
    expect(explained.stdout).toContain('mine meets a virtio-net device over pci.');
    expect(explained.stdout).toContain('Broken: ');
  });

  it('should save the scenarios where asked, and replay by them', async () => {
    const { stdout } = await cli('judge', mine, '--save', 'found', ...tiny, ...byItself);
    const [, saved = ''] = /explain 'my policy.ts' (found\/\S+\.json)$/m.exec(stdout) ?? [];
    expect(saved).toMatch(/^found\/mine--/);
    expect((await cli('explain', mine, saved)).code).toBe(1);
  });

  it('should refuse a folder that cannot be written before it judges', async () => {
    file('no-folder', '');
    const { code, stderr } = await cli('judge', mine, '--save', 'no-folder/x');
    expect(code).toBe(64);
    expect(stderr).toContain('--save: expected a folder that can be written, found "no-folder/x"');
  });

  it('should fit 72 columns as a mail but for addresses and commands, tell the runs, and end with the commands', async () => {
    const { stdout } = await cli('judge', mine, '--mail', ...tiny);
    expect(stdout).toContain('\n  Run: Round 1, events 0 to ');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^ {2}\[\d+\]: npx virtio-conformance explain 'my policy.ts' /,
    );
    const long = stdout.split('\n').filter((line) => line.length > 72);
    expect(long.filter((line) => !/^ {2}(?:\[\d+\]: npx|[\w. ]+: https:)/.test(line))).toEqual([]);
  });
});

describe('judge FILE over every ring size', () => {
  const some = ['--transports', 'pci-legacy', '--properties', 'probe-ends', '--runs', '0', ...byItself];

  it('should decide every combination of them', async () => {
    const { code, stdout } = await cli('judge', file('mine.ts', MINE), ...some);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /every combination of ring sizes \(4\.22e\+14 scenarios a policy, by \d+ runs\)/,
    );
  });

  it('should sample them where that cannot be decided, and say why; with --exact it is unknown', async () => {
    const own = file('evaluates.ts', MINE.replace('net.negotiate();', "net.negotiate(); eval('1');"));
    const sampled = await cli('judge', own, '--details', ...some);
    expect(sampled.code).toBe(0);
    expect(sampled.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /with mine, for which that cannot be decided \(\S+evaluates\.ts:6: eval.*\), sampled sizes; 32772 ring sizes/,
    );
    for (const name of ['--exact', '--exhaustive'])
      expect((await cli('judge', own, name, ...some)).code).toBe(2);
  });
});

describe('judge', () => {
  const { root, reports } = packageCopy(folder);
  const published = join(reports, DIGEST);
  const judge = (...args: readonly string[]) => run(['judge', ...args], root);
  let text = '';

  beforeAll(async () => {
    const judgement = JSON.parse((await judge('--json', ...tiny)).stdout);
    text = inLines(digestOf(judgement, judgement));
  });

  it('should end with 2 where no judgement is published', async () => {
    rmSync(published, { force: true });
    const { code, stdout } = await judge(...tiny);
    expect(code).toBe(2);
    expect(stdout).toContain('Nothing to compare with: reports/verdicts.json cannot be read.');
  });

  it('should end with 2 where what is published is no judgement', async () => {
    writeFileSync(published, '{"subjects": []}');
    expect((await judge(...tiny)).code).toBe(2);
  });

  it('should end with 0 where every verdict is the published one, and replay by its id', async () => {
    writeFileSync(published, text);
    const { code, stdout } = await judge('--details', ...tiny);
    expect(stdout).toContain('Every verdict is the published one (reports/verdicts.json).');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}Replay: npx virtio-conformance explain linux-mainline linux-mainline\//m);
  });

  it('should end with 1 where a violation was published to hold, and say which', async () => {
    const wrong = text.replace('"traffic-never-stalls": ["violated"', '"traffic-never-stalls": ["holds"');
    writeFileSync(published, wrong);
    const { code, stdout } = await judge(...tiny);
    expect(stdout).toContain('1 verdict not as in reports/verdicts.json.');
    expect(stdout).toContain('linux-mainline: traffic-never-stalls: expected holds, found violated');
    expect(code).toBe(1);
  });

  it('should end with 2 where a narrower campaign does not meet what was published', async () => {
    writeFileSync(published, text);
    const { code, stdout } = await judge('--rings', '0', '--runs', '0', '--transports', 'pci');
    expect(stdout).toMatch(/\d+ published verdicts not met again by a narrower campaign: unknown\./);
    expect(code).toBe(2);
  });
});
