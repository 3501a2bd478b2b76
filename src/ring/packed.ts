import { DESCRIPTOR_BYTES, descriptorFlags, packedFlags } from '../../spec/ring-layouts.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { QueueAddresses } from '../transport/registers/rings.ts';
import type { Memory } from './memory.ts';
import {
  type Chain,
  type DeviceSide,
  type DriverSide,
  descriptorAt,
  putDescriptor,
  type RingBuffer,
  type UsedChain,
} from './ring.ts';

/** The driver's side of a packed ring of so many entries, whose memory is zero. */
export class PackedDriverRing implements DriverSide {
  private readonly memory: Memory;
  private readonly ring: number;
  private readonly free: number[];
  /** How many entries each chain takes that the device has, by its id. */
  private readonly lent = new Map<number, number>();
  private freeSlots: number;
  private readonly available: Position;
  private readonly used: Position;

  constructor(memory: Memory, { descriptors }: QueueAddresses, size: number) {
    this.memory = memory;
    this.ring = descriptors;
    this.free = Array.from({ length: size }, (_, id) => id);
    this.freeSlots = size;
    this.available = new Position(size);
    this.used = new Position(size);
  }

  put(buffers: readonly RingBuffer[], table?: number): number | undefined {
    const chain = table === undefined ? buffers : [this.putTable(buffers, table)];
    const [id] = this.free;
    if (buffers.length === 0 || chain.length > this.freeSlots || id === undefined) return undefined;
    this.free.shift();
    this.freeSlots -= chain.length;
    this.lent.set(id, chain.length);
    // The first comes last: with it all are available.
    for (let place = chain.length - 1; place >= 0; place--)
      this.putEntry(chain, place, id, table !== undefined);
    this.available.advance(chain.length);
    return id;
  }

  takeUsed(): UsedChain | undefined {
    const { length, third: id, fourth: flags } = descriptorAt(this.memory, this.ring, this.used.entry);
    if (flagsOf(flags) !== usedFlags(this.used.wrap)) return undefined;
    const slots = this.lent.get(id);
    if (slots === undefined) return undefined;
    this.lent.delete(id);
    this.free.push(id);
    this.freeSlots += slots;
    this.used.advance(slots);
    return { id, written: length, isTold: (flags & descriptorFlags.write) !== 0 };
  }

  // --- internal ---

  private putEntry(chain: readonly RingBuffer[], place: number, id: number, isIndirect: boolean): void {
    const { address, length, isWritable } = chain[place] ?? NO_BUFFER;
    const { entry, wrap } = this.available.after(place);
    const flags =
      (isWritable ? descriptorFlags.write : 0) |
      (place < chain.length - 1 ? descriptorFlags.next : 0) |
      (isIndirect ? descriptorFlags.indirect : 0);
    putDescriptor(this.memory, this.ring, entry, {
      address,
      length,
      third: id,
      fourth: flags | availableFlags(wrap),
    });
  }

  private putTable(buffers: readonly RingBuffer[], table: number): RingBuffer {
    buffers.forEach(({ address, length, isWritable }, index) => {
      const fourth = isWritable ? descriptorFlags.write : 0;
      putDescriptor(this.memory, table, index, { address, length, third: 0, fourth });
    });
    return { address: table, length: DESCRIPTOR_BYTES * buffers.length, isWritable: false };
  }
}

/** The device's side. */
export class PackedDeviceRing implements DeviceSide {
  private readonly memory: Memory;
  private readonly ring: number;
  private readonly size: number;
  private readonly available: Position;
  private readonly used: Position;

  constructor(memory: Memory, { descriptors }: QueueAddresses, size: number) {
    this.memory = memory;
    this.ring = descriptors;
    this.size = size;
    this.available = new Position(size);
    this.used = new Position(size);
  }

  take(): Chain | undefined {
    const { entry, wrap } = this.available;
    const first = descriptorAt(this.memory, this.ring, entry);
    if (flagsOf(first.fourth) !== availableFlags(wrap)) return undefined;
    if (first.fourth & descriptorFlags.indirect) {
      this.available.advance(1);
      const entries = Math.min(Math.floor(first.length / DESCRIPTOR_BYTES), MAX_QUEUE_SIZE);
      const buffers = Array.from({ length: entries }, (_, index) =>
        bufferOf(descriptorAt(this.memory, first.address, index)),
      );
      return { id: first.third, buffers, slots: 1 };
    }
    const buffers: RingBuffer[] = [];
    let last = first;
    do {
      last = descriptorAt(this.memory, this.ring, this.available.after(buffers.length).entry);
      buffers.push(bufferOf(last));
    } while (last.fourth & descriptorFlags.next && buffers.length < this.size);
    this.available.advance(buffers.length);
    return { id: last.third, buffers, slots: buffers.length };
  }

  giveBack({ id, slots }: Chain, written: number): void {
    const { entry, wrap } = this.used;
    putDescriptor(this.memory, this.ring, entry, {
      address: 0,
      length: written,
      third: id,
      fourth: usedFlags(wrap) | (written > 0 ? descriptorFlags.write : 0),
    });
    this.used.advance(slots);
  }
}

// --- internal ---

/** An entry of a packed ring, and how often a side has come around: an even number of times, or an odd one. */
class Position {
  entry = 0;
  wrap = true;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  after(entries: number): { readonly entry: number; readonly wrap: boolean } {
    const entry = this.entry + entries;
    return entry < this.size ? { entry, wrap: this.wrap } : { entry: entry - this.size, wrap: !this.wrap };
  }

  advance(entries: number): void {
    const { entry, wrap } = this.after(entries);
    this.entry = entry;
    this.wrap = wrap;
  }
}

const NO_BUFFER: RingBuffer = { address: 0, length: 0, isWritable: false };

const flagsOf = (flags: number): number => flags & (packedFlags.available | packedFlags.used);

const availableFlags = (wrap: boolean): number => (wrap ? packedFlags.available : packedFlags.used);

const usedFlags = (wrap: boolean): number => (wrap ? packedFlags.available | packedFlags.used : 0);

const bufferOf = ({
  address,
  length,
  fourth,
}: {
  readonly address: number;
  readonly length: number;
  readonly fourth: number;
}): RingBuffer => ({
  address,
  length,
  isWritable: (fourth & descriptorFlags.write) !== 0,
});
