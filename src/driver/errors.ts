/** A step of the probe went wrong: the core sets FAILED and the probe ends. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

const REMEMBERED = 1000;
const made = new Map<string, ProbeError>();

/**
 * A ProbeError of the given message, made once: an ordinary end of a probe, whose stack nobody reads and whose
 * making would cost more than the probe. So messages should not hold what differs from run to run.
 */
export function probeError(message: string): ProbeError {
  let error = made.get(message);
  if (!error) {
    if (made.size >= REMEMBERED) made.clear();
    error = new ProbeError(message);
    made.set(message, error);
  }
  return error;
}
