import { parentPort } from 'node:worker_threads';
import { slices } from './slices.ts';
import { walk } from './walk.ts';

/** Devices of a slice, by number: from the first up to the one before the last. */
export interface Chunk {
  readonly slice: number;
  readonly from: number;
  readonly to: number;
}

parentPort?.on('message', ({ slice, from, to }: Chunk) => {
  const chosen = slices[slice];
  if (!chosen) throw new RangeError(`there is no slice ${slice}`);
  const devices = chosen.devices();
  parentPort?.postMessage(walk(chosen, devices.slice(from, to), devices[from - 1]));
});
