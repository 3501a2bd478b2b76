import { DESCRIPTOR_BYTES, descriptorFlags } from '../../spec/ring-layouts.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { QueueAddresses } from '../transport/registers/rings.ts';
import { type Memory, numberAt, putNumber } from './memory.ts';
import {
  type Chain,
  type DeviceSide,
  type DriverSide,
  descriptorAt,
  putDescriptor,
  type RingBuffer,
  type UsedChain,
} from './ring.ts';

/** The driver's side of a split ring of so many entries, whose memory is zero. */
export class SplitDriverRing implements DriverSide {
  private readonly memory: Memory;
  private readonly at: QueueAddresses;
  private readonly size: number;
  private readonly free: number[];
  /** The entries of each chain that the device has, by its first. */
  private readonly lent = new Map<number, readonly number[]>();
  private available = 0;
  private used = 0;

  constructor(memory: Memory, at: QueueAddresses, size: number) {
    this.memory = memory;
    this.at = at;
    this.size = size;
    this.free = Array.from({ length: size }, (_, entry) => entry);
  }

  put(buffers: readonly RingBuffer[], table?: number): number | undefined {
    const slots = table === undefined ? buffers.length : 1;
    if (buffers.length === 0 || slots > this.free.length) return undefined;
    const entries = this.free.splice(0, slots);
    const [head = 0] = entries;
    if (table === undefined) this.putChain(this.at.descriptors, buffers, entries);
    else {
      this.putChain(table, buffers, [...buffers.keys()]);
      const length = DESCRIPTOR_BYTES * buffers.length;
      const pointer = { address: table, length, third: descriptorFlags.indirect, fourth: 0 };
      putDescriptor(this.memory, this.at.descriptors, head, pointer);
    }
    this.lent.set(head, entries);
    putNumber(this.memory, this.at.driver + 4 + 2 * (this.available % this.size), 2, head);
    this.available = next16(this.available);
    putNumber(this.memory, this.at.driver + 2, 2, this.available);
    return head;
  }

  takeUsed(): UsedChain | undefined {
    if (numberAt(this.memory, this.at.device + 2, 2) === this.used) return undefined;
    const element = this.at.device + 4 + 8 * (this.used % this.size);
    const id = numberAt(this.memory, element, 4);
    this.used = next16(this.used);
    this.free.push(...(this.lent.get(id) ?? []));
    this.lent.delete(id);
    return { id, written: numberAt(this.memory, element + 4, 4), isTold: true };
  }

  // --- internal ---

  private putChain(table: number, buffers: readonly RingBuffer[], entries: readonly number[]): void {
    buffers.forEach(({ address, length, isWritable }, place) => {
      const next = entries[place + 1];
      const flags =
        (isWritable ? descriptorFlags.write : 0) | (next === undefined ? 0 : descriptorFlags.next);
      putDescriptor(this.memory, table, entries[place] ?? 0, {
        address,
        length,
        third: flags,
        fourth: next ?? 0,
      });
    });
  }
}

/** The device's side. */
export class SplitDeviceRing implements DeviceSide {
  private readonly memory: Memory;
  private readonly at: QueueAddresses;
  private readonly size: number;
  private available = 0;
  private used = 0;

  constructor(memory: Memory, at: QueueAddresses, size: number) {
    this.memory = memory;
    this.at = at;
    this.size = size;
  }

  take(): Chain | undefined {
    if (numberAt(this.memory, this.at.driver + 2, 2) === this.available) return undefined;
    const id = numberAt(this.memory, this.at.driver + 4 + 2 * (this.available % this.size), 2);
    this.available = next16(this.available);
    const { address, length, third } = descriptorAt(this.memory, this.at.descriptors, id);
    if (third & descriptorFlags.indirect)
      return {
        id,
        buffers: this.chainAt(address, 0, Math.min(length / DESCRIPTOR_BYTES, MAX_QUEUE_SIZE)),
        slots: 1,
      };
    const buffers = this.chainAt(this.at.descriptors, id, this.size);
    return { id, buffers, slots: buffers.length };
  }

  giveBack({ id }: Chain, written: number): void {
    const element = this.at.device + 4 + 8 * (this.used % this.size);
    putNumber(this.memory, element, 4, id);
    putNumber(this.memory, element + 4, 4, written);
    this.used = next16(this.used);
    putNumber(this.memory, this.at.device + 2, 2, this.used);
  }

  // --- internal ---

  /** A chain of a table, of no more descriptors than that has: one that ends nowhere is cut off. */
  private chainAt(table: number, head: number, entries: number): RingBuffer[] {
    const buffers: RingBuffer[] = [];
    for (let entry: number | undefined = head; entry !== undefined && buffers.length < entries; ) {
      const { address, length, third, fourth } = descriptorAt(this.memory, table, entry);
      buffers.push({ address, length, isWritable: (third & descriptorFlags.write) !== 0 });
      entry = third & descriptorFlags.next ? fourth : undefined;
    }
    return buffers;
  }
}

// --- internal ---

const next16 = (index: number): number => (index + 1) % 0x10000;
