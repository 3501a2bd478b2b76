import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { DeviceLostError } from '../judge/devices/access.ts';
import { type HangWatch, LineProcess, ProgramLostError } from '../node/line-process.ts';
import { findProgram } from './find-program.ts';

/** A program behind a device of QEMU's, reached over vhost-user: once a driver is live it, not QEMU, has the features and the rings. */
export interface BackendKind {
  /** The device that it serves, without its `-pci`. */
  readonly device: string;
  readonly program: string;
  /** Where it is, besides the search path. */
  readonly folder?: string;
  /** How it is installed where it is not. */
  readonly install: string;
  /** The command that starts it for a socket. */
  readonly command: (program: string, socket: string) => string;
  /** QEMU's arguments before the device, which reach it by the chardev `c0`, and what is said of the device. */
  readonly arguments?: readonly string[];
  readonly properties: readonly string[];
  /** How it is spoken to while it serves. */
  readonly talk?: BackendTalk;
}

/** The lines that a backend is told, and what it says. */
interface BackendTalk {
  /** Once, when it has started. */
  readonly begin: string;
  /** Lets it look into all rings once. */
  readonly look: string;
  /** Lets a frame of so many bytes come in, of its own making. */
  readonly deliver?: (bytes: number) => string;
  /** Whether a line ends its answer. */
  readonly ends: (line: string) => boolean;
  /** What it says when it has the rings of a driver, when it has them no longer, and when it will hear no more of this QEMU. */
  readonly says?: { readonly begin: string; readonly end: string; readonly hangUp: string };
}

/** The socket of a backend, as a command line of QEMU names it. */
export const SOCKET = 'backend.sock';

/** The backends that are known, by name. */
export const qemuBackends: ReadonlyMap<string, BackendKind> = new Map<string, BackendKind>(
  Object.entries({
    dpdk: {
      device: 'virtio-net',
      program: 'dpdk-testpmd',
      install:
        'apt-get install dpdk-dev librte-bus-vdev23 librte-mempool-ring23 librte-net-vhost23 (Debian 12)',
      command: (program, socket) => {
        const environment = `--no-huge --no-shconf --no-pci --no-telemetry -m 64 --lcores='(0,1)@(0-${cpus().length - 1})'`;
        const device = `--log-level=pmd.net.vhost:info --vdev net_vhost0,iface='${socket}',queues=1`;
        const forwarding =
          '--total-num-mbufs=2048 --nb-cores=1 --no-mlockall --no-flush-rx --disable-link-check --no-lsc-interrupt';
        const said = `grep --line-buffered -E '^(Done\\.|EAL: Error.*)$|Vhost device|handling failed|Cause:'`;
        return `stdbuf -oL '${program}' ${environment} ${device} -- ${forwarding} --forward-mode=rxonly -i 2>&1 | ${said}`;
      },
      arguments: ['-netdev', 'vhost-user,id=n0,chardev=c0'],
      properties: ['netdev=n0'],
      talk: {
        begin: 'set burst 1\nstart\nstop',
        // Between the two it polls at least once. It rests otherwise.
        look: 'start\nstop',
        deliver: (bytes) => `set txpkts ${bytes}\nstart tx_first 1\nstop`,
        ends: (line) => line === 'Done.',
        says: { begin: 'created', end: 'destroyed', hangUp: 'handling failed' },
      },
    },
    'storage-daemon': {
      device: 'vhost-user-blk',
      program: 'qemu-storage-daemon',
      install: 'apt-get install qemu-system-common (Debian, Ubuntu)',
      command: (program, socket) =>
        `exec '${program}' --blockdev null-co,node-name=d0,size=1048576,read-zeroes=on --export 'vhost-user-blk,id=e0,node-name=d0,addr.type=unix,addr.path=${socket},writable=on' --chardev stdio,id=m0 --monitor chardev=m0`,
      properties: ['chardev=c0', 'num-queues=1'],
      talk: {
        begin: '{"execute":"qmp_capabilities"}',
        // The thread that answers serves the rings too.
        look: '{"execute":"query-block-exports"}',
        ends: (line) => line.startsWith('{"return"'),
      },
    },
    virtiofsd: {
      device: 'vhost-user-fs',
      program: 'virtiofsd',
      folder: '/usr/lib/qemu',
      install: 'apt-get install qemu-system-common (Debian 12)',
      command: (program, socket) =>
        `exec '${program}' '--socket-path=${socket}' -o source=/ -o sandbox=chroot -o log_level=err -f`,
      properties: ['chardev=c0', 'tag=t0'],
    },
  } satisfies Record<string, BackendKind>),
);

