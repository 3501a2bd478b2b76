/** Milliseconds that a command has to end with what it did, once it is asked to. */
const GRACE = 1800;

/** Milliseconds within which a second signal is the first one's echo: npm and a terminal may send each of theirs. */
const ECHO = 500;

const abort = new AbortController();
let isHeard = false;

/** A signal of the first Ctrl-C, SIGTERM or SIGHUP, for a command that then ends with what it has. */
export function firstInterrupt(): AbortSignal {
  isHeard = true;
  return abort.signal;
}

/**
 * Asks the command to end where the process is told to, and calls `end` where that has no way to do so, takes too long,
 * or the process is told again.
 */
export function listen(end: () => void): void {
  let since: number | undefined;
  const hear = (): void => {
    if (since !== undefined) {
      if (performance.now() - since > ECHO) end();
      return;
    }
    since = performance.now();
    if (!isHeard) end();
    abort.abort();
    setTimeout(end, GRACE).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
}
