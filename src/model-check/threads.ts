import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Extent, extentOf, type Slice } from './slices.ts';
import { joined, NOTHING_WALKED, type Walked } from './walk.ts';
import type { Chunk } from './worker.ts';

/** A slice, how large it is, and what was found in it. */
export interface Checked {
  readonly slice: Slice;
  readonly extent: Extent;
  readonly walked: Walked;
}

/** Walks all of every slice in worker threads, as many as there are cores. `progress`: chunks done, and all there are. */
export async function checkAll(
  slices: readonly Slice[],
  progress: (done: number, total: number) => void,
): Promise<Checked[]> {
  const sizes = slices.map((slice) => extentOf(slice, slice.devices()));
  const chunks = sizes.flatMap(chunksOf);
  const found: Walked[] = [];
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    for (let at = next++; at < chunks.length; at = next++) {
      found[at] = await answer(worker, chunks[at]);
      progress(++done, chunks.length);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return slices.map((slice, i) => ({
    slice,
    extent: sizes[i] ?? { devices: 0, pairs: 0 },
    walked: found.filter((_, at) => chunks[at]?.slice === i).reduce(joined, NOTHING_WALKED),
  }));
}

// --- internal ---

/** Pairs of a device and an offer in one chunk, about. */
const PAIRS_A_CHUNK = 65_536;

function chunksOf({ devices, pairs }: Extent, slice: number): Chunk[] {
  const step = Math.max(1, Math.floor((PAIRS_A_CHUNK * devices) / pairs));
  return Array.from({ length: Math.ceil(devices / step) }, (_, i) => ({
    slice,
    from: i * step,
    to: Math.min(devices, (i + 1) * step),
  }));
}

const answer = (worker: Worker, chunk: Chunk | undefined): Promise<Walked> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    const onMessage = (walked: Walked): void => {
      settle();
      resolve(walked);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(chunk);
  });
