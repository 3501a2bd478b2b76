import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { constants as system, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A program no longer answers: it ended, hung or flooded. The message says which, to follow its name. */
export class ProgramLostError extends Error {
  override readonly name = 'ProgramLostError';
  /** What it ended with, as a shell tells it; undefined where it did not end by itself. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

/** Throws ProgramLostError: a program says what the protocol does not have there. */
export function nonsense(found: string, expected: string): never {
  throw new ProgramLostError(`says ${JSON.stringify(found.slice(0, 40))} where ${expected} is expected`);
}

/**
 * A program that is talked to in lines, by its standard input and output: each question is answered before this goes on. It ends with this
 * process, however that ends, with all that it started, and leaves no file.
 */
export class LineProcess {
  private readonly keeper: ChildProcess;
  private readonly watch: HangWatch;
  private readonly maySpeak: boolean;
  private readonly input: number;
  private readonly output: number;
  private readonly buffer = Buffer.alloc(BYTES);
  /** What was read and not yet taken. */
  private text = '';
  /** Bytes that went either way since it was asked. */
  private passed = 0;
  private lost: ProgramLostError | undefined;

  /** Starts a command as a shell reads it, which may speak unasked or not. Throws Error where there is no shell, or no FIFO can be made. */
  constructor(command: string, watch: HangWatch, maySpeak = false) {
    const [toIt, ofIt] = fifos();
    // A session of its own: what a terminal sends does not reach it, and it is killed as a group.
    this.keeper = spawn('sh', ['-c', KEEPER, 'sh', command], {
      stdio: [toIt.read, ofIt.write, 'ignore', 'pipe'],
      detached: true,
    });
    this.keeper.on('error', () => {});
    closeSync(toIt.read);
    closeSync(ofIt.write);
    this.input = toIt.write;
    this.output = ofIt.read;
    this.watch = watch;
    this.maySpeak = maySpeak;
    if (this.keeper.pid === undefined) {
      this.letGo(new ProgramLostError('ended'));
      throw new Error('found no shell "sh" to start a program with');
    }
    this.keeper.unref();
    const alive: unknown = this.keeper.stdio[3];
    if (typeof alive === 'object' && alive && 'unref' in alive && typeof alive.unref === 'function')
      alive.unref();
  }

  /** Whether it still answers. */
  get isAlive(): boolean {
    return this.lost === undefined;
  }

  /**
   * Writes a line and hears lines until one is the answer: `hear` gives it then, else undefined, after what it has to `tell`. Throws
   * ProgramLostError, and ends the program where `hear` throws.
   */
  ask<Answer>(line: string, hear: (line: string) => Answer | undefined): Answer {
    if (this.lost) throw this.lost;
    if (!this.maySpeak) this.expectSilence();
    this.passed = 0;
    this.watch.begin(this.keeper.pid ?? 0);
    try {
      this.tell(line);
      for (;;) {
        const answer = hear(this.line());
        if (answer !== undefined) return answer;
      }
    } catch (error) {
      this.kill(error instanceof ProgramLostError ? error : new ProgramLostError('was ended'));
      throw error;
    } finally {
      this.watch.end();
    }
  }

  /** Throws ProgramLostError where it has said more than it was asked. */
  expectSilence(): void {
    if (this.text !== '') this.fail('answers before it is asked');
  }

  /** Writes a line. */
  tell(line: string): void {
    this.pass(line.length);
    try {
      writeSync(this.input, `${line}\n`, undefined, 'latin1');
    } catch {
      // It has ended, and what is read says how.
    }
  }

  /** Ends it; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.kill(new ProgramLostError('was ended'));
    if (this.keeper.exitCode !== null || this.keeper.signalCode !== null) return;
    this.keeper.ref();
    await once(this.keeper, 'exit');
  }

  // --- internal ---

  private line(): string {
    for (;;) {
      const end = this.text.indexOf('\n');
      if (end < 0) {
        if (!this.fill()) this.ended(undefined, '');
        continue;
      }
      const line = this.text.slice(0, end);
      this.text = this.text.slice(end + 1);
      if (line.startsWith(ITS_END)) this.ended(Number(line.slice(ITS_END.length)), this.theRest());
      if (line !== '') return line;
    }
  }

  /** Whether there was anything more to read. */
  private fill(): boolean {
    const bytes = readSync(this.output, this.buffer, 0, BYTES, null);
    this.pass(bytes);
    this.text += this.buffer.toString('latin1', 0, bytes);
    return bytes > 0;
  }

  private theRest(): string {
    while (this.fill());
    return this.text;
  }

  private pass(bytes: number): void {
    this.passed += bytes;
    if (this.passed > MOST) this.fail('passes more than 1 MiB without an answer');
  }

  private ended(code: number | undefined, printed: string): never {
    if (this.watch.tookForHung) this.fail('gives no answer');
    this.fail(`ended${howEnded(code)}${lastWords(printed)}`, code);
  }

  private fail(message: string, code?: number): never {
    const lost = new ProgramLostError(message, code);
    this.kill(lost);
    throw lost;
  }

  private kill(why: ProgramLostError): void {
    if (this.lost) return;
    killGroup(this.keeper.pid ?? 0);
    this.letGo(why);
  }

  private letGo(why: ProgramLostError): void {
    this.lost = why;
    closeSync(this.input);
    closeSync(this.output);
  }
}

/** Kills a program that is asked and gives no answer: a thread, as this one waits meanwhile. The first may take its time, another one less. */
export class HangWatch {
  private readonly state = new Int32Array(new SharedArrayBuffer(16));
  private readonly worker: Worker;
  private readonly thereafter: number;

  /** Seconds. */
  constructor(first: number, thereafter: number) {
    this.thereafter = thereafter;
    this.state[SECONDS] = first;
    this.worker = new Worker(WATCH, { eval: true, workerData: this.state });
    this.worker.unref();
  }

  /** A program is asked, which leads a process group. */
  begin(group: number): void {
    if (this.tookForHung) Atomics.store(this.state, SECONDS, this.thereafter);
    Atomics.store(this.state, HUNG, 0);
    Atomics.store(this.state, GROUP, group);
    Atomics.add(this.state, ASKED, 1);
  }

  /** It has answered. */
  end(): void {
    Atomics.add(this.state, ASKED, 1);
  }

  get tookForHung(): boolean {
    return Atomics.load(this.state, HUNG) === 1;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

// --- internal ---

/** Bytes that are read at once. */
const BYTES = 65_536;

/** Bytes that may go either way before an answer. */
const MOST = 2 ** 20;

const ITS_END = 'ENDED ';

/**
 * Keeps a program: gives it standard input and output, says on the latter how it ended and the last line that it printed on standard error, and kills
 * it and all that it started when nobody holds the other end of descriptor 3 any more, as that process has ended.
 */
const KEEPER = `
exec 4<&0 5>&1 </dev/null
{ read _ <&3; kill -KILL 0; } >/dev/null 4<&- 5>&- &
watch=$!
{
  sh -c "$1" <&4 >&5 3<&- 4<&- 5>&-
  code=$?
  printf '\\n${ITS_END}%s\\n' "$code" >&5
} 2>&1 | tail -c 400 4<&- | tail -n 1 >&5
kill -KILL $watch
wait $watch
kill -KILL 0
`;

/** Places in what a watch shares with its thread: questions and answers, so that it is odd while one is awaited; the process group; whether it was killed; how long it may take. */
const [ASKED, GROUP, HUNG, SECONDS] = [0, 1, 2, 3];

const WATCH = `
const state = require('node:worker_threads').workerData;
let before = 0, since = 0;
setInterval(() => {
  const asked = Atomics.load(state, ${ASKED});
  since = asked % 2 !== 0 && asked === before ? since + 1 : 0;
  before = asked;
  if (since < 4 * Atomics.load(state, ${SECONDS})) return;
  since = 0;
  Atomics.store(state, ${HUNG}, 1);
  try { process.kill(-Atomics.load(state, ${GROUP}), 'SIGKILL'); } catch {}
}, 250);
`;

/** Both ends of a FIFO. */
interface Fifo {
  readonly read: number;
  readonly write: number;
}

/** Two FIFOs that have no name any more. Throws Error. */
function fifos(): readonly [Fifo, Fifo] {
  const parent = tmpdir();
  let why: string | undefined;
  try {
    const folder = mkdtempSync(join(parent, 'virtio-conformance-'));
    try {
      const names = [join(folder, 'in'), join(folder, 'out')] as const;
      const made = spawnSync('mkfifo', ['-m', '600', ...names], { encoding: 'utf8' });
      if (made.status === 0) return [bothEnds(names[0]), bothEnds(names[1])];
      why = made.error?.message ?? made.stderr.trim();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new Error(`expected to make FIFOs in ${parent}: ${why}`);
}

/** Opens a FIFO at both ends, of which each waits for the other where it is opened plainly. */
function bothEnds(name: string): Fifo {
  const first = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const write = openSync(name, 'w');
    return { read: openSync(name, 'r'), write };
  } finally {
    closeSync(first);
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function howEnded(code: number | undefined): string {
  if (code === undefined) return '';
  const signal = Object.entries(system.signals).find(([, number]) => number === code - 128);
  return signal ? ` by ${signal[0]}` : ` with exit code ${code}`;
}

/** What it printed last, without what differs from run to run. */
const lastWords = (printed: string): string => {
  const words = printed
    .trim()
    .slice(0, 120)
    .replaceAll(/0x[0-9a-f]+|\d{3,}/gi, '…');
  return words ? `: ${words}` : '';
};
