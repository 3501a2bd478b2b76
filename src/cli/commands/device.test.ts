import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DeviceJudgement } from '../../judge/devices/judge-device.ts';
import { workshop } from '../fixtures/command-line.ts';

const { cli, file } = workshop();

const few = ['--runs', '300'] as const;
const judged = async (...args: readonly string[]): Promise<DeviceJudgement> =>
  JSON.parse((await cli('device', ...args, ...few, '--json')).stdout);

describe('a device that is right', () => {
  it('should conform', async () => {
    const { code, stdout } = await cli('device', 'simulated-net-device', ...few);
    expect(stdout).toContain('simulated-net-device breaks no rule that binds it.');
    expect(stdout).toMatch(/\d+ properties hold: --details names them\./);
    expect(code).toBe(0);
  });

  it('should conform over each transport, and name what was asked', async () => {
    for (const transport of ['pci-legacy', 'mmio', 'mmio-legacy']) {
      const { code, stdout } = await cli(
        'device',
        'simulated-blk-device',
        '--transport',
        transport,
        ...few,
        '--details',
      );
      expect(stdout).toContain('device-keeps-answering');
      expect(code).toBe(0);
    }
  });
});

describe('a device that is wrong', () => {
  const wrong = 'mutant:device-refuses-nothing';

  it('should be told with the clause, the fewest steps, and a line that shows it again', async () => {
    const { code, stdout } = await cli('device', wrong, ...few);
    expect(code).toBe(1);
    expect(stdout).toContain('device-refuses-invalid-sets (must): violated in');
    expect(stdout).toContain('devicenormative:Basic Facilities of a Virtio Device / Feature Bits #3');
    const [, steps = ''] = /Replay: npx virtio-conformance device \S+ --steps '([^']*)'/.exec(stdout) ?? [];
    const again = await cli('device', wrong, '--steps', steps);
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('driven 1 time');
    expect(again.stdout).not.toContain('Never exercised');
    expect(again.stdout).toContain('Found by: the steps that were given.');
    expect(again.stdout).toMatch(/Seen: \d+: reads the status .*FEATURES_OK stays/);
  });

  it('should be told in other forms', async () => {
    const { code } = await cli(
      'device',
      wrong,
      ...few,
      '--html',
      'd.html',
      '--junit',
      'd.xml',
      '--sarif',
      'd.sarif',
    );
    expect(code).toBe(1);
    expect(readFileSync('d.html', 'utf8')).toContain('device-refuses-invalid-sets');
    expect(readFileSync('d.xml', 'utf8')).toMatch(/<failure[^>]*>[^<]*FEATURES_OK stays/);
    expect(JSON.parse(readFileSync('d.sarif', 'utf8')).runs).toHaveLength(1);
    const tap = await cli('device', wrong, ...few, '--tap');
    expect(tap.stdout).toMatch(/^not ok \d+ - .*device-refuses-invalid-sets/m);
    const mail = await cli('device', wrong, ...few, '--mail');
    expect(mail.stdout).toContain('To see these runs for oneself');
  });

  it('should conform where that was expected, and not where what was expected holds', async () => {
    const { properties } = await judged(wrong);
    const known = properties
      .filter(({ verdict, level }) => verdict === 'violated' && level !== 'should')
      .map(({ id }) => ({ property: id, because: 'it is a mutant' }));
    file('known.json', JSON.stringify({ expected: known }));
    const expected = await cli('device', wrong, ...few, '--expect', 'known.json');
    expect(expected.code).toBe(0);
    expect(expected.stdout).toContain('Known: it is a mutant.');
    expect(expected.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /breaks nothing that binds it but [^.]*device-refuses-invalid-sets[^.]*, as expected/,
    );
    const right = await cli('device', 'simulated-net-device', ...few, '--expect', 'known.json');
    expect(right.code).toBe(1);
    expect(right.stdout).toContain('which was expected to fail');
  });
});

