import { RecordingError } from './recording-error.ts';

/** Bytes of the longest line that a recording may have: what holds memory in bounds. */
export const MAX_LINE_BYTES = 1_000_000;

const NEWLINE = 0x0a;

/** The lines of UTF-8 chunks, never more than one of them in memory. Throws RecordingError. */
export function* linesOf(chunks: Iterable<Uint8Array>, file: string): Generator<string> {
  let pending: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  const take = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (bytes > MAX_LINE_BYTES) {
      throw new RecordingError(file, line, 'line', 'a longer one', `at most ${MAX_LINE_BYTES} bytes`);
    }
    pending.push(piece);
  };
  for (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      yield decode(pending, file, line);
      pending = [];
      bytes = 0;
      line++;
      from = end + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (bytes > 0) yield decode(pending, file, line);
}

// --- internal ---

function decode(pieces: readonly Uint8Array[], file: string, line: number): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
  } catch {
    throw new RecordingError(file, line, 'line', 'other bytes', 'UTF-8 text');
  }
}
