import { describe, expect, it } from 'vitest';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { NONE } from '../../spec/features.ts';
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
  return { rings, device, bytesOf, answer };
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
    const { rings, device } = bothSides(format, 128);
    const sent = Array.from({ length: 40 }, (_, word) => {
      let isThere = false;
      rings.sendCommand(0, command(word), () => {
        isThere = device.take() !== undefined;
      });
      return isThere;
    });
    expect(sent).toEqual(sent.map((_, word) => word < 32));
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
});
