/** A recording that cannot be read: the message is `FILE:LINE: FIELD: found X, expected Y`, of one line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  constructor(file: string, line: number, field: string, found: string, expected: string) {
    super(`${file}:${line}: ${field}: found ${found}, expected ${expected}`);
  }
}
