import { Worker } from 'node:worker_threads';
import type { Chunk } from './chunk.ts';
import type { Tally } from './tally.ts';

/** A chunk that did not end in time: `place` counts the runs (scenario by scenario, policy by policy) before it. */
export interface Hang {
  readonly chunk: Chunk;
  readonly place: number;
}

interface Options {
  readonly jobs: number;
  /** Milliseconds that one run may take before it counts as endless. */
  readonly patience: number;
  readonly onTallies: (tallies: readonly Tally[]) => void;
  readonly stopped: () => boolean;
}

/** Works on chunks in worker threads, each on the next free one. Gives the hang that ended it, if any. */
export async function work(chunks: readonly Chunk[], options: Options): Promise<Hang | undefined> {
  let next = 0;
  let hang: Hang | undefined;
  const one = async (): Promise<void> => {
    const place = new SharedArrayBuffer(4);
    const seen = new Int32Array(place);
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { place } });
    try {
      while (!hang && !options.stopped()) {
        const chunk = chunks[next++];
        if (!chunk) return;
        const tallies = await answer(worker, chunk, seen, options);
        if (tallies) options.onTallies(tallies);
        else if (!options.stopped()) hang = { chunk, place: seen[0] ?? 0 };
        if (!tallies) return;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, one));
  return hang;
}

// --- internal ---

/** The tallies of one chunk; undefined where a single run outlasted the patience or the campaign was stopped. */
function answer(
  worker: Worker,
  chunk: Chunk,
  place: Int32Array,
  options: Options,
): Promise<Tally[] | undefined> {
  return new Promise((resolve, reject) => {
    let last = -1;
    let since = Date.now();
    const timer = setInterval(() => {
      const now = place[0] ?? 0;
      if (now !== last) {
        last = now;
        since = Date.now();
      }
      if (options.stopped() || Date.now() - since > options.patience) finish(() => resolve(undefined));
    }, 100);
    const finish = (how: () => void): void => {
      clearInterval(timer);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      how();
    };
    const onMessage = (tallies: Tally[]): void => finish(() => resolve(tallies));
    const onError = (error: Error): void => finish(() => reject(error));
    const onExit = (): void => finish(() => resolve(undefined));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    place[0] = -1;
    worker.postMessage(chunk);
  });
}
