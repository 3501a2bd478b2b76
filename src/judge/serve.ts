import { parentPort, workerData } from 'node:worker_threads';
import type { Policy } from '../driver/policy.ts';
import type { BlkRun } from '../run/run.ts';
import { SealedError } from '../transport/recorder.ts';
import { type Chunk, type ChunkTallies, judgeChunk } from './chunk.ts';
import type { WorkerMessage, WorkerStart } from './pool.ts';
import type { Suite } from './suite.ts';

/** Judges a chunk by the suite of its device type. */
export type ChunkJudge = (
  chunk: Chunk,
  policies: readonly Policy[],
  mark: (place: number) => void,
  stopped: () => boolean,
) => ChunkTallies;

/** The judge of the chunks of each suite's device type. */
export const chunkJudge =
  (net: Suite, blk: Suite<BlkRun>): ChunkJudge =>
  (chunk, policies, mark, stopped) =>
    chunk.type === 'net'
      ? judgeChunk(chunk, net, policies, mark, stopped)
      : judgeChunk(chunk, blk, policies, mark, stopped);

/** Makes this thread a worker of `pool.ts`: judges the chunks that it is sent. `load` gives a policy by id or file. */
export function serve(judge: ChunkJudge, load: (policy: string) => Promise<Policy>): void {
  const start: WorkerStart = workerData;
  const place = new Int32Array(start.place);
  const stop = new Int32Array(start.stop);
  const loaded = new Map<string, Policy>();
  const send = (message: WorkerMessage): void => parentPort?.postMessage(message);
  const misuse = (error: unknown): void => {
    const policy = error instanceof SealedError ? error.policy : undefined;
    send({ kind: 'misuse', policy, because: error instanceof Error ? error.message : String(error) });
  };
  process.on('uncaughtException', misuse);
  process.on('unhandledRejection', misuse);
  parentPort?.on('message', async (chunk: Chunk) => {
    const policies: Policy[] = [];
    for (const name of chunk.policies) {
      const policy = loaded.get(name) ?? (await load(name));
      loaded.set(name, policy);
      policies.push(policy);
    }
    const tallies = judge(
      chunk,
      policies,
      (runs) => {
        place[0] = runs;
      },
      () => Atomics.load(stop, 0) !== 0,
    );
    send({ kind: 'done', tallies });
  });
}
