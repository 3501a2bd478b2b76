import type { Memory } from '../ring/memory.ts';
import { busByPorts, type PciBus, type PciSpace } from '../transport/registers/pci-bus.ts';
import type { QemuProcess } from './qemu-process.ts';

/** A command of qtest's, and what QEMU answered. */
export interface QtestExchange {
  readonly command: string;
  readonly answer: string;
}

/** A machine that qtest reaches: its memory and ports. What is written goes out with what is asked next. */
export class Qtest {
  /** Of this run, in order, and of the preparation before all runs. */
  private commands: string[] = [];
  private answers: string[] = [];
  private preparation: readonly QtestExchange[] = [];
  private waiting = 0;
  private text = '';
  private readonly blocks = new Set<number>();
  private readonly qemu: QemuProcess;

  constructor(qemu: QemuProcess) {
    this.qemu = qemu;
  }

  /** What was done so far prepares every run. */
  prepared(): void {
    this.settle();
    this.preparation = this.exchanges();
  }

  /** Begins a run, with memory that is zero wherever the last one wrote. */
  begin(): void {
    this.settle();
    this.commands = [];
    this.answers = [];
    for (const block of this.blocks) this.put(zeros(block * BLOCK, BLOCK));
    this.blocks.clear();
    // A queue that is enabled without an address lies here.
    this.put(zeros(0, BLOCK));
  }

  /** The commands of this run. */
  get log(): readonly string[] {
    return this.commands;
  }

  /** All that brings a machine to where this one is: the preparation, then this run. */
  history(): readonly QtestExchange[] {
    return [...this.preparation, ...this.exchanges()];
  }

  /** Waits until all that was written is done. What QEMU puts off then is done before it answers the next question. */
  settle(): void {
    if (this.waiting > 0) this.flush();
  }

  readonly memory: Memory = {
    read: (address, bytes) => {
      if (bytes === 0) return new Uint8Array();
      return Uint8Array.from(Buffer.from(this.ask(`b64read ${hex(address)} ${hex(bytes)}`), 'base64'));
    },
    write: (address, bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE)
        this.putBytes(address + at, bytes.subarray(at, at + PIECE));
    },
  };

  readAt(address: number, width: number): number {
    return Number(this.ask(`read${letterOf(width)} ${hex(address)}`));
  }

  writeAt(address: number, width: number, value: number): void {
    this.put(`write${letterOf(width)} ${hex(address)} ${hex(value)}`);
  }

  /** The PCI bus, by configuration mechanism 1. */
  readonly bus: PciBus = busByPorts({
    read: (space, address, width) => this.readFrom(space, address, width),
    write: (space, address, width, value) => this.writeTo(space, address, width, value),
  });

  // --- internal ---

  private readFrom(space: PciSpace, address: number, width: number): number {
    return space === 'io'
      ? Number(this.ask(`in${letterOf(width)} ${hex(address)}`))
      : this.readAt(address, width);
  }

  private writeTo(space: PciSpace, address: number, width: number, value: number): void {
    if (space === 'io') this.put(`out${letterOf(width)} ${hex(address)} ${hex(value)}`);
    else this.writeAt(address, width, value);
  }

  private putBytes(address: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const last = Math.floor((address + bytes.length - 1) / BLOCK);
    for (let block = Math.floor(address / BLOCK); block <= last; block++) this.blocks.add(block);
    this.put(
      bytes.every((byte) => byte === 0)
        ? zeros(address, bytes.length)
        : `b64write ${hex(address)} ${hex(bytes.length)} ${Buffer.from(bytes).toString('base64')}`,
    );
  }

  private put(command: string): void {
    this.commands.push(command);
    this.text += `${command}\n`;
    this.waiting++;
    if (this.text.length >= MOST) this.flush();
  }

  /** The answer of a command, after those of all that was written before. */
  private ask(command: string): string {
    this.put(command);
    if (this.waiting > 0) this.flush();
    return this.answers.at(-1) ?? '';
  }

  private flush(): void {
    const { text, waiting } = this;
    this.text = '';
    this.waiting = 0;
    for (const line of this.qemu.ask(text, waiting)) {
      if (!line.startsWith('OK')) throw new Error(`qtest: expected an answer OK, found "${line}"`);
      this.answers.push(line.slice(3));
    }
  }

  private exchanges(): QtestExchange[] {
    return this.commands.map((command, i) => ({ command, answer: this.answers[i] ?? '' }));
  }
}

// --- internal ---

/** Bytes of memory that are made zero together: the ring of a queue, however many entries a device takes it to have. */
const BLOCK = 0x1_0000;

/** Bytes that are written by one command. */
const PIECE = 4096;

/** Characters that wait before they are sent: with one more piece fewer than a FIFO holds, as are their answers. */
const MOST = 16_384;

const hex = (value: number): string => `0x${value.toString(16)}`;

const zeros = (address: number, bytes: number): string => `memset ${hex(address)} ${hex(bytes)} 0x0`;

/** How qtest names an access of so many bytes. */
function letterOf(width: number): string {
  const letter = { 1: 'b', 2: 'w', 4: 'l' }[width];
  if (letter === undefined) throw new RangeError(`qtest: expected a width of 1, 2 or 4, found ${width}`);
  return letter;
}
