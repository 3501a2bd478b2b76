import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { NONE } from '../../spec/features.ts';
import { ringFaultValue } from '../../spec/ring-faults.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { ControlCommand } from '../trace/commands.ts';
import { arrayMemory } from './fixtures/array-memory.ts';
import { MemoryRings } from './memory-rings.ts';
import { PackedDeviceRing } from './packed.ts';
import type { Chain } from './ring.ts';
import { SplitDeviceRing } from './split.ts';

const formats = ['split', 'packed'] as const;

/** The rings of a driver, and the device's side of the first of them, of so many entries. */
function bothSides(format: (typeof formats)[number], entries: number, begin = 0x1000) {
  const memory = arrayMemory(2 ** 24);
  const rings = new MemoryRings(memory, begin);
  const at = rings.make(0, entries, format === 'packed' ? RING_PACKED : NONE);
  const device = new (format === 'packed' ? PackedDeviceRing : SplitDeviceRing)(memory, at, entries);
  const bytesOf = ({ buffers }: Chain): number[] =>
    buffers
      .filter(({ isWritable }) => !isWritable)
      .flatMap(({ address, length }) => [...memory.read(address, length)]);
  /** Gives a chain back whose last buffer says so. */
  const answer = (chain: Chain, byte: number): void => {
    memory.write(chain.buffers.at(-1)?.address ?? 0, Uint8Array.of(byte));
    device.giveBack(chain, 1);
  };
  return { rings, device, memory, bytesOf, answer };
}

const command = (word: number): ControlCommand => ({ class: 5, command: 0, data: [word], descriptors: 2 });
const bytes = (word: number): number[] => [5, 0, word, 0, 0, 0];

