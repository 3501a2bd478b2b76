import { shown } from '../../scenario/shown.ts';
import { type Entry, type Header, parseEntry, parseHeader } from './format.ts';
import { linesOf } from './lines.ts';
import { RecordingError } from './recording-error.ts';

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
}

/** Reads a recording from its text. Throws RecordingError. */
export const parseRecording = (text: string, file: string): Recording =>
  recordingOf([new TextEncoder().encode(text)], file);

/** Reads a recording from the bytes of a file, chunk by chunk. Throws RecordingError, and what the chunks throw. */
export const recordingOf = (chunks: Iterable<Uint8Array>, file: string): Recording =>
  fromLines(linesOf(chunks, file), file);

// --- internal ---

function fromLines(lines: Iterable<string>, file: string): Recording {
  let header: Header | undefined;
  const entries: RecordedEntry[] = [];
  let line = 0;
  for (const text of lines) {
    line++;
    const value = parseJson(text, file, line);
    if (header) entries.push({ line, entry: parseEntry(value, { file, line }) });
    else header = parseHeader(value, { file, line });
  }
  if (!header) throw new RecordingError(file, 1, 'line', 'an empty file', 'one JSON value');
  return { file, header, entries };
}

/** A carriage return before the end of the line is white space to JSON. */
function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordingError(file, line, 'line', shown(text), 'one JSON value');
  }
}
