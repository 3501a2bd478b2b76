import { closeSync, openSync, readSync } from 'node:fs';
import { type Recording, recordingOf } from '../adapters/recorded/recording.ts';

const CHUNK_BYTES = 65_536;

/** Reads a recording from a file, a line at a time; `device`: of which one, where it is a log with several. Throws RecordingError, or as node:fs does. */
export const readRecording = (path: string, device?: string): Recording =>
  recordingOf(chunksOf(path), path, device);

/** The bytes of a file, chunk by chunk. Throws as node:fs does. */
export function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return;
      yield chunk.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}