describe.each(formats)('rings in memory, %s', (format) => {
  it.each([0x1000, 0x1234])(
    'should keep a command that is under way while others are sent, and take its answer for no other: from %i on',
    (begin) => {
      const { rings, device, bytesOf, answer } = bothSides(format, 8, begin);
      expect(rings.sendCommand(0, command(1), () => {})).toBeUndefined();
      const first = device.take();
      if (first === undefined) throw new Error('no command arrives');
      for (let word = 2; word < 100; word++) {
        const told = rings.sendCommand(0, command(word), () => {
          const chain = device.take();
          if (word <= 50) expect(bytesOf(first)).toEqual(bytes(1));
          if (word === 50) answer(first, 7);
          if (chain) answer(chain, word);
        });
        expect(told).toBe(word);
      }
      expect(rings.readUsed(0)).toBe(0);
      expect(rings.rareAccess('ring-look', 0, 0)).toBe(0);
    },
  );

  it('should send no command for which there is no room but that of another', () => {
    const { rings, device } = bothSides(format, 1024);
    const sent = Array.from({ length: 300 }, (_, word) => {
      let isThere = false;
      rings.sendCommand(0, command(word), () => {
        isThere = device.take() !== undefined;
      });
      return isThere;
    });
    expect(sent).toEqual(sent.map((_, word) => word < 248));
  });

  it('should put buffers for what comes in nowhere where there is what the device reads', () => {
    const { rings, device, bytesOf } = bothSides(format, 128);
    rings.rareAccess('transmit', 0, 1);
    const frame = device.take();
    if (frame === undefined) throw new Error('no frame is sent');
    const before = bytesOf(frame);
    rings.makeAvailable(0, 100);
    expect(bytesOf(frame)).toEqual(before);
    expect(rings.rareAccess('ring-look', 0, 0)).toBe(0);
    for (let chain = device.take(); chain; chain = device.take()) device.giveBack(chain, 0);
    device.giveBack(frame, 0);
    expect(rings.readUsed(0)).toBe(101);
  });

  const unwritten = (said: number, writable = 4096): number =>
    ringFaultValue('says-what-it-has-not-written', { said, writable });

  /** What is found of a device that writes so many bytes of each of some buffers, and says that it has written others. */
  function foundAfter(chains: number, bytes: number, says: number, fill: (at: number) => number): number {
    const { rings, device, memory } = bothSides(format, 64);
    rings.makeAvailable(0, chains);
    for (let chain = device.take(); chain; chain = device.take()) {
      memory.write(
        chain.buffers[0]?.address ?? 0,
        Uint8Array.from({ length: bytes }, (_, at) => fill(at)),
      );
      device.giveBack(chain, says);
    }
    rings.readUsed(0);
    return rings.rareAccess('ring-look', 0, 0);
  }

  it.each([
    ['says what it writes', 32, 60, 60, 0],
    ['says less', 32, 60, 40, 0],
    ['says nothing', 32, 0, 0, 0],
    ['fills a buffer', 32, 4096, 4096, 0],
    ['counts the whole buffer', 1, 60, 4096, unwritten(4096)],
    [
      'counts more than the buffer has',
      1,
      60,
      5000,
      ringFaultValue('says-more-than-there-is', { said: 5000, writable: 4096 }),
    ],
    ['counts some bytes too many', 1, 60, 76, unwritten(76)],
    ['counts a byte too many, once', 1, 60, 61, 0],
    ['counts a byte too many, again and again', 32, 60, 61, unwritten(61)],
  ])('should find a device that %s', (_, chains, bytes, says, found) => {
    for (const byte of [0, 0xff, 0x55]) expect(foundAfter(chains, bytes, says, () => byte)).toBe(found);
  });

  it.each([8, 12])(
    'should learn nothing of a chain without marks, whose bytes are said to end at %i',
    (end) => {
      const { rings, device, memory } = bothSides(format, 64);
      rings.makeAvailable(0, 40);
      let isMarked = true;
      for (let chain = device.take(); chain; chain = device.take()) {
        memory.write(chain.buffers[0]?.address ?? 0, new Uint8Array(60));
        device.giveBack(chain, isMarked ? 61 : end);
        isMarked = !isMarked;
      }
      rings.readUsed(0);
      expect(rings.rareAccess('ring-look', 0, 0)).toBe(unwritten(61));
    },
  );

  it.each([64, 248])('should find it in the first of %i buffers that a device has', (buffers) => {
    const { rings, device, memory } = bothSides(format, 256);
    rings.makeAvailable(0, buffers);
    const chain = device.take();
    if (chain === undefined) throw new Error('no buffer arrives');
    memory.write(chain.buffers[0]?.address ?? 0, new Uint8Array(60));
    device.giveBack(chain, 76);
    rings.readUsed(0);
    expect(rings.rareAccess('ring-look', 0, 0)).toBe(unwritten(76));
  });

  it('should put a buffer into the one page of all in which the device has none', () => {
    const { rings, device } = bothSides(format, 256);
    rings.makeAvailable(0, 253);
    const chains = Array.from({ length: 253 }, () => device.take());
    const addresses = chains.map((chain) => chain?.buffers[0]?.address);
    expect(new Set(addresses).size).toBe(253);
    const [back] = chains.slice(100);
    if (back) device.giveBack(back, 60);
    rings.readUsed(0);
    rings.makeAvailable(0, 1);
    expect(device.take()?.buffers[0]?.address).toBe(addresses[100]);
  });

  it('should give a ring of any size its buffers', () => {
    const { rings, device } = bothSides(format, MAX_QUEUE_SIZE);
    rings.makeAvailable(0, MAX_QUEUE_SIZE);
    let taken = 0;
    while (device.take()) taken++;
    expect(taken).toBe(MAX_QUEUE_SIZE);
  });

  it('should take nothing for unwritten that is random', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(255)), (bytes) => {
        expect(foundAfter(8, 256, 256, () => bytes.next().value ?? 0)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('should mark what a host may write behind its answer, but for what is read of it', () => {
    const { rings, device, memory } = bothSides(format, 8);
    const answered = (length: number): number => {
      rings.sendRequest(
        0,
        0,
        () => {
          const chain = device.take();
          const answer = chain?.buffers[1]?.address ?? 0;
          expect(memory.read(answer, 12)).toEqual(new Uint8Array(12).fill(0xff));
          memory.write(answer, new Uint8Array(12));
          if (chain) device.giveBack(chain, length);
        },
        'scsi',
      );
      return rings.rareAccess('ring-look', 0, 0);
    };
    expect([12, 12, 108].map(answered)).toEqual([0, 0, unwritten(108, 108)]);
  });
});
