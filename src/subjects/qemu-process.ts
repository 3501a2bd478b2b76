import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DeviceLostError } from '../judge/devices/access.ts';
import { type Backend, NoBackendError, SOCKET } from './qemu-backends.ts';
import { MONITOR, Monitor, monitorArguments } from './qemu-monitor.ts';

/** QEMU, or what is missing for a device of its, cannot be had; the message says in one line what is, and how to get it. */
export class NoQemuError extends Error {
  override readonly name = 'NoQemuError';
}

/** The file of the BIOS, as a command line names it. */
export const BIOS = 'halt.bin';

/**
 * A QEMU that is asked over two FIFOs, each question answered before this goes on. It ends with this process, however that ends, and leaves no file.
 */
export class QemuProcess {
  /** Of QEMU itself. */
  readonly pid: number;
  /** What serves its device, where it does not do so itself. */
  readonly backend: Backend | undefined;
  private readonly shell: ChildProcess;
  private readonly watch: HangWatch;
  private readonly asked: number;
  private readonly answered: number;
  private readonly errors: number;
  private readonly folder: string;
  private readonly buffer = Buffer.alloc(BYTES);
  /** What was read and is no whole line yet. */
  private rest = '';
  private lines: string[] = [];
  private isLost = false;
  private ownMonitor: Monitor | undefined;
  /** What it had printed when it was lost. */
  private printed = '';

  /** Starts a program with arguments, `BIOS` and `SOCKET` among them, after what it finds at that socket. Throws NoQemuError. */
  constructor(
    qemu: string,
    args: readonly string[],
    watch: HangWatch,
    backend?: (socket: string) => Backend,
  ) {
    const folder = folderOfFifos();
    writeFileSync(join(folder, BIOS), Buffer.alloc(65_536, HLT));
    this.folder = folder;
    this.errors = openSync(join(folder, ERRORS), 'a');
    const given = args.map((arg) =>
      arg === BIOS ? join(folder, BIOS) : arg.replace(`path=${SOCKET}`, `path=${join(folder, SOCKET)}`),
    );
    this.backend = backend && begun(backend, folder);
    const qtest = ['-qtest', `pipe:${join(folder, 'qtest')}`, ...monitorArguments(folder)];
    // A session of its own: what a terminal sends ends this process, and then QEMU.
    this.shell = spawn('sh', ['-c', KEEPER, 'sh', folder, qemu, ...given, ...qtest], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.shell.on('error', () => {});
    if (this.shell.pid === undefined) {
      void this.backend?.close();
      rmSync(folder, { recursive: true, force: true });
      throw new NoQemuError('found no shell "sh" to start QEMU with');
    }
    this.shell.unref();
    const { stdin } = this.shell;
    if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
    this.answered = openSync(join(folder, 'qtest.out'), 'r');
    this.asked = openSync(join(folder, 'qtest.in'), 'w');
    this.watch = watch;
    this.pid = Number(this.line().slice(ITS_PID.length));
    watch.begin(this.pid);
    this.greet();
  }

  /** Whether it still answers, and what serves its device. */
  get isAlive(): boolean {
    return !this.isLost && this.backend?.isAlive !== false;
  }

  /** Writes commands, each with its end of line, and reads so many answers. Throws DeviceLostError. */
  ask(commands: string, answers: number): string[] {
    if (this.isLost) throw new DeviceLostError('QEMU has ended');
    this.write(Buffer.from(commands, 'latin1'));
    return Array.from({ length: answers }, () => this.line());
  }

  /** What tells the state that it has itself. Throws DeviceLostError. */
  get monitor(): Monitor {
    this.ownMonitor ??= new Monitor(this.folder);
    return this.ownMonitor;
  }

  /** Forgets what it printed. */
  forgetErrors(): void {
    ftruncateSync(this.errors);
  }

  /** Ends it; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.let();
    await this.backend?.close();
    if (this.shell.exitCode !== null || this.shell.signalCode !== null) return;
    this.shell.ref();
    await once(this.shell, 'exit');
  }

  // --- internal ---

  /** Throws NoQemuError in its own words where it ends at its start. */
  private greet(): void {
    try {
      this.ask('endianness\n', 1);
    } catch (error) {
      if (!(error instanceof DeviceLostError)) throw error;
      const first = linesOf(this.printed)[0]?.replace(/^-device \S+: /, '');
      throw new NoQemuError(`QEMU does not start: ${first ?? error.message}`);
    }
  }

  /** Writes all, however many bytes go out at a time. */
  private write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.asked, bytes, at);
    } catch {
      // Nobody holds the other end any more.
      this.lost(undefined);
    }
  }

  /** The next line that is an answer. */
  private line(): string {
    for (;;) {
      const line = this.lines.shift();
      if (line === undefined) this.fill();
      else if (line.startsWith(ITS_END)) this.lost(Number(line.slice(ITS_END.length)));
      else if (line !== '' && !line.startsWith('IRQ ')) return line;
    }
  }

  private fill(): void {
    this.watch.waiting();
    const bytes = readSync(this.answered, this.buffer, 0, BYTES, null);
    this.watch.answered();
    if (bytes === 0) this.lost(undefined);
    const text = this.rest + this.buffer.toString('latin1', 0, bytes);
    this.lines = text.split('\n');
    this.rest = this.lines.pop() ?? '';
  }

  private lost(code: number | undefined): never {
    this.printed = readFileSync(join(this.folder, ERRORS), 'latin1');
    this.let();
    if (this.watch.tookForHung) throw new DeviceLostError(this.watch.verdict);
    const last = linesOf(this.printed).at(-1);
    throw new DeviceLostError(`QEMU ${endedBy(code)}${last ? `: ${last}` : ''}`);
  }

  /** Lets go of it: whatever is left of it ends. */
  private let(): void {
    if (!this.isLost) {
      this.isLost = true;
      for (const file of [this.asked, this.answered, this.errors]) closeSync(file);
      this.ownMonitor?.close();
      rmSync(this.folder, { recursive: true, force: true });
    }
    this.shell.stdin?.destroy();
    void this.backend?.close();
  }
}

