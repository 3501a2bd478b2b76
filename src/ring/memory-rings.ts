import type { DeviceTypeName } from '../../spec/device-types.ts';
import { IN_ORDER, RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../spec/features.ts';
import { MRG_RXBUF } from '../../spec/net/features.ts';
import { headerValue } from '../../spec/net/headers.ts';
import { ringFaultValue } from '../../spec/ring-faults.ts';
import { legacyRingOffsets, ringAreas } from '../../spec/ring-layouts.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { ControlCommand } from '../trace/commands.ts';
import type { QueueAddresses, RingAccess, RingKind } from '../transport/registers/rings.ts';
import { NOTHING_CAME } from '../transport/transport.ts';
import { type LaidRequest, layDiskRequest } from './disk-request.ts';
import { layHostRequest } from './host-request.ts';
import type { Memory } from './memory.ts';
import { PackedDriverRing } from './packed.ts';
import { type DriverSide, type RingBuffer, writableBytes } from './ring.ts';
import { SplitDriverRing } from './split.ts';

/** Lets a frame come in from outside; gives true where the device has it by now, so that it is lost unless it has arrived. */
export type Deliver = (frame: Uint8Array) => unknown;

/** The rings of a driver in memory that is its own from address `begin`: `RING_SPACE` bytes for each queue, and after its ring pages for data. */
export class MemoryRings implements RingAccess {
  private readonly memory: Memory;
  private readonly begin: number;
  private readonly rings = new Map<number, MadeRing>();
  private readonly deliver: Deliver | undefined;
  /** The last number that was drawn for marks. */
  private drawn = 1;
  /** Buffers that the frame has filled whose header was told last; NOTHING_CAME: none came. Undefined where that was told too. */
  private filled: number | undefined;

  constructor(memory: Memory, begin: number, deliver?: Deliver) {
    this.memory = memory;
    this.begin = begin;
    this.deliver = deliver;
  }

  make(queue: number, told: number, accepted: FeatureSet): QueueAddresses {
    // No ring has more, whatever a device tells.
    const entries = Math.min(told, MAX_QUEUE_SIZE);
    const format = includes(accepted, RING_PACKED) ? 'packed' : 'split';
    const descriptors = this.begin + queue * RING_SPACE;
    // One block, as the legacy interface demands it, will do for every format.
    const { driver, device } = legacyRingOffsets(entries, PAGE);
    const at = { descriptors, driver: descriptors + driver, device: descriptors + device };
    const ringBytes = device + ringAreas('split', entries).device;
    this.memory.write(descriptors, new Uint8Array(ringBytes));
    this.rings.set(queue, {
      ring: new (format === 'packed' ? PackedDriverRing : SplitDriverRing)(this.memory, at, entries),
      used: 0,
      inOrder: includes(accepted, IN_ORDER),
      lent: new LentChains(this.begin),
      bufferBytes: includes(accepted, MRG_RXBUF) ? SHORT : PAGE,
      frames: 0,
      pages: Math.floor((RING_SPACE - ringBytes) / PAGE),
      turns: 0,
      fault: 0,
      unwritten: 0,
      saying: 0,
    });
    return at;
  }

  makeAvailable(queue: number, buffers: number): void {
    const made = this.rings.get(queue);
    for (let i = 0; made && i < buffers; i++) {
      const { bufferBytes: length } = made;
      const address = this.pageOf(queue, made) ?? this.pageOf(queue, made, 'to be read');
      if (address === undefined) return;
      // What is left of an earlier frame is nothing that a device wrote into this one.
      this.memory.write(address, new Uint8Array(length));
      this.put(made, [{ address, length, isWritable: true }]);
    }
  }

  readUsed(queue: number): number {
    const made = this.rings.get(queue);
    if (made === undefined) return 0;
    while (this.take(made));
    return made.used;
  }

  rareAccess(kind: RingKind, queue: number, value: number): number {
    switch (kind) {
      case 'transmit':
        return this.send(queue, Math.max(1, value)) ? Math.max(1, value) : NOTHING_CAME;
      case 'receive-header':
        return this.receive(queue);
      case 'receive': {
        if (this.filled === undefined) this.receive(queue);
        const { filled = NOTHING_CAME } = this;
        this.filled = undefined;
        return filled;
      }
      case 'ring-look':
        return this.faultOf(queue);
      default:
        return value;
    }
  }

  sendCommand(queue: number, command: ControlCommand, notify: () => void): number | undefined {
    const made = this.rings.get(queue);
    const data = made && this.pageOf(queue, made);
    if (made === undefined || data === undefined) return undefined;
    const table = command.indirect ? data + PAGE / 2 : undefined;
    return this.ask(made, this.putCommand(data, command), notify, table)
      ? this.memory.read(data, 1)[0]
      : undefined;
  }

  sendRequest(queue: number, value: number, notify: () => void, type: DeviceTypeName): number {
    const made = this.rings.get(queue);
    const page = made && this.pageOf(queue, made);
    const request = page === undefined ? undefined : layouts[type]?.(this.memory, page, value);
    return made && request && this.ask(made, request.buffers, notify) ? request.ended() : NOTHING_CAME;
  }

  // --- internal ---

  /** Whether there is room for a request, and a device uses it before long. */
  private ask(made: MadeRing, buffers: readonly RingBuffer[], notify: () => void, table?: number): boolean {
    const id = this.put(made, buffers, { table, isAsked: true });
    if (id === undefined) return false;
    notify();
    for (let look = 0; look < PATIENCE; look++) if (this.take(made)?.id === id) return true;
    return false;
  }

  private put(
    { ring, lent }: MadeRing,
    buffers: readonly RingBuffer[],
    { table, isAsked = false }: { readonly table?: number | undefined; readonly isAsked?: boolean } = {},
  ): number | undefined {
    const before = buffers.map((buffer) =>
      buffer.isWritable ? this.mark(buffer) : this.memory.read(buffer.address, buffer.length).slice(),
    );
    const id = ring.put(buffers, table);
    if (id !== undefined) lent.add(id, { buffers, before, isAsked });
    return id;
  }

  /** Puts bytes that nobody writes by chance into a buffer for the device to write, behind the first, which are read whoever wrote them; gives these bytes. */
  private mark({ address, length }: RingBuffer): Uint8Array {
    if (length < 2 * UNMARKED) return NO_BYTES;
    const marks = new Uint8Array(Math.min(length, MARKED) - UNMARKED).map(() => {
      // A generator of 32 bits, of which the highest are used.
      this.drawn = (Math.imul(this.drawn, 0x19660d) + 0x3c6ef35f) >>> 0;
      return this.drawn >>> 24;
    });
    this.memory.write(address + UNMARKED, marks);
    return marks;
  }

  /** Takes a chain back that the device has used, and looks what it has done to it. */
  private take(made: MadeRing): { readonly id: number; readonly first?: RingBuffer | undefined } | undefined {
    const used = made.ring.takeUsed();
    if (used === undefined) return undefined;
    const lent = made.lent.take(used.id);
    if (!lent?.isAsked) made.used++;
    if (lent === undefined) {
      // One entry may stand for all before it.
      if (!made.inOrder) made.fault ||= ringFaultValue('uses-what-it-has-not');
      return used;
    }
    const said = used.isTold ? used.written : 0;
    const writable = writableBytes(lent.buffers);
    if (said > writable) made.fault ||= ringFaultValue('says-more-than-there-is', { said, writable });
    if (!this.isUntouched(lent)) made.fault ||= ringFaultValue('writes-what-it-reads');
    if (said > 0 && made.unwritten < SURE) {
      made.unwritten = this.unwritten(lent, said, made);
      made.saying = ringFaultValue('says-what-it-has-not-written', { said, writable });
    }
    return { id: used.id, first: lent.buffers[0] };
  }

  /**
   * How many marks in a row stand where a device says that it has written; where these are too few to be sure, those at the end of all
   * that it says, with those of the chains before. A chain without marks there tells nothing.
   */
  private unwritten({ buffers, before }: Lent, written: number, made: Pick<MadeRing, 'unwritten'>): number {
    let left = written;
    let row: number | undefined;
    for (const [place, { address, length, isWritable }] of buffers.entries()) {
      if (!isWritable || left <= 0) continue;
      const counted = Math.min(left, length) - UNMARKED;
      const marks = before[place]?.subarray(0, Math.max(0, counted)) ?? NO_BYTES;
      const now = this.memory.read(address + UNMARKED, marks.length);
      row = 0;
      for (const [at, mark] of marks.entries()) {
        row = mark === now[at] ? row + 1 : 0;
        if (row === SURE) return row;
      }
      if (counted !== marks.length || counted === 0) row = undefined;
      left -= length;
    }
    return row === 0 ? 0 : made.unwritten + (row ?? 0);
  }

  private isUntouched({ buffers, before }: Lent): boolean {
    return buffers.every(({ address, length, isWritable }, place) => {
      if (isWritable) return true;
      const now = this.memory.read(address, length);
      return before[place]?.every((byte, at) => byte === now[at]) ?? true;
    });
  }

  /** The first fault of a device in a ring, chains that it still has included. */
  private faultOf(queue: number): number {
    const made = this.rings.get(queue);
    if (made === undefined) return NOTHING_CAME;
    for (const lent of made.lent)
      if (!this.isUntouched(lent)) made.fault ||= ringFaultValue('writes-what-it-reads');
    return made.fault || (made.unwritten < SURE ? 0 : made.saying);
  }

  /** Puts a small frame in, behind a header that asks for nothing, cut into so many descriptors; whether there was room. */
  private send(queue: number, descriptors: number): boolean {
    const made = this.rings.get(queue);
    const page = made && this.pageOf(queue, made);
    if (made === undefined || page === undefined) return false;
    const bytes = SHORTEST_FRAME + LONGEST_HEADER;
    this.memory.write(page, new Uint8Array(LONGEST_HEADER));
    this.memory.write(page + LONGEST_HEADER, FRAME.subarray(0, SHORTEST_FRAME));
    const first = Math.max(LONGEST_HEADER, bytes - descriptors + 1);
    const cuts = Array.from({ length: descriptors }, (_, place) => (place === 0 ? 0 : first + place - 1));
    const buffers = cuts.map((from, place) => ({
      address: page + from,
      length: (cuts[place + 1] ?? bytes) - from,
      isWritable: false,
    }));
    return this.put(made, buffers) !== undefined;
  }

  /** Lets a frame come in, and gives its header as a number; NOTHING_CAME where it did not arrive. */
  private receive(queue: number): number {
    const made = this.rings.get(queue);
    this.filled = NOTHING_CAME;
    if (made === undefined || this.deliver === undefined) return NOTHING_CAME;
    this.readUsed(queue);
    const room = roomIn(made);
    // Every other frame takes all buffers that there are, where these may be merged.
    const fills = made.frames++ % 2 === 1 && made.bufferBytes === SHORT && room <= LONGEST_FRAME;
    const frame = FRAME.subarray(0, fills ? Math.max(SHORTEST_FRAME, room) : SHORTEST_FRAME);
    const isThere = this.deliver(frame) === true;
    let header: Uint8Array | undefined;
    for (let taken = this.take(made); taken; taken = this.take(made)) {
      const { first } = taken;
      header ??= first && this.memory.read(first.address, LONGEST_HEADER).slice();
      this.filled = Math.max(0, this.filled) + 1;
    }
    if (header === undefined) {
      // It is lost though there was room for it.
      if (isThere && queue === FIRST && frame.length <= room) this.filled = 0;
      return NOTHING_CAME;
    }
    const [flags = 0, gsoType = 0, , , sizeLow = 0, sizeHigh = 0, , , , , low = 0, high = 0] = header;
    return headerValue({ flags, gsoType, gsoSize: sizeLow + 256 * sizeHigh, buffers: low + 256 * high });
  }

  /** The next page for data of a queue in which the device has no chain, or none `to be read`; undefined where it has in all. */
  private pageOf(queue: number, made: MadeRing, which: Which = 'any'): number | undefined {
    const end = this.begin + (queue + 1) * RING_SPACE;
    for (let turn = 0; turn < made.pages; turn++) {
      const page = end - PAGE * (1 + (made.turns++ % made.pages));
      if (!made.lent.isIn(page, which)) return page;
    }
    return undefined;
  }

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
}

// --- internal ---

interface MadeRing {
  readonly ring: DriverSide;
  /** How many buffers have come back; requests apart. */
  used: number;
  /** Whether the device may use chains in batches, of which the last one is told. */
  readonly inOrder: boolean;
  /** What the device has of it. */
  readonly lent: LentChains;
  /** Bytes of a buffer for what comes in: few, where the device may merge them. */
  readonly bufferBytes: number;
  /** Frames that were let in. */
  frames: number;
  /** How many pages for data there are behind it, and how many were looked at. */
  readonly pages: number;
  turns: number;
  /** The first fault of the device, see `ringFaultValue`; but for what it has not written. */
  fault: number;
  /** Bytes of the last chains that the device says it has written, and has not. */
  unwritten: number;
  /** The fault that this is where they are many, with the bytes of the last chain. */
  saying: number;
}

/** Bytes of a frame that the buffers have room for which a device may fill; none where it may not fill all that it has. */
function roomIn({ lent }: MadeRing): number {
  const buffers = [...lent].flatMap((one) => one.buffers);
  if (buffers.some(({ isWritable }) => !isWritable)) return 0;
  return Math.max(0, buffers.reduce((bytes, { length }) => bytes + length, 0) - RECEIVED_HEADER);
}

/** A chain that the device has, and what it was when it was given. */
interface Lent {
  readonly buffers: readonly RingBuffer[];
  /** Of each buffer what the device may read, or marks in what it may write. */
  readonly before: readonly Uint8Array[];
  /** Whether it is a request. */
  readonly isAsked: boolean;
}

/** Chains that are asked for: all, or those with something to be read. */
type Which = 'any' | 'to be read';

/** The chains of a ring that a device has, by id, counted by the pages that they begin in: a ring may hold thousands. */
class LentChains {
  private readonly chains = new Map<number, Lent>();
  private readonly counts: Readonly<Record<Which, Map<number, number>>> = {
    any: new Map(),
    'to be read': new Map(),
  };
  private readonly begin: number;

  /** `begin`: of the first page. */
  constructor(begin: number) {
    this.begin = begin;
  }

  [Symbol.iterator](): IterableIterator<Lent> {
    return this.chains.values();
  }

  /** In the place of the one that had this id. */
  add(id: number, lent: Lent): void {
    this.take(id);
    this.chains.set(id, lent);
    this.count(lent, 1);
  }

  /** Gives the chain of an id, which the device has no more. */
  take(id: number): Lent | undefined {
    const lent = this.chains.get(id);
    this.chains.delete(id);
    if (lent) this.count(lent, -1);
    return lent;
  }

  /** Whether such a chain begins in the page of an address. */
  isIn(page: number, which: Which): boolean {
    return (this.counts[which].get(this.numberOf(page)) ?? 0) > 0;
  }

  private count({ buffers }: Lent, more: number): void {
    const page = this.numberOf(buffers[0]?.address ?? this.begin);
    const add = (counts: Map<number, number>): unknown => counts.set(page, (counts.get(page) ?? 0) + more);
    add(this.counts.any);
    if (buffers.some(({ isWritable }) => !isWritable)) add(this.counts['to be read']);
  }

  private numberOf(address: number): number {
    return Math.floor((address - this.begin) / PAGE);
  }
}

/** How requests are laid out, by the type of the device that is asked. */
const layouts: Partial<
  Record<DeviceTypeName, (memory: Memory, begin: number, value: number) => LaidRequest | undefined>
> = { blk: layDiskRequest, scsi: layHostRequest };

const PAGE = 4096;

const NO_BYTES = new Uint8Array(0);

/** Bytes at the begin of a buffer that are not marked, and where the marks end. */
const UNMARKED = 12;
const MARKED = 256;

/** Marks that no device writes by chance. */
const SURE = 16;

/** Bytes of the header before a frame that is sent, where there is one. */
const LONGEST_HEADER = 12;

/** The queue on which a frame comes in where nothing else is asked for. */
const FIRST = 0;

/** Bytes of a buffer that may be merged with others. */
const SHORT = 128;

/** No header before a frame that comes in takes more bytes. */
const RECEIVED_HEADER = 32;

const SHORTEST_FRAME = 60;
const LONGEST_FRAME = 1514;

/** A frame to everybody, of a type that is there to be played with. */
const FRAME = Uint8Array.from({ length: LONGEST_FRAME }, (_, at) =>
  at < 6 ? 0xff : at === 6 ? 2 : at === 12 ? 0x88 : at === 13 ? 0xb5 : at,
);

/** Bytes for a ring and its data: behind the largest ring that leaves 46 pages, behind one of 256 entries 253. */
const RING_SPACE = 0x10_0000;

const NO_ANSWER = 0xff;

/** Looks at a ring until a device has had its time. */
const PATIENCE = 64;
