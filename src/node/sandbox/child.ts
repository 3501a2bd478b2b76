// The process of one foreign policy: watches over the thread that runs it, and never runs it itself.

import { MessageChannel, Worker } from 'node:worker_threads';
import type { Answer, Errand, Fate, FromChild, ThreadStart, ToChild } from './messages.ts';

/** Milliseconds between two looks. */
const LOOK = 50;

/** Seconds of processor time without a run, and seconds of waiting, after which a policy is taken to go on for ever. */
const PATIENCE = 2;

/** Seconds in which a file has to load. */
const LOADING = 20;

/** Share of a look that a thread which waits may use. */
const IDLE = 0.02;

/** Most of the heap, and of all memory, in MiB: the same on every machine. */
const HEAP = 1024;
const MEMORY = 3072;

const place = new Int32Array(new SharedArrayBuffer(4));
const stop = new Int32Array(new SharedArrayBuffer(4));
const { port1: port, port2 } = new MessageChannel();

const start: ThreadStart = { port: port2, place: place.buffer, stop: stop.buffer };
const thread = new Worker(new URL('./policy-thread.js', import.meta.url), {
  workerData: start,
  transferList: [port2],
  resourceLimits: { maxOldGenerationSizeMb: HEAP },
  stdout: true,
  stderr: true,
});
thread.stdout.resume();
thread.stderr.resume();

// It is the parent that says when to end; a terminal says it to all at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
const die = (): void => void process.kill(process.pid, 'SIGKILL');
process.on('disconnect', die);
// Its parent may be gone before this hears of it.
if (!process.connected) die();

/** The errand under way. */
let watch: { readonly errand: Errand; readonly patience: number } | undefined;
let ended = false;

const send = (message: FromChild): void => {
  process.send?.(message);
};

function suffer(fate: Fate): void {
  if (ended) return;
  ended = true;
  send({ kind: 'fate', fate, place: Math.max(0, place[0] ?? 0) });
}

thread.on('error', (error) => {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  // Its own errors it tells as answers.
  if (isMemory) suffer({ kind: 'memory', mebibytes: HEAP });
  else answered({ kind: 'broke', message: error.message });
});
thread.on('exit', () => suffer({ kind: 'exits' }));
port.on('message', answered);

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') {
    Atomics.store(stop, 0, message.stop ? 1 : 0);
    return;
  }
  watch = message;
  place[0] = -1;
  since = undefined;
  port.postMessage(message.errand);
});

function answered(answer: Answer): void {
  watch = undefined;
  send({ kind: 'answer', answer });
}

/** Since the last run began: where it stood, the processor time used until then, and the looks taken since. */
let since:
  | { readonly place: number; readonly used: number; looks: number; idle: number; last: number }
  | undefined;

setInterval(() => {
  if (process.memoryUsage.rss() > MEMORY * 2 ** 20) suffer({ kind: 'memory', mebibytes: MEMORY });
  if (watch === undefined) return;
  const now = place[0] ?? 0;
  const used = processorSeconds();
  if (since?.place !== now) {
    since = { place: now, used, looks: 0, idle: 0, last: used };
    return;
  }
  // A file is read first, in the suite's own time.
  if (watch.errand.kind === 'agree' && now < 0) return;
  since.looks++;
  // A pause, and a machine that has no time for this process, keep it from looking just as they keep the thread from running.
  since.idle = used - since.last < (IDLE * LOOK) / 1000 ? since.idle + 1 : 0;
  since.last = used;
  const most = PATIENCE * watch.patience;
  const waited = (since.idle * LOOK) / 1000;
  if (used - since.used > most) suffer({ kind: 'spins', seconds: most });
  else if (waited > most && watch.errand.kind !== 'load') suffer({ kind: 'waits', seconds: most });
  else if (watch.errand.kind === 'load' && (since.looks * LOOK) / 1000 > LOADING)
    suffer({ kind: 'waits', seconds: LOADING });
}, LOOK);

/** Of this process. By no clock: a process that is stopped, or starved, uses none. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
