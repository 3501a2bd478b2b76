import { shown } from '../../scenario/shown.ts';
import { type Entry, type Header, parseEntry, parseHeader } from './format.ts';
import { linesOf } from './lines.ts';
import { fromQemuLog, isOfQemu } from './qemu-log.ts';
import { RecordingError } from './recording-error.ts';
import type { Unread } from './unread.ts';

/** An entry and its line in the file; the header is line 1. */
interface RecordedEntry {
  readonly line: number;
  readonly entry: Entry;
}

/** What a driver did to a device, register by register: see README.md beside this file. */
export interface Recording {
  /** What errors and verdicts call it. */
  readonly file: string;
  readonly header: Header;
  readonly entries: readonly RecordedEntry[];
  /** What the header only assumes, where it was made of what was read. */
  readonly unread?: Unread;
}

/** Reads a recording from its text, or from a log of QEMU's; `device` as of `recordingOf`. Throws RecordingError. */
export const parseRecording = (text: string, file: string, device?: string): Recording =>
  recordingOf([new TextEncoder().encode(text)], file, device);

/**
 * Reads a recording from the bytes of a file, chunk by chunk; `device`: which one is meant, where the file is a log of QEMU's with
 * several. Throws RecordingError, and what the chunks throw.
 */
export function recordingOf(chunks: Iterable<Uint8Array>, file: string, device?: string): Recording {
  const lines = linesOf(chunks, file);
  try {
    const { value: first, done } = lines.next();
    if (done) throw new RecordingError(file, 1, 'line', 'an empty file', 'one JSON value');
    const start = [first];
    // No other form begins without a brace.
    if (!/^\s*\{/.test(first))
      for (let next = lines.next(); !next.done; next = lines.next()) {
        start.push(next.value);
        if (start.length === QEMU_BEGINS) break;
      }
    if (start.some(isOfQemu)) return { file, ...fromQemuLog(both(start, lines), file, device) };
    if (device !== undefined)
      throw new RecordingError(file, 1, 'device', shown(device), "none: no log of QEMU's is read");
    const header = parseHeader(parseJson(first, file, 1), { file, line: 1 });
    return { file, header, entries: entriesIn(lines, file) };
  } finally {
    lines.return(undefined);
  }
}

// --- internal ---

/** Lines among which a log of QEMU's shows that it is one: what started it may have said something before. */
const QEMU_BEGINS = 20;

function* both(start: readonly string[], rest: Iterable<string>): Generator<string> {
  yield* start;
  yield* rest;
}

/** Lines of a recording: what holds memory and time in bounds. */
const MAX_LINES = 1_000_000;

/** What stands below the header. */
function entriesIn(lines: Iterable<string>, file: string): RecordedEntry[] {
  const entries: RecordedEntry[] = [];
  let line = 1;
  for (const text of lines) {
    line++;
    if (line > MAX_LINES)
      throw new RecordingError(file, line, 'line', 'one more', `at most ${MAX_LINES} lines`);
    entries.push({ line, entry: parseEntry(parseJson(text, file, line), { file, line }) });
  }
  return entries;
}

/** A carriage return before the end of the line is white space to JSON. */
function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordingError(file, line, 'line', shown(text), 'one JSON value');
  }
}
