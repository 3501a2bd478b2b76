import type { DeviceTypeName } from '../../spec/device-types.ts';
import { DriverLostError } from '../judge/drivers/driven.ts';
import { HangWatch, LineProcess, nonsense, ProgramLostError } from '../node/line-process.ts';
import { numberIn, ProgramMemory } from '../node/program-memory.ts';
import type { Memory } from '../ring/memory.ts';
import {
  type Region,
  type Registers,
  type RegisterTransport,
  registerMaps,
} from '../transport/registers/map.ts';
import { identityOf, NoProgramError, PATIENCE } from './exec.ts';

/** A driver that is a program, reached over the line protocol. */
export interface ExecDriver {
  readonly type: DeviceTypeName;
  readonly transport: RegisterTransport;
  /** A memory that is all zero: the one that all of its devices have. */
  memory(): Memory;
  /** Lets it drive a device to the end of its probe, and say how that ended, after it was started again where it was lost. Throws DriverLostError. */
  drive(registers: Registers): 'live' | 'failed';
  close(): Promise<void>;
}

/** Starts a command as a shell reads it, and asks what driver it is; it may take so many seconds for each access, or `later` ones. Rejects with NoProgramError. */
export async function openExecDriver(command: string, patience = PATIENCE, later = 1): Promise<ExecDriver> {
  const watch = new HangWatch(patience, later);
  const memory = new ProgramMemory();
  const started = (): LineProcess => {
    try {
      return new LineProcess(command, watch);
    } catch (error) {
      throw new NoProgramError(error instanceof Error ? error.message : String(error));
    }
  };
  const greet = (program: LineProcess) => identityOf(program, 'driver');
  let program: LineProcess | undefined;
  const close = async (): Promise<void> => {
    await program?.close();
    await watch.close();
  };
  try {
    program = started();
    const { type, transport } = greet(program);
    return {
      type,
      transport,
      memory: () => {
        memory.clear();
        return memory;
      },
      drive: (registers) => {
        try {
          if (!program?.isAlive) {
            program = started();
            greet(program);
          }
          return probe(program, registers, memory, transport);
        } catch (error) {
          throw error instanceof ProgramLostError
            ? new DriverLostError(`the program ${error.message}`)
            : error;
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof ProgramLostError ? new NoProgramError(error.message) : error;
  }
}

// --- internal ---

/** Serves a program that probes until it says how that ended. Throws ProgramLostError. */
function probe(
  program: LineProcess,
  registers: Registers,
  memory: ProgramMemory,
  transport: RegisterTransport,
): 'live' | 'failed' {
  return program.ask('probe', (line) => {
    if (line === 'live' || line === 'failed') return line;
    if (memory.serve(line, (found) => program.tell(found))) return undefined;
    const [word, name, ...operands] = line.split(' ');
    const region = regionsOf(transport).find((known) => known === name);
    const numbers = operands.map(numberIn).filter((one) => one !== undefined);
    const [offset, width, value] = numbers;
    if (region === undefined || offset === undefined || (width !== 1 && width !== 2 && width !== 4))
      return nonsense(line, EXPECTED);
    if (word === 'read' && operands.length === 2) program.tell(`= ${registers.read(region, offset, width)}`);
    else if (word === 'write' && operands.length === 3 && value !== undefined && value < 256 ** width)
      registers.write(region, offset, width, value);
    else nonsense(line, EXPECTED);
    return undefined;
  });
}

/** What a program may say while it probes. */
const EXPECTED = 'live, failed or an access of the tables';

function regionsOf(transport: RegisterTransport): readonly Region[] {
  const { places, config } = registerMaps[transport];
  return [...new Set([...places.map(({ region }) => region), config.region])];
}
