import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { logged, probe } from '../../adapters/recorded/fixtures/qemu-log.ts';
import { UsageError } from '../exit-codes.ts';
import { run as runBuilt } from '../fixtures/command-line.ts';
import { run } from './trace.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../adapters/recorded/fixtures/linux-6.1/${name}.jsonl`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'trace-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** What the command prints, and how it ends. */
async function trace(...args: readonly string[]) {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest: unknown[]) => {
    out += text;
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
  const code = await run(args);
  return { code, out, err };
}

const sound = fixture('gso-ring256');
const deaf = fixture('gso-ring16');
const open = fixture('guest-tso4-without-guest-csum');

describe('trace FILE…', () => {
  it('should end with 0 where the recorded driver breaks nothing', async () => {
    const { code, out } = await trace(sound);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^recording +driver +device +hold +violated +unknown +recorded\ngso-ring256\.jsonl +conforms +conforms +\d+ +0 +\d+ +linux 6\.1\.0-50-686 virtio_net\n/,
    );
    expect(out).toContain('1 recording: 1 conform, 0 violate, 0 unknown\n');
  });

  it('should end with 1 and say what is broken, by which rule, where and with what consequence', async () => {
    const { code, out } = await trace(open, deaf);
    expect(code).toBe(1);
    expect(out).toContain(
      [
        'accepted-set-closed (must) is violated by the driver in 1 recording',
        '  Expected: A driver accepts no feature without the features that it requires.',
        '  Rule: GUEST_TSO4 requires GUEST_CSUM (VIRTIO 1.3 § 5.1.3.1, MUST, sec:Device Types / Network',
        '    Device / Feature bits / Feature bit requirements #1).',
        '  Seen: {GUEST_TSO4} is accepted without {GUEST_CSUM}: guest-tso4-without-guest-csum.jsonl:11.',
      ].join('\n'),
    );
    expect(out).toContain('traffic-never-stalls (policy) is violated by the driver in 1 recording\n');
    expect(out).toContain('  Therefore also: receive-buffer-posted (1).\n');
    expect(out).not.toContain('receive-buffer-posted (policy)');
  });

  it('should say what many recordings show once, and name the first of them', async () => {
    const many = ['base', 'gso', 'mrg-gso-ctrl'].flatMap((name) =>
      [1, 2, 4, 8, 16].map((size) => `${name}-ring${size}`),
    );
    const { out } = await trace(...many.map(fixture), fixture('indirect-ring16'), fixture('rx256-tx16'));
    expect(out).toContain('traffic-never-stalls (policy) is violated by the driver in 17 recordings\n');
    expect(out.replaceAll('\n    ', ' ')).toMatch(
      /transmitq1 has 16 entries.*: base-ring16\.jsonl:\d+, gso-ring16\.jsonl:\d+, .* and 1 more\.\n/,
    );
    expect(out.replaceAll('\n    ', ' ')).toMatch(
      /Rule: What started the thread: on a small ring .* \(seed:stall\)\.\n/,
    );
  });

  it('should stay within 100 columns on all recordings of Linux', async () => {
    const all = readdirSync(dirname(sound)).map((name) => join(dirname(sound), name));
    const { out } = await trace(...all, '--agree', 'linux-mainline');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(out).toContain(`\n${all.length} recordings agree with linux-mainline.\n`);
    expect(out).not.toContain(dirname(sound));
  });

  it('should judge both sides, and one alone where that is asked for', async () => {
    const ring3 = fixture('ring3');
    const both = await trace(ring3);
    expect(both.code).toBe(1);
    expect(both.out).toContain(
      'device-presents-legal-sizes (must) is violated by the device in 1 recording\n',
    );
    expect((await trace(ring3, '--side', 'device')).code).toBe(1);
    const driver = await trace(ring3, '--side', 'driver');
    expect(driver.code).toBe(0);
    expect(driver.out).toMatch(/^recording +driver +hold +violated +unknown +recorded\n/);
  });

  it('should put what the standard demands before what the proposal does', async () => {
    const { out } = await trace(deaf, open);
    expect(out.indexOf('(must) is violated')).toBeLessThan(out.indexOf('(policy) is violated'));
    expect(out).toContain('(policy) is violated');
  });

  it('should end with 2 on a header alone, whatever else conforms', async () => {
    const [header = ''] = readFileSync(sound, 'utf8').split('\n');
    const alone = file('header.jsonl', header);
    const { code, out } = await trace(alone, sound);
    expect(code).toBe(2);
    expect(out).toMatch(/header\.jsonl: unknown as a whole: the recording ends before the probe does\.\n/);
    expect((await trace(alone, '--agree', 'linux-mainline')).code).toBe(2);
  });
});

