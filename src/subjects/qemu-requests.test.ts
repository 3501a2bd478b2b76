import { afterEach, describe, expect, it } from 'vitest';
import { hostProperties } from '../../properties/scsi/hosts.ts';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { includes } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { judgeDevice } from '../judge/devices/judge-device.ts';
import { asksItsHost } from '../mutants/scsi/hosts.ts';
import type { Memory } from '../ring/memory.ts';
import type { RingBuffer } from '../ring/ring.ts';
import { withSuite } from '../suites/suites.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { whyNoQemu } from './fixtures/qemu.ts';
import { openQemu, type QemuDeviceSubject } from './qemu.ts';
import { WireDriver } from './qemu-wire.ts';

const opened: QemuDeviceSubject[] = [];
afterEach(async () => {
  for (const subject of opened.splice(0)) await subject.close();
});

const formats = ['split', 'packed'] as const;
const RINGS = 0x10_0000;
const READ_AT = 0x20_0000;
const WRITTEN_AT = 0x21_0000;
const TABLE_AT = 0x22_0000;

/** A device with rings of one size, live, and its memory. */
async function live(
  device: string,
  { size, format, queues }: { size: number; format: string; queues: number[] },
): Promise<{ driver: WireDriver; memory: Memory }> {
  const subject = await openQemu({ device: `${device},packed=${format === 'packed'}`, transport: 'pci' });
  opened.push(subject);
  const access = subject.open();
  if (!access.memory) throw new Error('expected a device with memory');
  const driver = new WireDriver(access, 'pci', RINGS);
  expect(driver.negotiate()).toBe(true);
  expect(includes(driver.settled, RING_PACKED)).toBe(format === 'packed');
  driver.goLive(size, queues);
  return { driver, memory: access.memory };
}

/** The buffers of a request: what the device reads, each part in a descriptor of its own, then what it writes, of so many bytes each. */
function requestOf(
  memory: Memory,
  parts: readonly (readonly number[])[],
  room: readonly number[],
): RingBuffer[] {
  let at = READ_AT;
  const read = parts.map((bytes) => {
    memory.write(at, Uint8Array.from(bytes));
    const buffer = { address: at, length: bytes.length, isWritable: false };
    at += bytes.length;
    return buffer;
  });
  at = WRITTEN_AT;
  const written = room.map((length) => {
    memory.write(at, new Uint8Array(length).fill(0xaa));
    const buffer = { address: at, length, isWritable: true };
    at += length;
    return buffer;
  });
  return [...read, ...written];
}

const le = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Rings and ways to put a request into them: where it takes more descriptors than the ring has entries, in a table alone. */
const choices = (descriptors: number) =>
  [1, 2, 3, 4, 8].flatMap((size) =>
    formats.flatMap((format) =>
      [true, false]
        .filter((indirect) => indirect || size >= descriptors)
        // A split ring has a power of two of entries.
        .filter(() => format === 'packed' || size !== 3)
        .map((indirect) => ({ size, format, indirect })),
    ),
  );

const BLK = { read: 0, write: 1, flush: 4, identify: 8 };
const OK = 0;

describe.skipIf(whyNoQemu() !== undefined)("requests to a disk of QEMU's", () => {
  it.each(choices(3))(
    'should be done on a $format ring of $size, in a table: $indirect',
    async ({ size, format, indirect }) => {
      const { driver, memory } = await live('virtio-blk,serial=of-the-test', { size, format, queues: [0] });
      const ask = (type: number, out: readonly number[][], room: readonly number[]): number => {
        const header = [...le(type, 4), ...le(0, 4), ...le(1, 8)];
        const buffers = requestOf(memory, [header, ...out], [...room, 1]);
        const written = driver.ask(0, buffers, indirect ? TABLE_AT : undefined);
        expect(written).toBe(room.reduce((sum, bytes) => sum + bytes, 1));
        return memory.read(WRITTEN_AT + room.reduce((sum, bytes) => sum + bytes, 0), 1)[0] ?? -1;
      };
      // Around every ring more than once.
      for (let i = 0; i < 3; i++) {
        expect(ask(BLK.read, [], [512])).toBe(OK);
        expect(memory.read(WRITTEN_AT, 512)).toEqual(new Uint8Array(512));
        expect(ask(BLK.write, [new Array(512).fill(7)], [])).toBe(OK);
        expect(ask(BLK.flush, [], [])).toBe(OK);
        expect(ask(BLK.identify, [], [20])).toBe(OK);
        expect(text(memory.read(WRITTEN_AT, 11))).toBe('of-the-test');
      }
      expect(driver.driver.readStatus()).toBe(15);
    },
  );
});

