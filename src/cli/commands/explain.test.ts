import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { scenarioOn } from '../../report/fixtures/judgement.ts';
import { workshop } from '../fixtures/command-line.ts';

const { cli, file } = workshop();
const scenario = (change: object = {}): string => JSON.stringify({ ...scenarioOn(16), ...change });

const schema: object = JSON.parse(
  readFileSync(new URL('../../../reports/run.schema.json', import.meta.url), 'utf8'),
);
const isRun = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

describe.concurrent('explain POLICY SCENARIO', () => {
  it('should end with 1 where a rule is broken on the scenario, and with 0 where none is', async () => {
    expect((await cli('explain', 'linux-mainline', scenario())).code).toBe(1);
    expect((await cli('explain', 'recommended', scenario())).code).toBe(0);
  });

  it('should read a scenario from a file', async () => {
    const { code, stdout } = await cli('explain', 'linux-mainline', file('small.json', scenario()));
    expect(code).toBe(1);
    expect(stdout).toContain('Broken: traffic-never-stalls (policy)');
  });

  it('should be a Mermaid diagram where asked, and nothing else', async () => {
    const { code, stdout } = await cli('explain', 'linux-mainline', scenario(), '--mermaid');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^sequenceDiagram\n {2}participant D as linux-mainline\n/);
    expect(stdout).toContain('  Note over D,V: ✗ at the end: traffic-never-stalls');
    const both = await cli('explain', 'linux-mainline', scenario(), '--mermaid', '--json');
    expect(both).toMatchObject({ code: 64, stdout: '' });
  });

  it('should number the events where asked', async () => {
    const { stdout } = await cli('explain', 'recommended', scenario(), '--events');
    expect(stdout).toContain('\nEvents:\n    0  resets the device\n');
  });

  it('should give the run as JSON, for net and for blk', async () => {
    const { type: _, mtu, maxVirtqueuePairs, maxSkbFrags, layout, ...common } = JSON.parse(scenario());
    const disk = { segMax: 4, zoned: 'none', numQueues: 1, maxSegments: 4, request: 'separate' };
    const rounds = [{ offer: '{VERSION_1}', sizes: [1], acceptance: { kind: 'accepts' } }];
    const blk = JSON.stringify({ ...common, type: 'blk', ...disk, rounds });
    for (const [policy, text] of [
      ['linux-mainline', scenario()],
      ['blk-linux', blk],
    ]) {
      const { stdout } = await cli('explain', policy ?? '', text ?? '', '--json');
      expect(isRun(JSON.parse(stdout)) ? [] : isRun.errors).toEqual([]);
      expect(JSON.parse(stdout)).toMatchObject({ driver: policy, outcome: { kind: 'live' } });
    }
  });

  it('should judge the device where that is the subject, whatever its driver breaks', async () => {
    const { code, stdout } = await cli('explain', 'simulated-net-device', scenario());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^linux-mainline meets a virtio-net device/);
    expect(stdout).toContain('simulated-net-device breaks no rule here.');
    const driven = await cli('explain', 'simulated-net-device', scenario(), '--driver', 'recommended');
    expect(driven.stdout).toMatch(/^recommended meets a virtio-net device/);
  });

  it('should blame the device, and not its driver, for pairs that it states and does not have', async () => {
    const rounds = [{ offer: '{MAC, CTRL_VQ, MQ, VERSION_1}', sizes: [256, 256, 256, 256, 0, 0, 64] }];
    const lacking = JSON.stringify({ version: '1.2', maxVirtqueuePairs: 3, rounds });
    const driver = await cli('explain', 'linux-mainline', lacking);
    expect(driver.code).toBe(0);
    expect(driver.stdout).toContain('linux-mainline breaks no rule here.');
    expect(driver.stdout).toContain('Broken by the device: device-has-the-queues-it-states (must)\n');
    expect(driver.stdout).toMatch(/3 pairs\s+are stated, and virtqueue 4 does not exist/);
    const device = await cli('explain', 'simulated-net-device', lacking);
    expect(device.code).toBe(1);
    expect(device.stdout).toContain('Broken: device-has-the-queues-it-states (must)\n');
  });

  it('should tell how a mutant runs, a policy or a device', async () => {
    const policy = await cli('explain', 'mutant:accepts-a-constant', scenario());
    expect(policy.code).toBe(1);
    expect(policy.stdout).toMatch(/^accepts-a-constant meets a virtio-net device/);
    expect(policy.stdout).toContain('Broken: accepts-only-offered (must)');
    const device = await cli('explain', 'mutant:device-states-an-mtu-of-576', scenario(), '--json');
    expect(JSON.parse(device.stdout)).toMatchObject({
      driver: 'recommended',
      subject: 'device-states-an-mtu-of-576',
      scenario: { mtu: 576 },
    });
  });

  it.each<[string, string[], string]>([
    ['a field of another kind', ['linux-mainline', scenario({ mtu: 'large' })], 'the scenario: mtu: '],
    ['a field too many', ['linux-mainline', scenario({ mtux: 1 })], 'the scenario: '],
    [
      'a feature that is none',
      ['linux-mainline', JSON.stringify(scenarioOn(16, '{MRG_RX}'))],
      'rounds.0.offer: "MRG_RX" is no feature',
    ],
    [
      'another device type',
      ['blk-linux', scenario()],
      'the scenario: blk-linux drives virtio-blk, the scenario is of virtio-net',
    ],
    ['an unknown policy', ['linux-mainlin', scenario()], '(did you mean linux-mainline?)'],
    [
      'a driver of a policy',
      ['recommended', scenario(), '--driver', 'x'],
      '--driver: only with a simulated or faulty device',
    ],
    ['an unknown mutant', ['mutant:accepts-a-constan', scenario()], '(did you mean accepts-a-constant?)'],
    [
      'a faulty model',
      ['mutant:model-closes-in-one-step', scenario()],
      'is a model, which meets no scenario',
    ],
    [
      'a mutant of another device type',
      ['mutant:ignores-seg-max', scenario()],
      'the scenario: mutant:ignores-seg-max is of virtio-blk, the scenario of virtio-net',
    ],
    [
      'a driver that does not provoke the fault',
      ['mutant:device-accepts-once', scenario(), '--driver', 'recommended'],
      '--driver: expected asks-twice, found "recommended"',
    ],
    [
      'a driver of a faulty policy',
      ['mutant:accepts-a-constant', scenario(), '--driver', 'recommended'],
      '--driver: expected none, as it is a policy, found "recommended"',
    ],
  ])('should refuse %s with 64 and one line', async (_, args, message) => {
    const { code, stdout, stderr } = await cli('explain', ...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe.concurrent('explain RECORDING', () => {
  const fixture = (name: string): string =>
    fileURLToPath(new URL(`../../adapters/recorded/fixtures/linux-6.1/${name}.jsonl`, import.meta.url));

  it('should tell what a real driver and its device did, by what the bus and the rings show', async () => {
    const { code, stdout } = await cli('explain', fixture('base-ring16'));
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /^linux 6\.1\S* virtio_net meets .* Accepted: all of it; .* transmitq1: 1 frame sent, and then no more, the ring has 16\. receiveq1: 15 buffers posted on 16 entries\. The recording ends: .* Broken: traffic-never-stalls/,
    );
    expect((await cli('explain', fixture('base-ring256'))).code).toBe(0);
  });

  it('should tell that of which nothing was observed beside its events', async () => {
    const [first = '', ...lines] = readFileSync(fixture('base-ring256'), 'utf8').split('\n');
    const header = JSON.stringify({ ...JSON.parse(first), observed: {} });
    const { code, stdout } = await cli('explain', file('unobserved.jsonl', [header, ...lines].join('\n')));
    expect(code).toBe(0);
    expect(stdout).toContain('The recording ends: status unknown,');
  });

  it('should end with 2 where it ends before the probe does', async () => {
    const lines = readFileSync(fixture('base-ring256'), 'utf8').split('\n');
    const live = lines.findIndex((line) => line.includes('"write","register":"device_status","value":15'));
    for (const end of [live, 1]) {
      const { code, stdout } = await cli('explain', file('cut.jsonl', lines.slice(0, end).join('\n')));
      expect([end > 0, code]).toEqual([true, 2]);
      expect(stdout).toContain('The recording ends: ');
    }
  });

  it('should list its events, and take no option that asks a policy', async () => {
    expect((await cli('explain', fixture('base-ring16'), '--events')).stdout).toContain('Events:\n    0 ');
    const refused = await cli('explain', fixture('base-ring16'), '--driver', 'recommended');
    expect([refused.code, refused.stderr]).toEqual([
      64,
      expect.stringContaining('--driver: expected none with a recording'),
    ]);
  });

  it('should refuse what is no recording, with its line', async () => {
    const { code, stderr } = await cli('explain', file('bad.jsonl', '{"subject": 1}'));
    expect([code, stderr]).toEqual([64, expect.stringMatching(/bad\.jsonl:1: subject: found 1, expected/)]);
    expect((await cli('explain', 'nowhere.jsonl')).code).toBe(64);
  });
});
