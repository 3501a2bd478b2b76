import { allTypeNames, type DeviceTypeName } from '../../spec/device-types.ts';
import { DeviceLostError, type RegisterAccess } from '../judge/devices/access.ts';
import { HangWatch, LineProcess, nonsense, ProgramLostError } from '../node/line-process.ts';
import { numberIn, ProgramMemory } from '../node/program-memory.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';

/** A device that is a program, reached over the line protocol. */
export interface ExecDevice {
  readonly type: DeviceTypeName;
  readonly transport: RegisterTransport;
  /** The device as a driver finds it: reset, and started again where it was lost. */
  open(): Promise<RegisterAccess>;
  close(): Promise<void>;
}

/** A program that is no device; the message says in one line what was found. */
export class NoProgramError extends Error {
  override readonly name = 'NoProgramError';
}

/** Starts a command as a shell reads it, and asks what device it is; it may take so many seconds for an answer, or `later` ones. Rejects with NoProgramError. */
export async function openExec(command: string, patience = PATIENCE, later = 1): Promise<ExecDevice> {
  const watch = new HangWatch(patience, later);
  const breathe = breather();
  let device: DeviceProgram | undefined;
  const close = async (): Promise<void> => {
    await device?.program.close();
    await watch.close();
  };
  try {
    device = new DeviceProgram(command, watch);
    const { type, transport } = device.greet();
    return {
      type,
      transport,
      open: async () => {
        await breathe();
        if (device?.program.isAlive) return device.open();
        await device?.program.close();
        device = new DeviceProgram(command, watch);
        try {
          device.greet();
        } catch (error) {
          // Its access tells of it.
          if (!(error instanceof NoProgramError)) throw error;
        }
        return device.open();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

// --- internal ---

/** Seconds in which an answer is expected. Fewer later, once none came: whoever looks for the fewest steps that hang a device hangs it many times. */
export const PATIENCE = 20;

/** Of the line protocol. */
const VERSION = '1';

class DeviceProgram {
  readonly program: LineProcess;
  private readonly memory = new ProgramMemory();

  /** Throws NoProgramError. */
  constructor(command: string, watch: HangWatch) {
    try {
      this.program = new LineProcess(command, watch);
    } catch (error) {
      throw new NoProgramError(error instanceof Error ? error.message : String(error));
    }
  }

  /** What it says it is. Throws NoProgramError. */
  greet(): Pick<ExecDevice, 'type' | 'transport'> {
    try {
      const is = identityOf(this.program, 'device');
      this.do('reset');
      this.program.expectSilence();
      return is;
    } catch (error) {
      throw error instanceof ProgramLostError ? new NoProgramError(error.message) : error;
    }
  }

  /** The device, reset, with memory that is zero. */
  open(): RegisterAccess {
    const { memory } = this;
    memory.clear();
    try {
      this.do('reset');
    } catch (error) {
      // Each access tells of it.
      if (!(error instanceof ProgramLostError)) throw error;
    }
    return {
      registers: {
        read: (region, offset, width) => orLost(() => this.read(`read ${region} ${offset} ${width}`, width)),
        write: (region, offset, width, value) =>
          orLost(() => this.do(`write ${region} ${offset} ${width} ${value}`)),
      },
      memory,
      deliver: (bytes) => orLost(() => this.do(`deliver ${Buffer.from(bytes).toString('hex')}`)),
    };
  }

  // --- internal ---

  private do(question: string): void {
    this.ask(question, (line) => line === 'ok' || nonsense(line, 'ok'));
  }

  private read(question: string, width: number): number {
    return this.ask(question, (line) => {
      const value = line.startsWith('= ') ? numberIn(line.slice(2)) : undefined;
      if (value !== undefined && value < 256 ** width) return value;
      return nonsense(line, `= VALUE of ${width} bytes`);
    });
  }

  /** Asks, and serves the memory until there is an answer. An interrupt is nothing that a register shows. */
  private ask<Answer>(question: string, answerIn: (line: string) => Answer): Answer {
    const { program, memory } = this;
    return program.ask(question, (line) => {
      if (line === 'interrupt' || memory.serve(line, (found) => program.tell(found))) return undefined;
      return answerIn(line);
    });
  }
}

function orLost<Value>(access: () => Value): Value {
  try {
    return access();
  } catch (error) {
    throw error instanceof ProgramLostError ? new DeviceLostError(`the program ${error.message}`) : error;
  }
}

/** What a program says it is that is to be a device, or a driver. Throws ProgramLostError. */
export function identityOf(
  program: LineProcess,
  expected: 'device' | 'driver',
): Pick<ExecDevice, 'type' | 'transport'> {
  const asked = `virtio-conformance ${VERSION}`;
  const answer = `${expected} ${VERSION} TYPE TRANSPORT`;
  try {
    return program.ask(asked, (line) => {
      const [word, version, type, transport] = line.split(' ');
      if (word !== expected) nonsense(line, answer);
      if (version !== VERSION) nonsense(line, `version ${VERSION} of the protocol`);
      return {
        type: allTypeNames.find((known) => known === type) ?? nonsense(line, listed(allTypeNames)),
        transport: transports.find((known) => known === transport) ?? nonsense(line, listed(transports)),
      };
    });
  } catch (error) {
    // It ended well, which by itself says nothing of what is wrong.
    if (!(error instanceof ProgramLostError) || error.code !== 0) throw error;
    throw new ProgramLostError(`${error.message}, expected ${answer} as its answer to "${asked}"`, 0);
  }
}

const transports: readonly RegisterTransport[] = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'];

const listed = (words: readonly string[]): string => `one of ${words.join(', ')}`;

/** What lets the rest of this process have its turn, once in a while: runs of a slow program follow each other closely. */
function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}

/** Milliseconds. */
const TURN = 100;