describe.skipIf(whyNoQemu() !== undefined)("a disk of QEMU's that is read only", () => {
  const asked = (transport: RegisterTransport) => [
    'device-writes-nothing-where-read-only',
    'device-says-how-a-request-ends',
    ...(transportRules[transport].legacy ? [] : ['device-has-zones-only-where-negotiated']),
  ];

  it.each(['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const)(
    'should end requests as it has to, on rings of either format: over %s',
    async (transport) => {
      const subject = await openQemu({
        device: `virtio-blk,drive=r0,packed=${transport === 'pci'}`,
        transport,
        args: ['-blockdev', 'null-co,node-name=r0,size=1048576,read-zeroes=on,read-only=on'],
      });
      opened.push(subject);
      const { properties } = await withSuite('blk', (suite) =>
        judgeDevice(suite, subject.open, {
          name: 'read only',
          transport,
          version: '1.3',
          seed: 1,
          runs: 1,
          policies: [],
        }),
      );
      const held = properties.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id);
      expect(held).toEqual(expect.arrayContaining(asked(transport)));
    },
  );
});

/** Bytes of an answer, the sense data included. */
const ANSWER = 108;

describe.skipIf(whyNoQemu() !== undefined)("a SCSI host of QEMU's", () => {
  it.each(['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const)(
    'should answer requests as it has to, but has no unit that lists units: over %s',
    async (transport) => {
      const subject = await openQemu({ device: `virtio-scsi,packed=${transport === 'pci'}`, transport });
      opened.push(subject);
      const { properties } = await withSuite('scsi', (suite) =>
        judgeDevice(suite, subject.open, {
          name: 'host',
          transport,
          version: '1.3',
          seed: 1,
          runs: 0,
          policies: [asksItsHost],
        }),
      );
      const verdictOf = (id: string) => properties.find((one) => one.id === id)?.verdict;
      const asked = hostProperties.map(({ id }) => [id, verdictOf(id)]);
      expect(asked).toEqual(
        hostProperties.map(({ id }) => [
          id,
          id === 'device-has-the-unit-that-lists-units' ? 'violated' : 'holds',
        ]),
      );
    },
  );
});

describe.skipIf(whyNoQemu() !== undefined)("commands to a SCSI host of QEMU's", () => {
  it.each(choices(3))(
    'should be done on a $format ring of $size, in a table: $indirect',
    async ({ size, format, indirect }) => {
      const queues = [0, 1, 2];
      const { driver, memory } = await live('virtio-scsi', { size, format, queues });
      const ask = (command: readonly number[], out: readonly number[][], room: readonly number[]) => {
        const header = [1, 0, 0x40, 0, 0, 0, 0, 0, ...le(9, 8), 0, 0, 0];
        const cdb = [...command, ...new Array(32 - command.length).fill(0)];
        const buffers = requestOf(memory, [[...header, ...cdb], ...out], [ANSWER, ...room]);
        expect(driver.ask(2, buffers, indirect ? TABLE_AT : undefined)).toBeGreaterThan(0);
        const [status, response] = memory.read(WRITTEN_AT + 10, 2);
        return { status, response };
      };
      const good = { status: 0, response: 0 };
      const data = WRITTEN_AT + ANSWER;
      for (let i = 0; i < 3; i++) {
        // REQUEST SENSE takes away that the disk has just been switched on.
        ask([0x03, 0, 0, 0, 96], [], [96]);
        expect(ask([0x12, 0, 0, 0, 36], [], [36])).toEqual(good);
        expect(text(memory.read(data + 8, 8)).trim()).toBe('QEMU');
        expect(ask([0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16], [], [16])).toEqual(good);
        expect([...memory.read(data, 4)]).toEqual([0, 0, 0, 8]);
        expect(ask([0x25], [], [8])).toEqual(good);
        expect([...memory.read(data, 8)]).toEqual([0, 0, 7, 255, 0, 0, 2, 0]);
        expect(ask([0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0], [], [512])).toEqual(good);
        expect(memory.read(data, 512)).toEqual(new Uint8Array(512));
        expect(ask([0x2a, 0, 0, 0, 0, 1, 0, 0, 1, 0], [new Array(512).fill(7)], [])).toEqual(good);
        expect(ask([0x35], [], [])).toEqual(good);
      }
      expect(driver.driver.readStatus()).toBe(15);
    },
  );
});
