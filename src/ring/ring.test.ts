import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legacyRingOffsets, ringAreas } from '../../spec/ring-layouts.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';
import { arrayMemory } from './fixtures/array-memory.ts';
import { type Memory, numberAt } from './memory.ts';
import { PackedDeviceRing, PackedDriverRing } from './packed.ts';
import type { Chain, DeviceSide, DriverSide, RingBuffer } from './ring.ts';
import { SplitDeviceRing, SplitDriverRing } from './split.ts';

/** Where indirect tables lie, one for each step. */
const TABLES = 0x8000;

/** Both sides of a ring in memory that ends with it, but for indirect tables. */
function bothSides(format: RingFormat, size: number): { driver: DriverSide; device: DeviceSide } {
  const areas = ringAreas(format, size);
  const at = {
    descriptors: 0,
    driver: areas.descriptors,
    device: Math.ceil((areas.descriptors + areas.driver) / 4) * 4,
  };
  const memory = arrayMemory(0x40000);
  return format === 'split'
    ? { driver: new SplitDriverRing(memory, at, size), device: new SplitDeviceRing(memory, at, size) }
    : { driver: new PackedDriverRing(memory, at, size), device: new PackedDeviceRing(memory, at, size) };
}

type Step =
  | { readonly kind: 'put'; readonly buffers: RingBuffer[]; readonly isIndirect: boolean }
  | { readonly kind: 'take' }
  | { readonly kind: 'used' }
  | { readonly kind: 'give back'; readonly which: number; readonly written: number };

const buffers = fc
  .array(
    fc.record({ address: fc.nat({ max: 2 ** 50 }), length: fc.nat(0xffff_ffff), isWritable: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((all) => all.toSorted((one, other) => Number(one.isWritable) - Number(other.isWritable)));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('put' as const), buffers, isIndirect: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step[]>({ kind: 'take' }, { kind: 'used' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('give back' as const),
      which: fc.nat(100),
      written: fc.nat(0xffff_ffff),
    }),
  },
);

/** Does steps to both sides of a ring and to what a ring is to be: queues of chains, and how many entries are free. */
function expectQueues(format: RingFormat, size: number, steps: readonly Step[]): void {
  const { driver, device } = bothSides(format, size);
  const available: { id: number; buffers: readonly RingBuffer[] }[] = [];
  const taken: Chain[] = [];
  const used: { id: number; written: number }[] = [];
  const slots = new Map<number, number>();
  let free = size;
  for (const [at, one] of steps.entries()) {
    if (one.kind === 'put') {
      const needs = one.isIndirect ? 1 : one.buffers.length;
      const table = one.isIndirect ? TABLES + 0x80 * at : undefined;
      const id = driver.put(one.buffers, table);
      expect(id !== undefined, `${needs} of ${free}`).toBe(needs <= free);
      if (id === undefined) continue;
      expect(slots.has(id)).toBe(false);
      available.push({ id, buffers: one.buffers });
      slots.set(id, needs);
      free -= needs;
    } else if (one.kind === 'take') takeNext();
    else if (one.kind === 'used') {
      const expected = used.shift();
      expect(driver.takeUsed()).toEqual(
        expected && { ...expected, isTold: format === 'split' || expected.written > 0 },
      );
      free += slots.get(expected?.id ?? -1) ?? 0;
      slots.delete(expected?.id ?? -1);
    } else {
      const [chain] = taken.splice(one.which % Math.max(1, taken.length), 1);
      if (chain === undefined) continue;
      device.giveBack(chain, one.written);
      used.push({ id: chain.id, written: one.written });
    }
  }

  function takeNext(): void {
    const chain = device.take();
    expect(chain && { id: chain.id, buffers: chain.buffers }).toEqual(available.shift());
    if (chain) taken.push(chain);
  }
}

describe.each([
  ['split', [1, 2, 4, 8, 64]],
  ['packed', [1, 2, 3, 4, 8, 64]],
] as const)('a %s ring', (format, sizes) => {
  it.each(sizes)(
    'of %i entries should bring each chain to the device in turn, and back once it is used',
    (size) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) =>
          expectQueues(format, size, steps),
        ),
        { numRuns: 30 },
      );
    },
  );

  it.each(sizes)('of %i entries should go on when its indices have come around', (size) => {
    const rounds = format === 'split' && size < 4 ? 0x10000 + 2 * size : 8 * size + 1;
    const { driver, device } = bothSides(format, size);
    const one = { address: 0x1234, length: 5, isWritable: true };
    for (let round = 0; round < rounds; round++) {
      driver.put([one]);
      const chain = device.take();
      if (chain) device.giveBack(chain, 5);
      if (driver.takeUsed() === undefined) throw new Error(`nothing came back in round ${round}`);
    }
    for (let entry = 0; entry < size; entry++) expect(driver.put([one])).toBeDefined();
    expect(driver.put([one])).toBeUndefined();
    expect(driver.put([])).toBeUndefined();
    expect(driver.takeUsed()).toBeUndefined();
  });
});

