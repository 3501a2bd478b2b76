import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chunksOf } from '../../node/recording-file.ts';
import { linesOf, MAX_LINE_BYTES } from './lines.ts';
import { parseRecording, type Recording } from './recording.ts';
import { RecordingError } from './recording-error.ts';

const header = {
  subject: 'linux 6.1.0-50-686 virtio_net',
  transport: 'pci',
  offered: '0x100010020',
  queueSizes: [16, 16],
  device: { acceptsFeatures: true, mtu: 1500 },
  observed: { finalStatus: 15, framesTransmitted: 1, txWatchdog: true, rxBuffersPostedAtEnd: 15 },
};
const statusRead = { op: 'read', register: 'device_status', value: 1 };

const parse = (...lines: readonly unknown[]): Recording =>
  parseRecording(
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    'x.jsonl',
  );

describe('a recording', () => {
  it('should be a header and a line for each access and frame', () => {
    const transmit = { op: 'transmit', bytes: 110, descriptors: 1, indirect: false };
    expect(parse(header, statusRead, transmit)).toEqual({
      file: 'x.jsonl',
      header,
      entries: [
        { line: 2, entry: statusRead },
        { line: 3, entry: transmit },
      ],
    });
  });

  it('should pass over what a header says to people', () =>
    expect(
      parse({
        ...header,
        kernel: 'built by hand',
        offeredNames: ['MAC'],
        device: { ...header.device, vendor: 1 },
        observed: { ...header.observed, guestHung: false },
      }).header,
    ).toEqual(header));

  it.each([
    ['an MTU where none is offered', { ...header, device: { acceptsFeatures: true } }],
    ['a version', { ...header, version: '1.3' }],
    ['a device type', { ...header, device: { ...header.device, type: 'net' } }],
  ])('may leave out or have %s', (_, other) => expect(parse(other).header).toEqual(other));

  it('should end lines as Windows does, too', () =>
    expect(
      parseRecording(`${JSON.stringify(header)}\r\n${JSON.stringify(statusRead)}\r\n`, 'x.jsonl'),
    ).toEqual(parse(header, statusRead)));

  it('should be what README.md shows', () => {
    const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```json\n([^`]+)```/.exec(page) ?? [];
    expect(parseRecording(example, 'README.md').entries).toHaveLength(8);
  });

  it('should take the register names of earlier versions', () =>
    expect(
      parse(header, { op: 'write', register: 'queue_avail_lo', value: 1, queue: 0 }).entries,
    ).toHaveLength(1));
});

describe('what is no recording', () => {
  it.each<[string, readonly unknown[], string]>([
    ['nothing', [''], 'x.jsonl:1: line: found an empty file, expected one JSON value'],
    ['a number', ['1'], 'x.jsonl:1: line: found 1, expected an object'],
    ['half a header', ['{"subj'], 'x.jsonl:1: line: found "{\\"subj", expected one JSON value'],
    [
      'half a last line',
      [header, statusRead, '{"op":"read","regis'],
      'x.jsonl:3: line: found "{\\"op\\":\\"read\\",\\"regis", expected one JSON value',
    ],
    ['a line of its own', [header, '', statusRead], 'x.jsonl:2: line: found "", expected one JSON value'],
    ['no header', [statusRead], 'x.jsonl:1: subject: found nothing, expected a string'],
    [
      'another transport',
      [{ ...header, transport: 'mmio' }],
      'x.jsonl:1: transport: found "mmio", expected "pci"',
    ],
    [
      'a name of two lines',
      [{ ...header, subject: 'linux\n6.1' }],
      'x.jsonl:1: subject: found "linux\\n6.1", expected a name on one line, of at most 200 characters',
    ],
    [
      'a name that is none',
      [{ ...header, subject: 'x'.repeat(201) }],
      `x.jsonl:1: subject: found "${'x'.repeat(59)}…, expected a name on one line, of at most 200 characters`,
    ],
    [
      'what is nested very deeply',
      [header, `{"op":"read","register":${'['.repeat(100_000)}${']'.repeat(100_000)},"value":1}`],
      'x.jsonl:2: register: found what cannot be shown, expected a string',
    ],
    [
      'another driver',
      [{ ...header, subject: 'linux 6.1 virtio_blk' }],
      'x.jsonl:1: subject: found "linux 6.1 virtio_blk", expected a driver of virtio-net devices',
    ],
    [
      'another device',
      [{ ...header, device: { ...header.device, type: 'blk' } }],
      'x.jsonl:1: device.type: found "blk", expected "net"',
    ],
    [
      'an unknown version',
      [{ ...header, version: '2.0' }],
      'x.jsonl:1: version: found "2.0", expected one of "1.0", "1.1", "1.2", "1.3", "1.4"',
    ],
    [
      'features of no notation',
      [{ ...header, offered: 4295032864 }],
      'x.jsonl:1: offered: found 4295032864, expected a string',
    ],
    [
      'too many features',
      [{ ...header, offered: `0x${'1'.repeat(33)}` }],
      `x.jsonl:1: offered: found "0x${'1'.repeat(33)}", expected a hexadecimal number of at most 128 bits, as "0x100010020"`,
    ],
    [
      'a size that no register holds',
      [{ ...header, queueSizes: [16, 65536] }],
      'x.jsonl:1: queueSizes.1: found 65536, expected an integer from 0 to 65535',
    ],
    [
      'one queue',
      [{ ...header, queueSizes: [16] }],
      'x.jsonl:1: queueSizes: found [16], expected at least two sizes',
    ],
    [
      'an MTU feature without an MTU',
      [{ ...header, offered: '0x100000008', device: { acceptsFeatures: true } }],
      'x.jsonl:1: device.mtu: found nothing, expected an integer from 0 to 65535, because MTU is offered',
    ],
    [
      'a strange observation',
      [{ ...header, observed: { ...header.observed, txWatchdog: 'no' } }],
      'x.jsonl:1: observed.txWatchdog: found "no", expected true or false',
    ],
    [
      'an unknown operation',
      [header, { op: 'peek' }],
      'x.jsonl:2: op: found "peek", expected one of "read", "write", "post", "used", "transmit", "receive", "control"',
    ],
    [
      'a wrong type',
      [header, { ...statusRead, value: '1' }],
      'x.jsonl:2: value: found "1", expected an integer from 0 to 9007199254740991',
    ],
    [
      'a missing field',
      [header, { op: 'read', register: 'device_status' }],
      'x.jsonl:2: value: found nothing, expected an integer from 0 to 9007199254740991',
    ],
    [
      'a field too many',
      [header, { ...statusRead, valeu: 2 }],
      'x.jsonl:2: valeu: found this field, expected no such field',
    ],
    [
      'an unknown register',
      [header, { ...statusRead, register: 'device_state' }],
      'x.jsonl:2: register: found "device_state", expected a field of the common configuration, config+OFFSET/BYTES, "notify" or "isr"',
    ],
    [
      'a value too wide for its register',
      [header, { ...statusRead, value: 256 }],
      'x.jsonl:2: value: found 256, expected an integer from 0 to 255 for device_status',
    ],
    [
      'a value too wide for its place in the configuration',
      [header, { op: 'read', register: 'config+6/2', value: 65536 }],
      'x.jsonl:2: value: found 65536, expected an integer from 0 to 65535 for config+6/2',
    ],
    [
      'a virtqueue where none is meant',
      [header, { ...statusRead, queue: 1 }],
      'x.jsonl:2: queue: found 1, expected nothing: device_status is of no virtqueue',
    ],
    [
      'what says neither yes nor no of a table',
      [header, { op: 'control', class: 1, command: 0, descriptors: 3, indirect: 1 }],
      'x.jsonl:2: indirect: found 1, expected true or false',
    ],
    [
      'an unknown outcome',
      [header, { op: 'receive', bytes: 98, result: 'lost' }],
      'x.jsonl:2: result: found "lost", expected how many buffers were used, or one of "not-ready", "no-buffer", "truncated"',
    ],
  ])('should refuse %s', (_, lines, message) => {
    expect(() => parse(...lines)).toThrow(RecordingError);
    expect(() => parse(...lines)).toThrow(message);
  });

  it('should say no more than a line of a long value', () =>
    expect(() => parse({ ...header, transport: 'x'.repeat(1000) })).toThrow(/^.{0,120}$/));

  it('should refuse bytes that are no text', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x0a);
    expect(() => [...linesOf([bytes], 'x.jsonl')]).toThrow(
      'x.jsonl:1: line: found other bytes, expected UTF-8 text',
    );
  });

  it('should give up on a line without an end, and not read on', () => {
    let read = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) {
        read += 65_536;
        yield new Uint8Array(65_536).fill(0x20);
      }
    }
    expect(() => [...linesOf(endless(), 'x.jsonl')]).toThrow(
      'x.jsonl:1: line: found a longer one, expected at most 1000000 bytes',
    );
    expect(read).toBeLessThan(MAX_LINE_BYTES + 2 * 65_536);
  });
});

describe('lines', () => {
  it('should not depend on where chunks end', () => {
    const text = new TextEncoder().encode('one\nzwölf\n\nthree');
    for (let cut = 0; cut <= text.length; cut++) {
      expect([...linesOf([text.subarray(0, cut), text.subarray(cut)], 'x')]).toEqual([
        'one',
        'zwölf',
        '',
        'three',
      ]);
    }
  });

  it('should be those of a file', () => {
    const [name = ''] = readdirSync(new URL('./fixtures/linux-6.1/', import.meta.url));
    const file = new URL(`./fixtures/linux-6.1/${name}`, import.meta.url);
    expect([...linesOf(chunksOf(file.pathname), name)].join('\n')).toBe(readFileSync(file, 'utf8').trimEnd());
  });
});
