import { createRequire } from 'node:module';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { DeviceLostError, type RegisterAccess } from '../judge/devices/access.ts';
import type { Memory } from '../ring/memory.ts';
import {
  type Region,
  type Registers,
  readPlace,
  registerMaps,
  writtenPlace,
} from '../transport/registers/map.ts';
import { busByPorts, type PciBus, registersOf, virtioFunctions } from '../transport/registers/pci-bus.ts';

/** A device of v86's that is judged: its registers, the memory of the machine, and how a run begins. */
export interface V86Device {
  /** The device as a driver finds it: reset. */
  open(): RegisterAccess;
  /** The version of v86. */
  readonly version: string;
  close(): Promise<void>;
}

/** What is missing for a device of v86's; the message says how to get it. */
export class NoV86Error extends Error {
  override readonly name = 'NoV86Error';
}

/** A device of v86's, without a guest: no instruction is ever executed. Throws NoV86Error. */
export async function openV86(type: DeviceTypeName): Promise<V86Device> {
  const { emulator, version } = await start();
  const cpu = part(part(emulator, 'v86'), 'cpu');
  const patience = new Patience(cpu);
  const bus = busOf(part(cpu, 'io'), patience);
  const found = virtioFunctions(bus).find((one) => one.type === deviceTypeRules[type].id);
  if (!found) throw new NoV86Error(`v86 ${version} has no virtio-${type} device`);
  const { registers, notifyMultiplier } = registersOf(found, 'pci', { memory: 0xe000_0000, io: 0xd000 });
  const { deliver } = ways[type] ?? {};
  const memory = memoryOf(cpu);
  const machineBus = part(emulator, 'bus');
  holdConsole();
  const touched = new Touched(registers);
  const access: RegisterAccess = {
    registers: touched,
    notifyMultiplier,
    memory,
    ...(deliver
      ? {
          deliver: (bytes) => {
            touched.isNotified = true;
            patience.during(() => deliver(machineBus, bytes));
          },
        }
      : {}),
  };
  return {
    open: () => {
      forget(registers, touched.hasQueues);
      if (touched.isNotified) {
        // A queue lies there of which nobody has said where.
        memory.write(0, NOTHING_THERE);
      }
      touched.begin();
      return access;
    },
    version,
    close: async () => {
      await call(emulator, 'destroy');
      freeConsole();
    },
  };
}

// --- internal ---

/** How bytes come in from outside, by device type. */
const ways: Partial<Record<DeviceTypeName, { readonly deliver: (bus: object, bytes: Uint8Array) => void }>> =
  {
    net: { deliver: (bus, frame) => void call(bus, 'send', 'net0-receive', frame) },
    console: { deliver: (bus, bytes) => void call(bus, 'send', 'virtio-console0-input-bytes', bytes) },
  };

/**
 * Leaves nothing in a device of what a driver before has written, so that runs do not hang on one another: a reset does not take all away.
 */
function forget(registers: Registers, hasQueues: boolean): void {
  const write = (name: string, value: number): void => {
    const place = writtenPlace(registerMaps.pci, name);
    if (place) registers.write(place.region, place.offset, place.bytes, value);
  };
  write('device_status', 0);
  for (const window of [1, 0]) {
    write('driver_feature_select', window);
    write('driver_feature', 0);
  }
  const count = hasQueues ? readPlace(registerMaps.pci, 'num_queues') : undefined;
  const queues = count ? registers.read(count.region, count.offset, count.bytes) : 0;
  for (let queue = queues - 1; queue >= 0; queue--) {
    write('queue_select', queue);
    for (const part of ['desc', 'driver', 'device']) write(`queue_${part}_lo`, 0);
  }
  write('device_feature_select', 0);
  write('device_status', 0);
}

const MISSING = 'v86 is not installed: npm install v86@0.5.462';

async function start(): Promise<{ readonly emulator: object; readonly version: string }> {
  const require = createRequire(import.meta.url);
  const found = await import('v86').catch(() => {
    throw new NoV86Error(MISSING);
  });
  const emulator = new found.V86({
    wasm_path: require.resolve('v86/build/v86.wasm'),
    memory_size: 32 * 2 ** 20,
    vga_memory_size: 2 * 2 ** 20,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    net_device: { type: 'virtio' },
    virtio_console: { type: 'none' },
    virtio_balloon: true,
    filesystem: {},
  });
  await new Promise<void>((resolve) => emulator.add_listener('emulator-loaded', () => resolve()));
  const { version } = require('v86/package.json');
  return { emulator, version: String(version) };
}

/** A part of v86 that its types do not tell of. Throws NoV86Error where it is not there. */
function part(whole: object, name: string): object {
  const found: unknown = Reflect.get(whole, name);
  if (typeof found === 'object' && found !== null) return found;
  throw new NoV86Error(`this v86 has no "${name}", where 0.5.462 has it: npm install v86@0.5.462`);
}

