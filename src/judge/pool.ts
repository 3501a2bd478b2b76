import { Worker } from 'node:worker_threads';
import { type Chunk, type ChunkTallies, NOTHING_JUDGED } from './chunk.ts';

/** What a worker sends back. */
export type WorkerMessage =
  | { readonly kind: 'done'; readonly tallies: ChunkTallies }
  /** A policy did something outside its probe; undefined: it is not known which. */
  | { readonly kind: 'misuse'; readonly policy: string | undefined; readonly because: string };

/** What a worker is started with: what the two threads tell each other while it judges, one 32-bit number each. */
export interface WorkerStart {
  /** How many runs of a chunk it has begun, less one. */
  readonly place: SharedArrayBuffer;
  /** Not 0: it is to hand over what it has of its chunk. */
  readonly stop: SharedArrayBuffer;
}

/** A run that did not end, or ended its thread: the policy is judged no further. */
export interface Hang {
  readonly policy: string;
  readonly chunk: Chunk;
  /** Which scenario of the chunk it was. */
  readonly scenario: number;
  readonly because: string;
}

interface Options {
  readonly worker: URL;
  readonly jobs: number;
  /** Milliseconds that one run may take before it counts as endless. */
  readonly patience: number;
  /** The chunk as it was worked on: without the policies that hang, and only its beginning where all was stopped. */
  readonly onDone: (chunk: Chunk, tallies: ChunkTallies) => void;
  readonly onHang: (hang: Hang) => void;
  readonly onMisuse: (policy: string | undefined, because: string) => void;
  readonly stopped: () => boolean;
}

/**
 * Works on chunks in worker threads, each on the next free one, and goes on without a policy that hangs. Once it is
 * stopped, it waits for what the threads have of the chunks under way.
 */
export async function work(chunks: readonly Chunk[], options: Options): Promise<void> {
  let next = 0;
  const hung = new Set<string>();
  const lane = async (): Promise<void> => {
    let thread: Thread | undefined;
    try {
      while (!options.stopped()) {
        const whole = chunks[next++];
        if (!whole) return;
        for (let again = true; again && !options.stopped(); ) {
          again = false;
          const chunk = { ...whole, policies: whole.policies.filter((policy) => !hung.has(policy)) };
          if (chunk.policies.length === 0) {
            options.onDone(chunk, NOTHING_JUDGED);
            break;
          }
          thread ??= new Thread(options);
          const answer = await thread.answer(chunk);
          if (answer.kind === 'done') options.onDone(chunk, answer.tallies);
          if (answer.kind === 'done' || answer.kind === 'stopped') continue;
          await thread.end();
          thread = undefined;
          const policy = chunk.policies[answer.place % chunk.policies.length] ?? '';
          hung.add(policy);
          options.onHang({
            policy,
            chunk,
            scenario: Math.floor(answer.place / chunk.policies.length),
            because: answer.because,
          });
          again = true;
        }
      }
    } finally {
      await thread?.retire();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, lane));
}

// --- internal ---

type Answer =
  | { readonly kind: 'done'; readonly tallies: ChunkTallies }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'hung'; readonly place: number; readonly because: string };

/** Milliseconds in which a policy may show that it goes on after its probe has ended. */
const AFTERWARDS = 100;

/** Milliseconds between two looks at whether a thread still gets on. */
const LOOK = 50;

/** Milliseconds without a run after which a thread that is told to stop has nothing to hand over. */
const GRACE = 2000;

class Thread {
  private readonly worker: Worker;
  private readonly place: Int32Array;
  private readonly stop: Int32Array;
  private readonly options: Options;

  constructor(options: Options) {
    const [place, stop] = [new SharedArrayBuffer(4), new SharedArrayBuffer(4)];
    const workerData: WorkerStart = { place, stop };
    this.options = options;
    this.place = new Int32Array(place);
    this.stop = new Int32Array(stop);
    // What a policy prints is not the judgement.
    this.worker = new Worker(options.worker, { workerData, stdout: true, stderr: true });
    this.worker.stdout.resume();
    this.worker.stderr.resume();
    this.worker.on('error', () => {});
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** Ends the thread a little later: a policy may show only now that it goes on after its probe. */
  async retire(): Promise<void> {
    const { worker, options } = this;
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'misuse') options.onMisuse(message.policy, message.because);
    });
    await new Promise((resolve) => setTimeout(resolve, AFTERWARDS));
    await this.end();
  }

  answer(chunk: Chunk): Promise<Answer> {
    const { worker, place, stop, options } = this;
    return new Promise((resolve, reject) => {
      let last = -1;
      let since = Date.now();
      const hung = (because: string): void =>
        finish({ kind: 'hung', place: Math.max(0, place[0] ?? 0), because });
      const timer = setInterval(() => {
        const now = place[0] ?? 0;
        if (now !== last) {
          last = now;
          since = Date.now();
        }
        const idle = Date.now() - since;
        if (options.stopped()) {
          Atomics.store(stop, 0, 1);
          if (now < 0 || idle > GRACE) finish({ kind: 'stopped' });
        } else if (idle > options.patience) hung(`never ended: stopped after ${options.patience / 1000} s`);
      }, LOOK);
      const settle = (): void => {
        clearInterval(timer);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
      };
      const finish = (answer: Answer): void => {
        settle();
        resolve(answer);
      };
      const onMessage = (message: WorkerMessage): void => {
        if (message.kind === 'misuse') options.onMisuse(message.policy, message.because);
        else finish(message);
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const onExit = (): void => hung('ended the thread that it ran in');
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      place[0] = -1;
      worker.postMessage(chunk);
    });
  }
}