describe('trace FILE… --agree POLICY', () => {
  it('should end with 0 where every field agrees, and report what the driver breaks all the same', async () => {
    const { code, out } = await trace(deaf, open, '--agree', 'linux-mainline');
    expect(code).toBe(0);
    expect(out).toMatch(/^2 recordings agree with linux-mainline\.$/m);
    expect(out).toContain('accepted-set-closed (must) is violated');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '2 recordings: 0 conform, 2 violate, 0 unknown (broken by the driver in 2 and the device in 1); 2 agree, 0 disagree with linux-mainline',
    );
  });

  it('should end with 1 and name each field that differs', async () => {
    const { code, out } = await trace(sound, deaf, '--agree=recommended');
    expect(code).toBe(1);
    expect(out).toContain(
      [
        '1 recording agrees with recommended.',
        '',
        'gso-ring16.jsonl disagrees with recommended',
        '  frames transmitted: recorded 1, recommended 3',
        '  transmit stalled: recorded true, recommended false',
        '  receive ring deaf: recorded true, recommended false',
        '',
      ].join('\n'),
    );
    expect(out.replaceAll(/\s+/g, ' ')).toContain('1 agree, 1 disagree with recommended');
  });

  it('should hold a policy of a file against the device that is named of a log with two', async () => {
    const two = file('two.log', [...logged(probe), ...logged(probe, 0xfd000000)].join('\n'));
    const policy = file(
      'linux.mjs',
      `import { policies } from 'virtio-conformance';
      const linux = policies.find(({ id }) => id === 'linux-mainline');
      export default { id: 'mine', title: 'Mine', probe: (core) => linux.probe(core) };`,
    );
    const named = await runBuilt(['trace', two, '--device', 'virtio-net@0xfd000000', '--agree', policy]);
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(named.stdout).toContain('1 agree, 0 disagree with mine');
  });

  it('should refuse a policy of another device type', async () => {
    const refused = run([deaf, '--agree', 'blk-linux']);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(
      '--agree: blk-linux drives virtio-blk, the recordings are of virtio-net',
    );
  });
});

describe('trace FILE… --json', () => {
  it('should be the same verdicts as data', async () => {
    const { code, out } = await trace(open, '--json');
    expect(code).toBe(1);
    const { files } = JSON.parse(out);
    expect(files).toEqual([
      {
        file: open,
        subject: 'linux 6.1.0-50-686 virtio_net',
        sides: { driver: 'violated', device: 'violated' },
        properties: expect.any(Array),
      },
    ]);
    expect(files[0].properties).toContainEqual({
      id: 'accepted-set-closed',
      level: 'must',
      side: 'driver',
      verdict: 'violated',
      because: '{GUEST_TSO4} is accepted without {GUEST_CSUM}',
      clauses: ['sec:Device Types / Network Device / Feature bits / Feature bit requirements #1'],
      line: 11,
    });
    expect(files[0].properties).toContainEqual({
      id: 'keeps-version-1',
      level: 'must',
      side: 'driver',
      verdict: 'holds',
    });
    expect(files[0].properties).toContainEqual({
      id: 'reset-comes-first',
      level: 'must',
      side: 'driver',
      verdict: 'unknown',
    });
  });

  it('should have the agreement where a policy is given', async () => {
    const { out } = await trace(deaf, '--json', '--agree', 'recommended');
    expect(JSON.parse(out).files[0].agreement).toContainEqual({
      field: 'frames transmitted',
      recorded: 1,
      modelled: 3,
      agrees: false,
    });
  });
});

