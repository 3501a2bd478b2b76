/** A recording that cannot be read: the message is `FILE:LINE: FIELD: found X, expected Y`, of one line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  /** Names of the devices in the file, where one has to be chosen. */
  readonly devices: readonly string[];

  constructor(
    file: string,
    line: number,
    field: string,
    found: string,
    expected: string,
    devices: readonly string[] = [],
  ) {
    super(`${file}:${line}: ${field}: found ${found}, expected ${expected}`);
    this.devices = devices;
  }
}