/** Calls a method of such a part. */
const call = (whole: object, name: string, ...given: readonly unknown[]): unknown =>
  method(whole, name)(...given);

/** A method of such a part, which keeps to itself what v86 prints of what its devices meet: the trace tells that. Throws NoV86Error. */
function method(whole: object, name: string): (...given: readonly unknown[]) => unknown {
  const found: unknown = Reflect.get(whole, name);
  if (typeof found !== 'function')
    throw new NoV86Error(`this v86 has no "${name}", where 0.5.462 has it: npm install v86@0.5.462`);
  return (...given) => {
    const before = isSilent;
    isSilent = true;
    try {
      return Reflect.apply(found, whole, given);
    } finally {
      isSilent = before;
    }
  };
}

/** Whether what is printed comes from a device. PERF: asked by the console, as to change that takes longer than an access. */
let isSilent = false;

/** How many machines there are for which the console is held back while they do something, and the console as it was before the first. */
let machines = 0;
let whole = {};

function holdConsole(): void {
  if (machines++ > 0) return;
  const { log, error, warn } = console;
  const unless =
    (print: (...words: unknown[]) => void) =>
    (...words: unknown[]): void => {
      if (!isSilent) print(...words);
    };
  whole = { log, error, warn };
  Object.assign(console, { log: unless(log), error: unless(error), warn: unless(warn) });
}

function freeConsole(): void {
  if (--machines === 0) Object.assign(console, whole);
}

/**
 * Ends what a device of v86's does in one access once it has looked into memory so often that it goes round for ever: nobody could stop it
 * from outside.
 */
class Patience {
  private left = Number.POSITIVE_INFINITY;

  constructor(cpu: object) {
    for (const name of ['read16', 'read32s'])
      Object.defineProperty(cpu, name, { value: this.counted(cpu, Reflect.get(cpu, name)) });
  }

  during<Result>(act: () => Result): Result {
    this.left = MOST_LOOKS;
    try {
      return act();
    } finally {
      this.left = Number.POSITIVE_INFINITY;
    }
  }

  private counted(cpu: object, read: unknown): (address: number) => unknown {
    if (typeof read !== 'function') throw new NoV86Error(MISSING);
    return (address) => {
      if (--this.left < 0)
        throw new DeviceLostError(`it hangs: it has looked into memory ${MOST_LOOKS} times in one access`);
      return Reflect.apply(read, cpu, [address]);
    };
  }
}

/** More than the largest ring takes. */
const NOTHING_THERE = new Uint8Array(0x8000);

/** More than any access has reason for: no ring of v86's has more than 1024 entries. */
const MOST_LOOKS = 50_000;

const lowest = (value: unknown, width: number): number =>
  (Number(value) >>> 0) & (width === 4 ? 0xffff_ffff : 2 ** (8 * width) - 1);

const PORTS = 0x1_0000;

/** The bus as ports show it; there are none behind the last. */
function busOf(io: object, patience: Patience): PciBus {
  const byWidth = (name: string) =>
    [1, 2, 4].map((width) => [width, method(io, `${name}${8 * width}`)] as const);
  const reads = new Map(byWidth('port_read'));
  const writes = new Map(byWidth('port_write'));
  return busByPorts({
    read: (_, port, width) => (port + width > PORTS ? 0 : lowest(reads.get(width)?.(port), width) >>> 0),
    write: (_, port, width, value) => {
      if (port + width > PORTS) return;
      patience.during(() => writes.get(width)?.(port, width === 4 ? value | 0 : value));
    },
  });
}

function memoryOf(cpu: object): Memory {
  const read = method(cpu, 'read_blob');
  const write = method(cpu, 'write_blob');
  return {
    read: (address, bytes) => {
      const blob = read(address, bytes);
      return blob instanceof Uint8Array ? blob : new Uint8Array(bytes);
    },
    write: (address, bytes) => {
      write(bytes, address);
    },
  };
}

/** Registers of which is known what a driver has done to them since a run began, and so what is to be forgotten after it. */
class Touched implements Registers {
  hasQueues = true;
  isNotified = true;
  private readonly registers: Registers;

  constructor(registers: Registers) {
    this.registers = registers;
  }

  begin(): void {
    this.hasQueues = false;
    this.isNotified = false;
  }

  read(region: Region, offset: number, width: number): number {
    return this.registers.read(region, offset, width);
  }

  write(region: Region, offset: number, width: number, value: number): void {
    if (region === 'notify') this.isNotified = true;
    else if (offset + width > QUEUE_SELECT) this.hasQueues = true;
    this.registers.write(region, offset, width, value);
  }

  capability(type: number): number {
    return this.registers.capability?.(type) ?? 0;
  }
}

const QUEUE_SELECT = writtenPlace(registerMaps.pci, 'queue_select')?.offset ?? 0;