describe('what a device does to a ring', () => {
  it('should be said once', async () => {
    const { stdout } = await cli('device', 'mutant:device-says-more-than-it-writes', ...few);
    const [seen = ''] = /Seen: [^.]*written more[^.]*\./.exec(stdout.replaceAll(/\s+/g, ' ')) ?? [];
    expect(seen).toMatch(/looks at the ring of \w+: the device says that it has written more/);
    expect(seen.match(/written more/g)).toHaveLength(1);
  });
});

describe('what was expected of a device', () => {
  it('should be unknown where it was never asked', async () => {
    file('suspend.json', '{"expected":[{"property":"device-queue-reset-ends","because":"bug 1"}]}');
    const { code, stdout } = await cli(
      'device',
      'v86:net',
      '--steps',
      'status-write status-read',
      '--expect',
      'suspend.json',
    );
    expect(code).toBe(2);
    expect(stdout).toContain('was never asked device-queue-reset-ends, which was expected to fail');
  });
});

describe('a line that shows a violation again', () => {
  it('should have all that the judgement had', async () => {
    const { stdout } = await cli('device', 'v86:net', ...few, '--reading', 'unclosed-sets=refused');
    const [line = ''] = /Replay: .*unclosed-sets=refused --steps .*/.exec(stdout) ?? [];
    const [, steps = ''] = /--steps '([^']*)'/.exec(line) ?? [];
    const again = await cli('device', 'v86:net', '--reading', 'unclosed-sets=refused', '--steps', steps);
    expect(again.code).toBe(1);
  });
});

describe('a declaration', () => {
  const right = {
    type: 'rng',
    transports: ['pci', 'mmio'],
    offers: '{VERSION_1}',
    sizes: [16],
  };
  const judgedAs = async (declared: object, ...more: readonly string[]) => {
    file('declared.json', JSON.stringify(declared));
    const { properties, verdict } = await judged(
      'simulated-rng-device',
      '--expect',
      'declared.json',
      ...more,
    );
    const held = properties.find(({ id }) => id === 'device-is-as-declared');
    return { verdict, because: held?.findings.map(({ because }) => because) };
  };

  it('should hold of a device that shows what it says', async () => {
    expect(await judgedAs({ sizes: [16], type: 'rng' })).toEqual({ verdict: 'holds', because: [] });
    expect(await judgedAs({})).toEqual({ verdict: 'holds', because: undefined });
  });

  it.each([
    ['sizes', { ...right, sizes: [8] }, 'its virtqueues are of 16, and declared as 8'],
    ['transports', { transports: ['mmio'] }, 'it is reached over pci, and declared for mmio'],
    ['type', { type: 'balloon' }, 'it is of virtio-rng, and declared as virtio-balloon'],
    ['offers', { offers: '{VERSION_1, bit 3}' }, 'it does not offer {bit 3}, which is declared'],
  ])('should be broken by a device of other %s', async (_, declared, because) => {
    const { verdict, because: found } = await judgedAs(declared);
    expect(verdict).toBe('violated');
    expect(found).toContain(because);
  });

  it('should tell a difference as a finding that is seen again by the same command', async () => {
    file('declared.json', JSON.stringify({ sizes: [8] }));
    const { code, stdout } = await cli('device', 'simulated-rng-device', '--expect', 'declared.json', ...few);
    expect(code).toBe(1);
    expect(stdout).toContain('device-is-as-declared (policy): violated in 1 of 1 run');
    expect(stdout).toContain('Seen: its virtqueues are of 16, and declared as 8.');
    expect(stdout).not.toContain('Found by: the policy .');
    expect(stdout).toMatch(/Replay: .* device simulated-rng-device --expect declared\.json\n/);
  });

  it.each([
    [
      { expected: [{ property: 'device-keeps-answering' }] },
      'expected.0.because: found nothing, expected string',
    ],
    [
      { expected: [{ property: 'device-keeps-answering', because: '' }] },
      'expected.0.because: found "", expected at least 1',
    ],
    [{ sizes: 16 }, 'sizes: found 16, expected array'],
    [{ size: [16] }, 'declaration: no such field: size'],
    [[], 'declaration: found [], expected object'],
  ])('should be refused with the field that is wrong: %j', async (declared, fault) => {
    file('declared.json', JSON.stringify(declared));
    const { code, stderr } = await cli('device', 'simulated-rng-device', '--expect', 'declared.json');
    expect([code, stderr]).toEqual([64, `declared.json: ${fault}\n`]);
  });

  it('should name features that the type has', async () => {
    file('declared.json', JSON.stringify({ offers: '{MAC}' }));
    const { code, stderr } = await cli('device', 'simulated-rng-device', '--expect', 'declared.json');
    expect(code).toBe(64);
    expect(stderr).toMatch(/^declared.json: offers: /);
  });
});

