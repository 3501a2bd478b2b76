/** A recording that cannot be read: the message is `FILE:LINE: FIELD: found X, expected Y`, of one line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  constructor(file: string, line: number, field: string, found: string, expected: string) {
    super(`${file}:${line}: ${field}: found ${found}, expected ${expected}`);
  }
}

/** Characters of a value that an error shows. */
const SHOWN = 60;

/** A value as an error shows it: JSON, cut short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, SHOWN) : value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
