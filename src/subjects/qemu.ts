import { spawnSync } from 'node:child_process';
import { MMIO_MAGIC } from '../../spec/mmio-registers.ts';
import { PCI_VENDOR } from '../../spec/pci-capabilities.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK } from '../../spec/status.ts';
import { DeviceLostError, type Opinion, type RegisterAccess } from '../judge/devices/access.ts';
import { HangWatch as LineWatch } from '../node/line-process.ts';
import { commandLine } from '../report/command.ts';
import {
  placeAt,
  type Registers,
  type RegisterTransport,
  registerMaps,
  writtenPlace,
} from '../transport/registers/map.ts';
import { type BarRoom, registersOf } from '../transport/registers/pci-bus.ts';
import { findProgram } from './find-program.ts';
import { Backend, type BackendKind, findBackend, NoBackendError, qemuBackends } from './qemu-backends.ts';
import { deviceArguments, deviceOver, hasPeer, isDevice, SLOT } from './qemu-devices.ts';
import { BIOS, HangWatch, NoQemuError, QemuProcess } from './qemu-process.ts';
import { Qtest, type QtestExchange } from './qemu-qtest.ts';
import { WireDriver } from './qemu-wire.ts';

export { NoQemuError } from './qemu-process.ts';

/** Which device of QEMU's is judged, and how it is started. */
export interface QemuOptions {
  /** As `-device` takes it, properties included: `virtio-net-pci,packed=on`. What its backend is, and the transport, is added. */
  readonly device: string;
  readonly transport: RegisterTransport;
  /** The program; that of the search path if absent. One that needs a loader of its own is named by a script that ends in `exec`. */
  readonly qemu?: string | undefined;
  /** More arguments of QEMU's. */
  readonly args?: readonly string[];
  /** The program that serves the device over vhost-user (`qemuBackends`), in the place of QEMU itself. */
  readonly backend?: string | undefined;
  /** Seconds without an answer after which QEMU hangs, if it does not compute meanwhile; 20 if absent. */
  readonly patience?: number;
}

/** A device of QEMU's that is judged. */
export interface QemuDeviceSubject {
  /** The device as a driver finds it: reset, in memory that is zero; in a new QEMU where the last one is lost. Throws NoQemuError. */
  open(): RegisterAccess;
  /** The device on the same wire, which `open` resets too, where there is one. */
  readonly peer: RegisterAccess | undefined;
  /** The version of QEMU. */
  readonly version: string;
  /** With which anybody starts this machine again, to give it commands on the standard input; `halt.bin` is 64 KiB of 0xf4. */
  readonly commandLine: string;
  /** The commands since the last `open`. */
  log(): readonly string[];
  /** All that shows the last run again in a new machine, and what it answered. */
  history(): readonly QtestExchange[];
  /** The process. */
  readonly pid: number;
  close(): Promise<void>;
}

/** A device of QEMU's, without a guest: its processor waits for ever. Rejects with NoQemuError. */
export async function openQemu({
  device,
  transport,
  qemu: given,
  args = [],
  backend,
  patience = 20,
}: QemuOptions): Promise<QemuDeviceSubject> {
  const qemu = given ?? findQemu();
  const version = versionOf(qemu);
  const behind = backend === undefined ? undefined : backendNamed(backend, device);
  const all = [...always, ...deviceArguments(device, transport, behind), ...args];
  const watch = new HangWatch(patience);
  const backendWatch = behind && new LineWatch(patience, 1);
  const name = deviceOver(device.split(',')[0] ?? '', transport);
  const serve = backendWatch && ((socket: string) => new Backend(behind, socket, backendWatch));
  const start = (): Machine => new Machine(new QemuProcess(qemu, all, watch, serve), name, transport);
  let machine: Machine;
  try {
    machine = start();
  } catch (error) {
    await watch.end();
    await backendWatch?.close();
    throw error;
  }
  return {
    open: () => {
      if (machine.isAlive && machine.begin()) return machine.subject;
      machine = start();
      if (machine.begin()) return machine.subject;
      throw new NoQemuError(`${name}: QEMU ends where it is reset for the first time`);
    },
    get peer() {
      return machine.peer;
    },
    version,
    commandLine: commandLine([qemu, ...all, '-qtest', 'stdio']),
    log: () => machine.qtest.log,
    history: () => machine.qtest.history(),
    get pid() {
      return machine.pid;
    },
    close: async () => {
      await machine.close();
      await watch.end();
      await backendWatch?.close();
    },
  };
}