describe('a device of v86', () => {
  it('should be judged without QEMU or a guest, and found wrong', async () => {
    const { properties, type, shown } = await judged('v86:net');
    expect(type).toBe('net');
    expect(shown.rounds[0]?.offer).toContain('CTRL_VQ');
    const broken = properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
    expect(broken).toContain('device-uses-no-buffer-before-driver-ok');
  });

  it('should be told of with the access in which it throws', async () => {
    const { properties } = await judged(
      'v86:net',
      '--steps',
      'queue-size-read[2] queue-addresses-write[2] control[2]=3 command[2]=257',
    );
    const lost = properties.find(({ id }) => id === 'device-keeps-answering');
    const [{ because, at, events } = { because: '', at: 0, events: [] }] = lost?.findings ?? [];
    expect(because).toMatch(/^the device throws TypeError: Cannot read properties of undefined/);
    expect(events.slice(-2).map(({ kind }) => kind)).toEqual(['command', 'notify']);
    expect(at).toBe(events.length - 1);
  });
});

describe('a device that cannot be judged', () => {
  it.each([
    [[], 'expected one SUBJECT'],
    [['v86:net', 'v86:console'], 'expected one SUBJECT'],
    [['mine'], 'found "mine"'],
    [['v86:disk'], 'v86:disk'],
    [['v86:net', '--transport', 'mmio'], 'over pci alone'],
    [['v86:scsi'], 'has no virtio-scsi device'],
    [['mutant:nobody'], 'is no mutant'],
    [['mutant:skips-features-ok'], 'is a policy, and no device'],
    [
      ['mutant:device-resets-behind-its-answer'],
      'no device over PCI or MMIO shows its fault, one over ccw does',
    ],
    [
      ['mutant:device-has-no-capability-common', '--transport', 'mmio'],
      'no device over mmio shows its fault, one over pci does',
    ],
    [['v86:net', '--transport', 'usb'], '--transport: found "usb"'],
    [['v86:net', '--version', '2.0'], '--version: found "2.0"'],
    [['v86:net', '--runs', 'many'], '--runs: expected a whole number'],
    [['v86:net', '--steps', 'hop'], '--steps: found "hop"'],
    [['v86:net', '--steps', ' '], '--steps: found no step'],
    [['v86:net', '--expect', 'twice.json'], 'twice.json: expected: found "device-keeps-sizes" twice'],
    [['v86:net', '--expect', 'none.json'], 'none.json: found no such file'],
    [['v86:net', '--expect', 'text.json'], 'text.json: found no JSON'],
    [['v86:net', '--expect', 'odd.json'], 'odd.json: expected.0.because'],
    [['v86:net', '--expect', 'unknown.json'], 'unknown.json: expected: found "nothing-of-that-name"'],
    [['v86:net', '--tap', '--json'], 'device: expected one of'],
    [['v86:disk', '--html', 'made/d.html'], 'v86:disk'],
    [['qemu:nope'], 'qemu:nope: expected one that "prepare qemu" names, such as qemu:virtio-net'],
    [['qemu:virtio-blkk'], '(did you mean virtio-blk?)'],
  ])('should be refused in a line: %j', async (args, message) => {
    file('text.json', 'expected');
    file('odd.json', '{"expected":[{"property":"a","because":""}]}');
    const known = { property: 'device-keeps-sizes', because: 'why' };
    file('twice.json', JSON.stringify({ expected: [known, known] }));
    file('unknown.json', '{"expected":[{"property":"nothing-of-that-name","because":"why"}]}');
    const { code, stdout, stderr } = await cli('device', ...args);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('…');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(existsSync('made')).toBe(false);
  });
});