describe('what lies in memory', () => {
  const buffers: RingBuffer[] = [
    { address: 0x1_2345_6789, length: 0x10, isWritable: false },
    { address: 0xabc, length: 0x20, isWritable: true },
  ];
  const at = { descriptors: 0, driver: 0x40, device: 0x50 };
  const words = (memory: Memory, address: number, count: number): string[] =>
    Array.from({ length: count }, (_, word) => numberAt(memory, address + 4 * word, 4).toString(16));

  // Typed from the structures of the standard, in words of 32 bits.
  it('should be of a split ring what the standard lays out', () => {
    const memory = arrayMemory(0x1000);
    const driver = new SplitDriverRing(memory, at, 4);
    driver.put(buffers);
    driver.put(buffers, 0x100);
    expect(words(memory, 0, 12)).toEqual([
      '23456789',
      '1',
      '10',
      '10001',
      'abc',
      '0',
      '20',
      '2',
      '100',
      '0',
      '20',
      '4',
    ]);
    expect(words(memory, 0x100, 8)).toEqual(['23456789', '1', '10', '10001', 'abc', '0', '20', '2']);
    expect(words(memory, at.driver, 2)).toEqual(['20000', '20000']);
    const device = new SplitDeviceRing(memory, at, 4);
    device.take();
    const chain = device.take();
    if (chain) device.giveBack(chain, 7);
    expect(words(memory, at.device, 3)).toEqual(['10000', '2', '7']);
  });

  it('should be of a packed ring what the standard lays out', () => {
    const memory = arrayMemory(0x1000);
    const driver = new PackedDriverRing(memory, at, 4);
    driver.put(buffers);
    driver.put(buffers, 0x100);
    expect(words(memory, 0, 12)).toEqual([
      '23456789',
      '1',
      '10',
      '810000',
      'abc',
      '0',
      '20',
      '820000',
      '100',
      '0',
      '20',
      '840001',
    ]);
    expect(words(memory, 0x100, 8)).toEqual(['23456789', '1', '10', '0', 'abc', '0', '20', '20000']);
    const device = new PackedDeviceRing(memory, at, 4);
    const chain = device.take();
    if (chain) device.giveBack(chain, 7);
    expect(words(memory, 8, 2)).toEqual(['7', '80820000']);
  });

  it('should say nothing by the length of a used packed descriptor that is not marked as written', () => {
    const memory = arrayMemory(0x1000);
    const driver = new PackedDriverRing(memory, at, 4);
    const id = driver.put(buffers.slice(0, 1));
    // The device turns the flags alone: available and used.
    memory.write(14, Uint8Array.of(0x80, 0x80));
    expect(driver.takeUsed()).toEqual({ id, written: 0x10, isTold: false });
  });

  it('should count available and used chains of a split ring to 65535', () => {
    const memory = arrayMemory(0x1000);
    const driver = new SplitDriverRing(memory, at, 1);
    const device = new SplitDeviceRing(memory, at, 1);
    for (let round = 0; round < 0x8001; round++) {
      driver.put(buffers.slice(1));
      const chain = device.take();
      if (chain) device.giveBack(chain, 0);
      driver.takeUsed();
    }
    expect([at.driver, at.device].map((area) => numberAt(memory, area + 2, 2))).toEqual([0x8001, 0x8001]);
  });
});

describe('a device that finds nonsense in a ring', () => {
  it.each(['split', 'packed'] as const)('should not walk a chain without an end for ever: %s', (format) => {
    const memory = arrayMemory(0x1000);
    const at = { descriptors: 0, driver: 0x100, device: 0x200 };
    const Driver = format === 'split' ? SplitDriverRing : PackedDriverRing;
    const device = new (format === 'split' ? SplitDeviceRing : PackedDeviceRing)(memory, at, 4);
    const buffer = { address: 0, length: 1, isWritable: false };
    new Driver(memory, at, 4).put([buffer, buffer, buffer, buffer]);
    for (let entry = 0; entry < 4; entry++) {
      const flags = 16 * entry + (format === 'split' ? 12 : 14);
      memory.write(flags, Uint8Array.from([(memory.read(flags, 1)[0] ?? 0) | 1]));
      if (format === 'split') memory.write(16 * entry + 14, Uint8Array.from([(entry + 1) % 4]));
    }
    expect(device.take()?.buffers).toHaveLength(4);
  });
});

describe('where the parts of a ring lie', () => {
  it('should be as the standard computes it', () => {
    expect(ringAreas('split', 8)).toEqual({ descriptors: 128, driver: 22, device: 70 });
    expect(ringAreas('packed', 3)).toEqual({ descriptors: 48, driver: 4, device: 4 });
    expect(legacyRingOffsets(256, 4096)).toEqual({ driver: 4096, device: 8192 });
    expect(legacyRingOffsets(1, 4096)).toEqual({ driver: 16, device: 4096 });
  });
});
