import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { slices } from './slices.ts';
import { walk } from './walk.ts';
import type { Chunk } from './worker.ts';

/** `npm test` builds it first. */
const built = (file: string): URL => new URL(`../../dist/src/model-check/${file}.js`, import.meta.url);

describe('npm run check-model', () => {
  it('should refuse what it does not know, in one line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(built('main')), '--fast'], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([64, '', 'check-model: expected no argument, found "--fast"\n']);
  });

  it('should have threads that walk the devices they are told to, after the one before', async () => {
    const [, , legacy] = slices;
    if (!legacy) throw new Error('no slice');
    const worker = new Worker(built('worker'));
    const chunk: Chunk = { slice: 2, from: 2, to: 4 };
    worker.postMessage(chunk);
    const [found] = await once(worker, 'message');
    await worker.terminate();
    const devices = legacy.devices();
    expect(found).toEqual(walk(legacy, devices.slice(2, 4), devices[1]));
    expect(found).toMatchObject({ devices: 2, changes: [2, 3], fault: undefined });
  });
});
