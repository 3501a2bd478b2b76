import { RING_PACKED } from '../../spec/feature-bits.ts';
import { includes } from '../../spec/features.ts';
import { ringFaultValue } from '../../spec/ring-faults.ts';
import type { RegisterDevice } from '../transport/registers/register-device.ts';
import type { RingService } from '../transport/registers/rings.ts';
import type { DriverTransport } from '../transport/transport.ts';
import type { Memory } from './memory.ts';
import { PackedDeviceRing } from './packed.ts';
import { type Chain, type DeviceSide, writableBytes } from './ring.ts';
import { SplitDeviceRing } from './split.ts';

/** What a device does in its rings that no call of it shows. */
export interface RingDeeds {
  /** Whether the buffers of a queue wait for what comes in, and are not used when it is notified. */
  waits(queue: number): boolean;
  /** What it does to the chains of a queue that it uses: see `ringFaultValue`, without bytes; 0: nothing wrong. */
  faultIn(queue: number): number;
  /** All that it writes in answer to a request, the status last; undefined where it never answers. Requests are commands of the device if absent. */
  ask?(queue: number, request: Uint8Array, room: number): Uint8Array | undefined;
}

/**
 * What a device does in memory where a driver has told its registers of rings: at each notification it takes all chains. One that it
 * reads, and may write the last byte of, is a command; of the others the device counts how many it uses.
 */
export class ServedRings implements RingService {
  private readonly memory: Memory;
  private readonly device: DriverTransport;
  private readonly registers: RegisterDevice;
  private readonly deeds: RingDeeds;
  private readonly rings = new Map<number, ServedRing>();

  constructor(memory: Memory, device: DriverTransport, registers: RegisterDevice, deeds: RingDeeds = USUAL) {
    this.memory = memory;
    this.device = device;
    this.registers = registers;
    this.deeds = deeds;
  }

  begin(queue: number): void {
    this.rings.delete(queue);
  }

  notify(queue: number): void {
    const served = this.ringOf(queue);
    if (served) this.takeAll(queue, served);
    this.device.notify(queue);
    if (served) this.giveBackUsed(queue, served);
  }

  /** How many buffers that wait on a queue so many bytes take, one unless they may be merged; undefined where there are too few. */
  buffersFor(queue: number, bytes: number, mayMerge: boolean): number | undefined {
    const served = this.ringOf(queue);
    if (served === undefined) return undefined;
    this.takeAll(queue, served);
    let room = 0;
    for (const [before, { buffers }] of served.lent.entries()) {
      room += writableBytes(buffers);
      if (room >= bytes) return before + 1;
      if (!mayMerge) break;
    }
    return undefined;
  }

  /** Puts bytes into the first buffers that wait on a queue, as many as it takes. */
  fill(queue: number, bytes: Uint8Array): void {
    const served = this.rings.get(queue);
    for (let at = 0; served && at < bytes.length; ) {
      const chain = served.lent.shift();
      if (chain === undefined) return;
      at += this.writeInto(served.ring, chain, bytes.subarray(at), this.deeds.faultIn(queue));
    }
  }

  // --- internal ---

  /** Puts bytes where a chain has room for them, and gives it back; how many went into it. */
  private writeInto(ring: DeviceSide, chain: Chain, bytes: Uint8Array, fault: number): number {
    let at = 0;
    for (const { address, length, isWritable } of chain.buffers) {
      if (!isWritable) continue;
      const part = bytes.subarray(at, at + length);
      if (part.length) this.memory.write(address, part);
      at += part.length;
    }
    ring.giveBack(chain, fault === SAYS_UNWRITTEN ? writableBytes(chain.buffers) : at);
    return at;
  }

  private takeAll(queue: number, { ring, lent }: ServedRing): void {
    for (let chain = ring.take(); chain; chain = ring.take()) {
      if (isCommand(chain)) this.answer(queue, ring, chain);
      else {
        if (!this.deeds.waits(queue)) this.device.makeAvailable(queue, 1);
        lent.push(chain);
      }
    }
  }

  private giveBackUsed(queue: number, served: ServedRing): void {
    for (; served.used < this.device.readUsed(queue); served.used++) {
      const chain = served.lent.shift();
      if (chain) this.giveBack(served.ring, chain, this.deeds.faultIn(queue));
    }
  }

  private giveBack(ring: DeviceSide, chain: Chain, fault: number): void {
    const [first] = chain.buffers;
    if (fault === WRITES && first && !first.isWritable)
      this.memory.write(
        first.address,
        this.memory.read(first.address, 1).map((byte) => byte ^ 1),
      );
    ring.giveBack(chain, fault === SAYS_MORE ? writableBytes(chain.buffers) + 1 : 0);
    if (fault === USES_TWICE) ring.giveBack(chain, 0);
  }

  private ringOf(queue: number): ServedRing | undefined {
    const known = this.rings.get(queue);
    if (known) return known;
    const entries = this.registers.ringSize(queue, this.device.readQueueSize(queue));
    const at = this.registers.ringAddresses(queue, entries);
    if (at === undefined || entries === 0) return undefined;
    const Ring = includes(this.registers.accepted, RING_PACKED) ? PackedDeviceRing : SplitDeviceRing;
    const served = { ring: new Ring(this.memory, at, entries), lent: [], used: 0 };
    this.rings.set(queue, served);
    return served;
  }

  /** Lets the device answer a command; one that it never answers stays with it. */
  private answer(queue: number, ring: DeviceSide, chain: Chain): void {
    const bytes = chain.buffers
      .filter(({ isWritable }) => !isWritable)
      .flatMap(({ address, length }) => [...this.memory.read(address, Math.min(length, MOST_BYTES))]);
    if (this.deeds.ask) {
      const written = this.deeds.ask(queue, Uint8Array.from(bytes), writableBytes(chain.buffers));
      if (written) this.writeInto(ring, chain, written, this.deeds.faultIn(queue));
      return;
    }
    const [commandClass = 0, command = 0, ...rest] = bytes;
    const answer = this.device.sendCommand(queue, {
      class: commandClass,
      command,
      data: wordsOf(rest),
      descriptors: chain.buffers.length,
      indirect: chain.slots < chain.buffers.length,
    });
    const last = chain.buffers.at(-1);
    if (answer === undefined || last === undefined) return;
    this.memory.write(last.address, Uint8Array.from([answer]));
    ring.giveBack(chain, 1);
  }
}

// --- internal ---

const USUAL: RingDeeds = { waits: () => false, faultIn: () => 0 };

const WRITES = ringFaultValue('writes-what-it-reads');
const USES_TWICE = ringFaultValue('uses-what-it-has-not');
const SAYS_UNWRITTEN = ringFaultValue('says-what-it-has-not-written');
const SAYS_MORE = ringFaultValue('says-more-than-there-is');

interface ServedRing {
  readonly ring: DeviceSide;
  /** Chains that are not used yet. */
  readonly lent: Chain[];
  /** How many have been. */
  used: number;
}

const isCommand = ({ buffers }: Chain): boolean =>
  buffers[0]?.isWritable === false && buffers.at(-1)?.isWritable === true;

const wordsOf = (bytes: readonly number[]): number[] =>
  Array.from({ length: Math.floor(bytes.length / 4) }, (_, word) =>
    bytes.slice(4 * word, 4 * word + 4).reduceRight((value, byte) => value * 256 + byte, 0),
  );

/** Bytes of a part of a command that are read: no command has more. */
const MOST_BYTES = 0x1_0000;
