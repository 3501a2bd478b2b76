import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workshop } from '../fixtures/command-line.ts';

const { folder, cli, file } = workshop();

/** A driver of network devices over MMIO that does something, given for a shell, in each probe. */
const driverThat = (deed: string): string =>
  `while read word rest; do case $word in virtio-conformance) echo driver 1 net mmio;; *) ${deed};; esac; done`;

/** What writes a status. */
const sets = (status: number): string => `echo write mmio 112 4 ${status}`;

/** What reads the status. */
const status = 'echo read mmio 112 4; read eq status';

/** What resets a device and accepts VERSION_1 of it, where that is offered. */
const negotiates = [
  sets(0),
  `${status}; while test $status -gt 0; do ${status}; done`,
  sets(1),
  sets(3),
  'echo write mmio 20 4 1; echo read mmio 16 4; read eq high',
  'echo write mmio 36 4 1; echo write mmio 32 4 $((high & 1))',
  sets(11),
  status,
].join('; ');

/** A driver that goes live without a word of anything before. */
const driver = driverThat(`${sets(0)}; ${sets(7)}; echo live`);

describe.runIf(process.platform !== 'win32')('judge exec:COMMAND', () => {
  it.each([
    ['python3 driver.py', '(did you mean "exec:python3 driver.py"?)\n'],
    ['./driver --fast', '(did you mean "exec:./driver --fast"?)\n'],
    ['driver.py', '(a driver in another language is judged as exec:COMMAND, such as exec:./mydriver)\n'],
  ])('should be what is meant by %s', async (name, hint) => {
    file('driver.py', 'print(1)');
    const { code, stderr } = await cli('judge', name);
    expect(code).toBe(64);
    expect(stderr).toContain(hint);
  });

  it('should tell as JSON and as JUnit what it tells in text', async () => {
    const { code, stdout } = await cli(
      'judge',
      `exec:${driver}`,
      '--runs',
      '3',
      '--json',
      '--junit',
      'driver.xml',
    );
    const judgement = JSON.parse(stdout);
    const broken = judgement.properties.filter((one: { verdict: string }) => one.verdict === 'violated');
    expect([code, judgement.verdict]).toEqual([1, 'violated']);
    const [smallest] = broken[0].findings;
    expect(smallest.scenario.rounds).toEqual([
      { offer: '{}', sizes: [0, 0, 0], acceptance: { kind: 'accepts' } },
    ]);
    const binding = broken.filter(({ level }: { level: string }) => level !== 'should').length;
    const xml = readFileSync(join(folder, 'driver.xml'), 'utf8');
    expect(xml).toContain(` failures="${binding}" `);
    expect(xml.match(/<failure/g)).toHaveLength(binding);
    expect(xml).toContain('Smallest: mmio, offers {} and no virtqueue');
    expect(xml).toContain('Replay: npx virtio-conformance explain ');
    const again = await cli('explain', `exec:${driver}`, JSON.stringify(smallest.scenario), '--json');
    const ids = JSON.parse(again.stdout).findings.map(({ id }: { id: string }) => id);
    expect([again.code, ids]).toEqual([1, expect.arrayContaining([broken[0].id])]);
  });

  it('should tell on how small a device it is lost, and lose it there again', async () => {
    const losing = driver.replace(
      '; echo live',
      '; echo write mmio 48 4 0; echo read mmio 52 4; read eq size; test $size -gt 0 && test $size -lt 19 && exit 3; echo live',
    );
    const { stdout } = await cli('judge', `exec:${losing}`, '--runs', '3');
    const [, entry = ''] = stdout.split('driver-ends-its-probe (policy)');
    expect(entry).toContain('Smallest: mmio, offers {} on receive 1, transmit 0\n');
    const [, scenario = ''] = /Replay: .* '(\{.*\})'\n/.exec(entry) ?? [];
    const again = await cli('explain', `exec:${losing}`, scenario);
    expect([again.code, again.stderr]).toEqual([1, '']);
    expect(again.stdout).toContain('Broken: driver-ends-its-probe (policy)\n  Rule: ');
    expect(again.stdout).toContain('  Seen: at the end: the program ended with exit code 3.\n');
    expect(again.stdout).toContain('The driver is lost, as the program ended with exit code 3: status');
  });

  it('should name the readings under which it is judged in the command that shows it again', async () => {
    const reading = ['--reading', 'early-look=look'];
    const { stdout } = await cli('judge', `exec:${driver}`, '--runs', '0', ...reading);
    const replays = [...stdout.matchAll(/Replay: (.*)/g)].map(([, line]) => line);
    expect(replays.length).toBeGreaterThan(0);
    expect(replays.every((line) => line?.endsWith(reading.join(' ')))).toBe(true);
  });

  it('should count of its losses those on the devices that it was given', async () => {
    const sizeOf = 'echo write mmio 48 4 0; echo read mmio 52 4; read eq size';
    const losing = driverThat(`${sets(0)}; ${sets(7)}; ${sizeOf}; test $size -gt 0 || exit 3; echo live`);
    const { stdout } = await cli('judge', `exec:${losing}`, '--runs', '0', '--json');
    const { runs, properties } = JSON.parse(stdout);
    const ends = properties.find(({ id }: { id: string }) => id === 'driver-ends-its-probe');
    expect(ends).toMatchObject({ verdict: 'violated', applicable: runs, violations: 0 });
  });

  it('should hold against a driver whatever it does to a device that it has not reset', async () => {
    const unreset = driverThat(`${sets(4)}; echo live`);
    const { code, stdout } = await cli('judge', `exec:${unreset}`, '--runs', '3', '--json');
    const { properties } = JSON.parse(stdout);
    const verdictOf = (id: string) => properties.find((one: { id: string }) => one.id === id)?.verdict;
    const broken = ['reset-comes-first', 'features-ok-before-driver-ok', 'acknowledge-then-driver'];
    expect([code, ...broken.map(verdictOf)]).toEqual([1, ...broken.map(() => 'violated')]);
  });

  it.each([
    ['is live, and has set the status to ACKNOWLEDGE|DRIVER last', `${sets(0)}; ${sets(3)}; echo live`],
    ['is live, and has set no status', `${sets(0)}; echo live`],
    [
      'has failed, and has set the status to ACKNOWLEDGE|DRIVER|DRIVER_OK last',
      `${sets(0)}; ${sets(7)}; echo failed`,
    ],
    [
      'is live, and has set the status to ACKNOWLEDGE|DRIVER|DRIVER_OK|FAILED last',
      `${sets(0)}; ${sets(7)}; ${sets(135)}; echo live`,
    ],
  ])('should be held to what it says at its end: that it %s', async (end, deed) => {
    const lying = `exec:${driverThat(deed)}`;
    const { stdout } = await cli('judge', lying, '--runs', '3', '--json');
    const { properties } = JSON.parse(stdout);
    const found = properties.find(({ id }: { id: string }) => id === 'driver-ends-as-it-says');
    const because = `it says that it ${end}`;
    const said = end.startsWith('is') ? 'live' : 'failed';
    expect(found).toMatchObject({ verdict: 'violated', level: 'policy', findings: [{ because }] });
    const scenario = JSON.stringify(found.findings[0].scenario);
    const again = await cli('explain', lying, scenario, '--property', 'driver-ends-as-it-says');
    expect(again.stdout).toContain(`The driver says "${said}": status`);
    expect(again.stdout).toContain('Broken: driver-ends-as-it-says (policy)\n');
  });

  it('should be told right where it says that it has failed, and has set FAILED after DRIVER_OK', async () => {
    const failing = `exec:${driverThat(`${sets(0)}; ${sets(7)}; ${sets(135)}; echo failed`)}`;
    const { stdout } = await cli('judge', failing, '--runs', '0', '--json');
    const { runs, properties } = JSON.parse(stdout);
    const said = properties.find(({ id }: { id: string }) => id === 'driver-ends-as-it-says');
    expect(said).toMatchObject({ verdict: 'holds', applicable: runs });
  });

  it('should be unknown where a driver negotiates, and ends live on no device', async () => {
    const judged = (end: string) =>
      cli('judge', `exec:${driverThat(`${negotiates}; ${end}; echo failed`)}`, '--runs', '0');
    const [failing, leaving] = [await judged(sets(139)), await judged(`${sets(15)}; ${sets(0)}; ${status}`)];
    const told = expect.stringContaining('\nIt ended live on none of them: ');
    expect([failing.code, failing.stdout, leaving.stdout]).toEqual([2, told, told]);
  });

  it('should not be told to go live nowhere where it is lost when it is live', async () => {
    const dying = `exec:${driverThat(`${negotiates}; ${sets(15)}; exit 3`)}`;
    const { code, stdout } = await cli('judge', dying, '--runs', '0');
    expect([code, stdout]).toEqual([1, expect.not.stringContaining(' none of them')]);
  });

  it.each([
    ['looks and gives up', 'echo read mmio 0 4; read eq magic; echo failed'],
    ['begins and gives up', `${sets(0)}; ${sets(1)}; ${sets(3)}; ${sets(131)}; echo failed`],
  ])('should be unknown where a driver %s on every device', async (_, deed) => {
    const { code, stdout } = await cli('judge', `exec:${driverThat(deed)}`, '--runs', '3');
    expect([code, stdout]).toEqual([2, expect.stringContaining('It accepted features of none of them')]);
  });

  it('should count nothing but its loss where a driver is lost', async () => {
    const dying = driver.replace('echo live', 'exit 3');
    const { code, stdout } = await cli('judge', `exec:${dying}`, '--runs', '3', '--json');
    const { properties } = JSON.parse(stdout);
    const broken = properties.filter(({ verdict }: { verdict: string }) => verdict === 'violated');
    expect([code, broken.map(({ id }: { id: string }) => id)]).toEqual([1, ['driver-ends-its-probe']]);
  });

  it('should be told from where it begins, and what it looked at before', async () => {
    const looking = `exec:${driverThat(`echo read mmio 0 4; read eq magic; ${sets(0)}; ${sets(7)}; echo live`)}`;
    const scenario = '{"transport":"mmio","rounds":[{"offer":"{}","sizes":[1,1,0]}]}';
    const { stdout } = await cli('explain', looking, scenario);
    expect(stdout).toContain(
      '\nBefore round 1, events 0 to 0: the device as it was found.\n  Then: a reset.\n',
    );
    expect(stdout).toContain('\nRound 1, events 1 to 2: reset, without a look at the status.\n');
    expect(stdout).not.toContain('Traffic');
    const drawn = await cli('explain', looking, scenario, '--mermaid');
    expect(drawn.stdout.match(/Note over D,V: .*/g)?.slice(0, 2)).toEqual([
      'Note over D,V: Before round 1',
      'Note over D,V: Round 1 of 1',
    ]);
  });

  it('should be explained on devices of its own alone', async () => {
    const scenario = '{"rounds":[{"offer":"{}","sizes":[1,1,1]}]}';
    const { code, stderr } = await cli('explain', `exec:${driver}`, scenario);
    expect([code, stderr]).toEqual([
      64,
      expect.stringContaining('drives virtio-net over mmio, the scenario is of virtio-net over pci'),
    ]);
    for (const odd of ['--registers', '--against=linux-mainline']) {
      const refused = await cli('explain', `exec:${driver}`, scenario, odd);
      expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining(odd.split('=')[0] ?? '')]);
    }
  });

  it('should tell what it came to where a file cannot be written any more, and end as that says', async () => {
    mkdirSync(join(folder, 'gone'));
    const removing = `rm -rf ${join(folder, 'gone')}; ${driver}`;
    const ended = await cli('judge', `exec:${removing}`, '--runs', '3', '--junit', 'gone/driver.xml');
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('violated') });
    expect(ended.stderr).toMatch(/^--junit: expected files that can be written: .+\n$/);
  });

  it('should refuse other forms', async () => {
    const { code, stderr } = await cli('judge', `exec:${driver}`, '--tap');
    expect([code, stderr]).toEqual([64, expect.stringContaining('--tap: found exec:')]);
    const other = await cli('judge', `exec:${driver}`, '--exhaustive');
    expect([other.code, other.stderr]).toEqual([64, expect.stringContaining('--exhaustive: found exec:')]);
  });
});
