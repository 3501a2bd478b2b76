import { DESCRIPTOR_BYTES } from '../../spec/ring-layouts.ts';
import { type Memory, numberAt, putNumber } from './memory.ts';

/** A buffer in memory, in bytes; the device writes it, or reads it. */
export interface RingBuffer {
  readonly address: number;
  readonly length: number;
  readonly isWritable: boolean;
}

/** How many bytes a device may write into buffers. */
export const writableBytes = (buffers: readonly RingBuffer[]): number =>
  buffers.reduce((bytes, { length, isWritable }) => bytes + (isWritable ? length : 0), 0);

/** The buffers that one request is made of, as a device finds them. */
export interface Chain {
  readonly id: number;
  readonly buffers: readonly RingBuffer[];
  /** How many entries of the ring it takes. */
  readonly slots: number;
}

/** A chain that the device has given back. */
export interface UsedChain {
  readonly id: number;
  /** How many bytes it has written, as drivers take it. */
  readonly written: number;
  /** Whether it says so: in a packed ring only a descriptor that is marked as written has a length that means anything. */
  readonly isTold: boolean;
}

/** The driver's side of a ring. */
export interface DriverSide {
  /**
   * Makes a chain available: what the device reads comes first. With the address of a table, its descriptors lie there. Gives the
   * id of the chain; undefined where the ring has too few free entries.
   */
  put(buffers: readonly RingBuffer[], table?: number): number | undefined;
  /** Takes back a chain that the device has used; undefined where there is none. */
  takeUsed(): UsedChain | undefined;
}

/** The device's side. */
export interface DeviceSide {
  /** The next chain that is available; undefined where there is none. */
  take(): Chain | undefined;
  giveBack(chain: Chain, written: number): void;
}

/** A descriptor: `third` and `fourth` are the 16-bit fields after its length, in the order of its format. */
export interface Descriptor {
  readonly address: number;
  readonly length: number;
  readonly third: number;
  readonly fourth: number;
}

export const descriptorAt = (memory: Memory, table: number, index: number): Descriptor => {
  const at = table + DESCRIPTOR_BYTES * index;
  return {
    address: numberAt(memory, at, 8),
    length: numberAt(memory, at + 8, 4),
    third: numberAt(memory, at + 12, 2),
    fourth: numberAt(memory, at + 14, 2),
  };
};

export function putDescriptor(memory: Memory, table: number, index: number, descriptor: Descriptor): void {
  const at = table + DESCRIPTOR_BYTES * index;
  putNumber(memory, at, 8, descriptor.address);
  putNumber(memory, at + 8, 4, descriptor.length);
  putNumber(memory, at + 12, 2, descriptor.third);
  putNumber(memory, at + 14, 2, descriptor.fourth);
}