/**
 * Kills a QEMU that hangs: one that gives no answer for so many seconds, or for one in which it computes, which no load of the machine explains. A
 * thread, as this one waits meanwhile.
 */
export class HangWatch {
  readonly verdict = 'QEMU hangs: it gives no answer any more';
  private readonly state = new Int32Array(new SharedArrayBuffer(12));
  private readonly worker: Worker;

  constructor(seconds: number) {
    this.worker = new Worker(WATCH, { eval: true, workerData: { state: this.state, seconds } });
    this.worker.unref();
  }

  begin(pid: number): void {
    Atomics.store(this.state, HUNG, 0);
    Atomics.store(this.state, PID, pid);
  }

  waiting(): void {
    Atomics.add(this.state, WAITS, 1);
  }

  answered(): void {
    Atomics.add(this.state, WAITS, 1);
  }

  get tookForHung(): boolean {
    return Atomics.load(this.state, HUNG) === 1;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

// --- internal ---

/** The file of what QEMU prints. */
const ERRORS = 'errors';

/** Bytes that are read at once. */
const BYTES = 65_536;

/** The instruction that waits for an interrupt: none comes. */
const HLT = 0xf4;

const ITS_PID = 'PID ';
const ITS_END = 'ENDED ';

/**
 * Keeps QEMU: says on the FIFO of answers which process it is and, at once, how it ended; ends it when nobody holds the other end of its own input
 * any more, as that process has ended, and removes the folder.
 */
const KEEPER = `
folder=$1; shift
exec 3<&0 4<>"$folder/qtest.out" 5<>"$folder/qtest.in"
"$@" </dev/null >/dev/null 2>>"$folder/${ERRORS}" 3<&- 4>&- 5>&- &
qemu=$!
{ read _ <&3; kill -KILL $qemu; } 4>&- 5>&- &
watch=$!
echo "${ITS_PID}$qemu" >&4
wait $qemu
code=$?
kill $watch
printf '\\n${ITS_END}%s\\n' "$code" >&4
read _ <&3
rm -rf "$folder"
`;

/** Places in what a watch shares with its thread: waits begun and ended, so that it is odd while one lasts; the process; whether it was killed. */
const [WAITS, PID, HUNG] = [0, 1, 2];

const WATCH = `
const { readFileSync } = require('node:fs');
const { state, seconds } = require('node:worker_threads').workerData;
/** Seconds that a process has computed, where /proc says. */
const computed = (pid) => {
  try {
    const fields = readFileSync('/proc/' + pid + '/stat', 'latin1').split(') ').pop().split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
};
let before = 0, ticks = 0, begun = 0;
setInterval(() => {
  const waits = Atomics.load(state, ${WAITS});
  if (waits % 2 === 0 || waits !== before) {
    before = waits;
    ticks = 0;
    return;
  }
  const pid = Atomics.load(state, ${PID});
  if (++ticks === 1) begun = computed(pid);
  if (ticks < 5 * seconds && computed(pid) - begun < 1) return;
  ticks = 0;
  Atomics.store(state, ${HUNG}, 1);
  try { process.kill(pid, 'SIGKILL'); } catch {}
}, 200);
`;

/** A backend at its socket in a folder, which goes where it does not start. Throws NoQemuError. */
function begun(backend: (socket: string) => Backend, folder: string): Backend {
  try {
    return backend(join(folder, SOCKET));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error instanceof NoBackendError ? new NoQemuError(error.message) : error;
  }
}

/** A new private folder with a FIFO for each direction. Throws NoQemuError. */
function folderOfFifos(): string {
  const parent = tmpdir();
  let why: string | undefined;
  try {
    const folder = mkdtempSync(join(parent, 'virtio-conformance-qemu-'));
    const fifos = ['qtest', MONITOR].flatMap((name) => [`${name}.in`, `${name}.out`]);
    const made = spawnSync('mkfifo', ['-m', '600', ...fifos.map((name) => join(folder, name))], {
      encoding: 'utf8',
    });
    if (made.status === 0) return folder;
    why = made.error?.message ?? made.stderr.trim();
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new NoQemuError(`expected to make FIFOs in ${parent} to reach QEMU: ${why}`);
}

function endedBy(code: number | undefined): string {
  if (code === undefined) return 'ended';
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal ? `ended by ${signal[0]}` : `ended with exit code ${code}`;
}

/** The lines that it printed, without what differs from run to run. */
const linesOf = (printed: string): string[] =>
  printed
    .split('\n')
    .map((line) => line.replace(/^\S*qemu-system-\S+: /, '').replaceAll(/0x[0-9a-f]{5,}/g, '0x…'))
    .filter((line) => line.trim() !== '');
