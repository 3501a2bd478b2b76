import type { Memory } from '../ring/memory.ts';
import { nonsense } from './line-process.ts';

/** The memory that a program and whoever judges it share. Where there is none, zeros are read, and what is written goes nowhere. */
export class ProgramMemory implements Memory {
  private readonly bytes = new Uint8Array(BYTES);
  /** Pages that are not all zero. */
  private readonly written = new Set<number>();

  read(address: number, length: number): Uint8Array {
    const found = this.bytes.slice(address, address + length);
    if (found.length === length) return found;
    const whole = new Uint8Array(length);
    whole.set(found);
    return whole;
  }

  write(address: number, bytes: Uint8Array): void {
    const fit = bytes.subarray(0, Math.max(0, BYTES - address));
    if (fit.length === 0) return;
    this.bytes.set(fit, address);
    for (let page = Math.floor(address / PAGE); page * PAGE < address + fit.length; page++)
      this.written.add(page);
  }

  /** All of it is zero again. */
  clear(): void {
    for (const page of this.written) this.bytes.fill(0, page * PAGE, (page + 1) * PAGE);
    this.written.clear();
  }

  /** Does what a line of a program asks for, and `tell`s what was read; false where it asks for no memory. Throws ProgramLostError. */
  serve(line: string, tell: (line: string) => void): boolean {
    if (!line.startsWith('memory-')) return false;
    const [word, address = '', operand = ''] = line.split(' ');
    const at = numberIn(address);
    if (word === 'memory-read') {
      const length = numberIn(operand);
      if (at === undefined || length === undefined || length > MOST)
        nonsense(line, `memory-read ADDRESS LENGTH, at most ${MOST}`);
      tell(Buffer.from(this.read(at, length)).toString('hex'));
    } else {
      if (word !== 'memory-write' || at === undefined || !/^([0-9a-f]{2})+$/i.test(operand))
        nonsense(line, 'memory-write ADDRESS HEX');
      this.write(at, Buffer.from(operand, 'hex'));
    }
    return true;
  }
}

/** A number as a program writes it, in decimal or after 0x; undefined of anything else. */
export const numberIn = (word: string): number | undefined =>
  /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : undefined;

// --- internal ---

const BYTES = 32 * 2 ** 20;

const PAGE = 4096;

/** Bytes that are read at once. */
const MOST = 65_536;