describe('bad input', () => {
  const text = readFileSync(sound, 'utf8');
  const lines = text.trimEnd().split('\n');
  const badly = (line: string) => [...lines.slice(0, 5), line, ...lines.slice(6)].join('\n');

  it.each<[string, () => string, RegExp]>([
    [
      'a missing file',
      () => join(folder, 'none.jsonl'),
      /none\.jsonl: found no such file, expected a recording/,
    ],
    ['a directory', () => folder, /trace-\w+: found a directory, expected a recording/],
    ['an empty file', () => file('a', ''), /a:1: line: found an empty file, expected one JSON value/],
    [
      'a truncated last line',
      () => file('b', text.slice(0, -10)),
      /b:\d+: line: found ".*, expected one JSON value/,
    ],
    [
      'a wrong field',
      () => file('c', badly('{"op":"read","register":"device_status","valeu":1}')),
      /c:6: value: found nothing, expected an integer from 0 to 9007199254740991/,
    ],
    [
      'a wrong type',
      () => file('d', badly('{"op":"read","register":"device_status","value":"1"}')),
      /d:6: value: found "1", expected an integer from 0 to 9007199254740991/,
    ],
    [
      'a value that does not fit its register',
      () => file('e', badly('{"op":"read","register":"device_status","value":256}')),
      /e:6: value: found 256, expected an integer from 0 to 255 for device_status/,
    ],
    [
      'binary data',
      () => file('f', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff)),
      /f:1: line: found other bytes, expected UTF-8 text/,
    ],
    [
      'binary data that is text',
      () => file('g', Uint8Array.of(0, 1, 2, 10)),
      /g:1: line: found "\\u0000.*, expected one JSON value/,
    ],
  ])('should end with 64 and one line on %s', async (_, path, message) => {
    const { code, out, err } = await trace(path());
    expect(code).toBe(64);
    expect(err).toMatch(new RegExp(`^\\S*${message.source}\\n$`));
    expect(out).toBe('');
  });

  it('should not read a line of 100 MB', async () => {
    const path = join(folder, 'long.jsonl');
    const sparse = openSync(path, 'w');
    ftruncateSync(sparse, 100_000_000);
    closeSync(sparse);
    const before = process.memoryUsage.rss();
    const { code, err } = await trace(path);
    expect(code).toBe(64);
    expect(err).toMatch(/long\.jsonl:1: line: found a longer one, expected at most 1000000 bytes\n$/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  });

  it('should lose no recording to a bad file among them', async () => {
    const { code, out, err } = await trace(sound, folder, open, join(folder, 'none.jsonl'));
    expect(code).toBe(64);
    expect(out).toContain('2 recordings: 1 conform, 1 violate, 0 unknown (');
    expect(err.match(/, expected a recording\n/g)).toHaveLength(2);
  });

  it('should print JSON even where no file is a recording', async () => {
    const { code, out } = await trace(folder, '--json');
    expect([code, JSON.parse(out)]).toEqual([64, { files: [] }]);
  });

  it('should judge a long recording as it does a short one', async () => {
    const [first = '', ...others] = text.trimEnd().split('\n');
    const long = file('long', [first, ...new Array(250).fill(others).flat()].join('\n'));
    const args = ['trace', long, '--json', '--agree', 'recommended'];
    const { code, stdout } = await runBuilt(args);
    const here = await trace(...args.slice(1));
    expect([code, JSON.parse(stdout)]).toEqual([here.code, JSON.parse(here.out)]);
  });

  it('should read line ends of any system', async () => {
    const { code, err } = await trace(file('crlf.jsonl', text.replaceAll('\n', '\r\n')));
    expect([code, err]).toEqual([0, '']);
  });

  it.each([
    [[], 'trace: found no FILE, expected at least one'],
    [['--agree'], /^trace: .*--agree/],
    [['f', '--side', 'host'], '--side: found "host", expected driver or device'],
    [['--agreed', 'x', 'f'], /^trace: .*--agreed/],
    [['f', '--json=1'], /^trace: .*--json/],
    [['f', '--agree', '--json'], /^trace: [^\n]*--agree[^\n]*$/],
  ])('should refuse %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(UsageError);
    await expect(run(args)).rejects.toThrow(message);
  });

  it('should refuse an unknown policy before it reads a file', () =>
    expect(run([folder, '--agree', 'nobody'])).rejects.toThrow(
      /"nobody" is neither a built-in policy nor a file/,
    ));
});
