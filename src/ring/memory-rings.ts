import { RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../spec/features.ts';
import { legacyRingOffsets, ringAreas } from '../../spec/ring-layouts.ts';
import type { ControlCommand } from '../trace/commands.ts';
import type { QueueAddresses, RingAccess } from '../transport/registers/rings.ts';
import type { Memory } from './memory.ts';
import { PackedDriverRing } from './packed.ts';
import type { DriverSide, RingBuffer } from './ring.ts';
import { SplitDriverRing } from './split.ts';

/** The rings of a driver in memory that is its own from address `begin`: `RING_SPACE` bytes for each queue, and after its ring a page for data. */
export class MemoryRings implements RingAccess {
  private readonly memory: Memory;
  private readonly begin: number;
  private readonly rings = new Map<number, MadeRing>();

  constructor(memory: Memory, begin: number) {
    this.memory = memory;
    this.begin = begin;
  }

  make(queue: number, entries: number, accepted: FeatureSet): QueueAddresses {
    const format = includes(accepted, RING_PACKED) ? 'packed' : 'split';
    const descriptors = this.begin + queue * RING_SPACE;
    // One block, as the legacy interface demands it, will do for every format.
    const { driver, device } = legacyRingOffsets(entries, PAGE);
    const at = { descriptors, driver: descriptors + driver, device: descriptors + device };
    this.memory.write(descriptors, new Uint8Array(device + ringAreas('split', entries).device));
    this.rings.set(queue, {
      ring: new (format === 'packed' ? PackedDriverRing : SplitDriverRing)(this.memory, at, entries),
      used: 0,
    });
    return at;
  }

  makeAvailable(queue: number, buffers: number): void {
    const buffer = { address: this.dataOf(queue), length: PAGE, isWritable: true };
    for (let i = 0; i < buffers; i++) this.rings.get(queue)?.ring.put([buffer]);
  }

  readUsed(queue: number): number {
    const made = this.rings.get(queue);
    if (made === undefined) return 0;
    while (made.ring.takeUsed()) made.used++;
    return made.used;
  }

  sendCommand(queue: number, command: ControlCommand, notify: () => void): number | undefined {
    const made = this.rings.get(queue);
    const data = this.dataOf(queue);
    const buffers = this.putCommand(data, command);
    const id = made?.ring.put(buffers, command.indirect ? data + PAGE / 2 : undefined);
    if (id === undefined) return undefined;
    notify();
    if (made?.ring.takeUsed()?.id !== id) return undefined;
    return this.memory.read(data, 1)[0];
  }

  // --- internal ---

  /** Writes a command after the byte for its answer, and gives its chain: one descriptor for the answer, the last of the others for most of the command. */
  private putCommand(
    data: number,
    { class: commandClass, command, data: words = [], descriptors }: ControlCommand,
  ): RingBuffer[] {
    const bytes = [
      commandClass,
      command,
      ...words.flatMap((word) => [0, 8, 16, 24].map((bits) => (word >>> bits) & 0xff)),
    ];
    const readable = Math.max(1, descriptors - 1);
    // A descriptor of no bytes is none: what there are too few bytes for is padding.
    while (bytes.length < readable) bytes.push(0);
    this.memory.write(data, Uint8Array.from([NO_ANSWER, ...bytes]));
    const answer = { address: data, length: 1, isWritable: true };
    return [
      ...Array.from({ length: readable }, (_, place) => ({
        address: data + 1 + place,
        length: place < readable - 1 ? 1 : bytes.length - place,
        isWritable: false,
      })),
      answer,
    ];
  }

  private dataOf(queue: number): number {
    return this.begin + (queue + 1) * RING_SPACE - PAGE;
  }
}

// --- internal ---

interface MadeRing {
  readonly ring: DriverSide;
  /** How many buffers have come back; commands apart. */
  used: number;
}

const PAGE = 4096;

/** More than the largest ring takes, and a page. */
const RING_SPACE = 0x10_0000;

const NO_ANSWER = 0xff;