/** The QEMU of the search path. Throws NoQemuError that says how to install one. */
export function findQemu(path?: string): string {
  const found = findProgram(PROGRAM, path);
  if (found) return found;
  throw new NoQemuError(`found no ${PROGRAM} on the search path: ${howToInstall}`);
}

/** The version that a QEMU says that it is of. Throws NoQemuError where it says none. */
export function versionOf(qemu: string): string {
  const { error, stdout, signal } = spawnSync(qemu, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  const [, version] = /^QEMU emulator version (\S+)/m.exec(stdout ?? '') ?? [];
  if (version) return version;
  const found = error ? error.message.replace(/^spawnSync /, '') : (signal ?? `"${firstLine(stdout)}"`);
  throw new NoQemuError(`${qemu}: expected a QEMU, which tells its version, found ${found}`);
}

/** How QEMU is installed where it is not. */
export const howToInstall =
  'apt-get install qemu-system-x86 (Debian, Ubuntu), dnf install qemu-system-x86-core (Fedora), or your own';

// --- internal ---

const PROGRAM = 'qemu-system-x86_64';

const always = [
  ...['-accel', 'tcg', '-bios', BIOS, '-nodefaults', '-no-user-config'],
  ...['-display', 'none', '-qtest-log', 'none', '-m', '64'],
];

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** The backend of a name for a device. Throws NoQemuError. */
function backendNamed(name: string, device: string): BackendKind {
  const kind = qemuBackends.get(name);
  const known = [...qemuBackends].map(([one, { device: its }]) => `${one} (of ${its})`).join(', ');
  if (!kind || !isDevice(device, kind.device))
    throw new NoQemuError(`found no backend "${name}" of ${device}, expected ${known}`);
  try {
    findBackend(kind);
    return kind;
  } catch (error) {
    throw error instanceof NoBackendError ? new NoQemuError(error.message) : error;
  }
}

/** A machine with the device, and maybe its peer. */
class Machine {
  readonly subject: RegisterAccess;
  readonly peer: RegisterAccess | undefined;
  readonly qtest: Qtest;
  private readonly qemu: QemuProcess;
  private readonly transport: RegisterTransport;
  /** Those of the device, then of its peer, of which no write is waited for. */
  private readonly all: Registers[] = [];
  /** Whether the driver of this run has set DRIVER_OK. */
  private isLive = false;
  /** Whether nothing was written since the device was reset for this run. */
  private isFresh = false;
  /** The driver of the peer, where this run has let frames come in, and how many. */
  private sender: WireDriver | undefined;
  private delivered = 0;

  constructor(qemu: QemuProcess, device: string, transport: RegisterTransport) {
    this.qemu = qemu;
    this.qtest = new Qtest(qemu);
    this.transport = transport;
    const room = { memory: 0xe000_0000, io: 0xc000 };
    try {
      const opinion = (queues: number): Opinion => this.qemu.monitor.opinion(queues);
      const subject = { ...this.reach(0, room), opinion };
      this.peer = hasPeer(device) && !qemu.backend ? this.reach(1, room) : undefined;
      const hears = this.peer ?? qemu.backend;
      this.subject = hears ? { ...subject, deliver: (frame) => this.deliver(frame) } : subject;
      this.qtest.prepared();
    } catch (error) {
      void qemu.close();
      throw new NoQemuError(`${device}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  get pid(): number {
    return this.qemu.pid;
  }

  get isAlive(): boolean {
    return this.qemu.isAlive;
  }

  /** Begins a run; false where QEMU is lost. */
  begin(): boolean {
    try {
      this.drain();
      this.qemu.forgetErrors();
      this.qtest.begin();
      this.reset(this.all.slice(0, 1));
      this.isFresh = true;
      return true;
    } catch (error) {
      if (error instanceof DeviceLostError) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.qemu.close();
  }

  // --- internal ---

  private reach(place: number, room: BarRoom): RegisterAccess {
    const { transport, qtest } = this;
    const { memory } = qtest;
    if (transport === 'mmio' || transport === 'mmio-legacy') {
      const base = MMIO_BASE + place * MMIO_WINDOW;
      if (qtest.readAt(base, 4) !== MMIO_MAGIC) throw new Error('found no virtio device over MMIO');
      const registers: Registers = {
        read: (_, offset, width) => qtest.readAt(base + offset, width),
        write: (_, offset, width, value) => qtest.writeAt(base + offset, width, value),
      };
      return { registers: this.settled(registers), memory };
    }
    const fn = 8 * (SLOT + place);
    if (qtest.bus.readConfiguration(fn, 0, 2) !== PCI_VENDOR)
      throw new Error('found no virtio device over PCI');
    const { registers, notifyMultiplier } = registersOf({ fn, type: 0, bus: qtest.bus }, transport, room);
    return { registers: this.settled(registers), memory, notifyMultiplier };
  }

  /** Registers of which a write that a device may act upon is done, with all that it entails, before the driver goes on. */
  private settled(registers: Registers): Registers {
    this.all.push(registers);
    const map = registerMaps[this.transport];
    return {
      read: registers.read,
      write: (region, offset, width, value) => {
        registers.write(region, offset, width, value);
        const name = placeAt(map, region, offset)?.name ?? '';
        const isResetAgain = this.isFresh && name === 'device_status' && value === 0;
        this.isFresh = false;
        if (isResetAgain || kept.test(name) || this.isBeforeLive(name, value)) return;
        this.qtest.settle();
        if (region === 'notify' || name === 'notify') this.qemu.backend?.look();
      },
    };
  }

  /** Whether a status is written upon which a device does nothing: the driver has found it, and not been live. */
  private isBeforeLive(name: string, status: number): boolean {
    if (name !== 'device_status') return false;
    this.isLive ||= (status & DRIVER_OK) !== 0;
    return status !== 0 && (status & ~(ACKNOWLEDGE | DRIVER)) === 0 && !this.isLive;
  }

  /** Lets a frame come in, or one as long, by way of the backend or the peer: in QEMU a frame waits for buffers, and is not lost. */
  private deliver(frame: Uint8Array): boolean {
    this.qtest.settle();
    if (this.peer === undefined) return this.qemu.backend?.deliver(frame.length) ?? false;
    this.sender ??= live(new WireDriver(this.peer, this.transport, PEER_AT));
    this.sender.send(frame);
    this.delivered++;
    return true;
  }

  /** Takes the frames in that the last driver had no room for: QEMU keeps them for the next. */
  private drain(): void {
    const { sender, delivered } = this;
    this.sender = undefined;
    this.delivered = 0;
    if (sender === undefined) return;
    this.reset(this.all);
    live(new WireDriver(this.subject, this.transport, PEER_AT)).listen(delivered);
  }

  private reset(devices: readonly Registers[]): void {
    for (const registers of devices) this.resetDevice(registers);
    this.qtest.settle();
    this.isLive = false;
  }

  private resetDevice(registers: Registers): void {
    const map = registerMaps[this.transport];
    const write = (name: string, value: number): void => {
      const place = writtenPlace(map, name);
      if (place) registers.write(place.region, place.offset, place.bytes, value);
    };
    write('device_status', 0);
    for (const window of [1, 0]) {
      write('driver_feature_select', window);
      write('driver_feature', 0);
    }
    write('device_feature_select', 0);
    write('queue_select', 0);
    // QEMU keeps a copy of the configuration that a driver has written to until it is read, and goes on from it.
    registers.read(map.config.region, map.config.offset, 1);
  }
}

/** Where in memory the other end of the wire has its rings, and how many entries. */
const PEER_AT = 0x300_0000;
const PEER_ENTRIES = 256;

function live(driver: WireDriver): WireDriver {
  driver.negotiate();
  driver.goLive(PEER_ENTRIES);
  return driver;
}

const MMIO_BASE = 0xfeb0_0000;
const MMIO_WINDOW = 0x200;

/** Registers of which a device keeps what is written, and acts upon it when another is: that write is waited for. */
const kept = /_select$|^driver_feature$|^queue_(desc|driver|device)_(lo|hi)$/;
