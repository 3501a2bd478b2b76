import { parentPort, workerData } from 'node:worker_threads';
import type { Policy } from '../driver/policy.ts';
import { type Chunk, judgeChunk } from './chunk.ts';
import { loadPolicy } from './load-policy.ts';

const place = new Int32Array((workerData as { place: SharedArrayBuffer }).place);
const loaded = new Map<string, Policy>();

parentPort?.on('message', async (chunk: Chunk) => {
  const policies: Policy[] = [];
  for (const id of chunk.policies) {
    const policy = loaded.get(id) ?? (await loadPolicy(id));
    loaded.set(id, policy);
    policies.push(policy);
  }
  const tallies = judgeChunk(chunk, policies, (n) => {
    place[0] = n;
  });
  parentPort?.postMessage(tallies);
});