/** A backend, or what it needs, cannot be had; the message says in one line what is missing, and how to get it. */
export class NoBackendError extends Error {
  override readonly name = 'NoBackendError';
}

/** The program of a backend. Throws NoBackendError that says how to install it. */
export function findBackend({ program, folder, install }: BackendKind, path?: string): string {
  const found = findProgram(program, path) ?? (folder && findProgram(program, folder));
  if (found) return found;
  throw new NoBackendError(`found no ${program} on the search path: ${install}`);
}

/** A backend that serves one QEMU at a socket, and ends with it. */
export class Backend {
  private readonly process: LineProcess;
  private readonly talk: BackendTalk | undefined;
  private readonly program: string;
  private hasRings = false;
  private hasHungUp = false;

  /** Starts it; it is there when this returns. Throws NoBackendError. */
  constructor(kind: BackendKind, socket: string, watch: HangWatch) {
    const program = findBackend(kind);
    this.program = kind.program;
    this.talk = kind.talk;
    this.process = new LineProcess(kind.command(program, socket), watch, true);
    try {
      if (this.talk) this.ask(this.talk.begin);
      for (let waits = 0; !existsSync(socket); waits++) {
        if (waits === MOST_WAITS) throw new DeviceLostError(`${kind.program} makes no socket`);
        rest(50);
      }
    } catch (error) {
      void this.process.close();
      throw error instanceof DeviceLostError ? new NoBackendError(error.message) : error;
    }
  }

  /** Whether it serves this QEMU still: it hears no more of one that told it what it cannot do. */
  get isAlive(): boolean {
    return this.process.isAlive && !this.hasHungUp;
  }

  /** Lets it do what waits in the rings. Throws DeviceLostError. */
  look(): void {
    if (this.talk) this.ask(this.talk.look);
  }

  /** Lets a frame of so many bytes come in; gives true where it is with the device then, unless that has lost it. Throws DeviceLostError. */
  deliver(bytes: number): boolean {
    const { talk } = this;
    if (!talk?.deliver) return false;
    // It hears of rings some time after QEMU.
    for (let looks = 0; looks < MOST_LOOKS && !this.hasRings; looks++) this.look();
    if (!this.hasRings) return false;
    this.ask(talk.deliver(bytes));
    return this.hasRings;
  }

  /** Ends it; resolves when nothing of it is left. */
  async close(): Promise<void> {
    await this.process.close();
  }

  // --- internal ---

  private heed(line: string): void {
    const { says } = this.talk ?? {};
    if (says === undefined) return;
    if (line.includes(says.begin)) this.hasRings = true;
    if (line.includes(says.end)) this.hasRings = false;
    if (line.includes(says.hangUp)) this.hasHungUp = true;
  }

  private ask(lines: string): void {
    const { talk, program } = this;
    if (!talk) return;
    let last = '';
    try {
      this.process.ask(lines, (line) => {
        last = line;
        this.heed(line);
        return talk.ends(line) || undefined;
      });
    } catch (error) {
      if (!(error instanceof ProgramLostError)) throw error;
      throw new DeviceLostError(`${program} ${error.message}${last ? `: ${last.trim()}` : ''}`);
    }
  }
}

// --- internal ---

const MOST_WAITS = 200;

/** Each takes about a millisecond. */
const MOST_LOOKS = 20;

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Milliseconds. */
const rest = (time: number): void => void Atomics.wait(nothing, 0, 0, time);
