import { createContext, Script } from 'node:vm';
import type { Policy } from '../driver/policy.ts';

/** Milliseconds that a probe may take in this thread before it counts as endless. */
const PATIENCE = 5000;

/**
 * The policy for the main thread, where nothing watches over it: its probe throws where it would never end or would
 * end the process, and what it prints is dropped. After a probe that did not end, none is begun again.
 */
export function guarded(policy: Policy): Policy {
  let endless = false;
  return {
    ...policy,
    probe: (core) => {
      if (endless) throw new Error('never ended before, and is not run again');
      const speak = silence();
      try {
        return within(PATIENCE, () => policy.probe(core));
      } catch (error) {
        if (!isTimeout(error)) throw error;
        endless = true;
        throw new Error(`never ended: stopped after ${PATIENCE / 1000} s`);
      } finally {
        speak();
      }
    },
  };
}

/** From here until what it gives is called, nobody's code can print to stdout or end the process. */
export function silence(): () => void {
  const { write } = process.stdout;
  const { exit } = process;
  process.stdout.write = () => true;
  process.exit = () => {
    throw new Error('called process.exit');
  };
  return () => {
    process.stdout.write = write;
    process.exit = exit;
  };
}

// --- internal ---

const inside: { run: () => void } = { run: () => {} };
const context = createContext(inside);
const call = new Script('run()');

/** Runs a synchronous function at most so many milliseconds; throws what isTimeout knows after that. */
function within<Result>(milliseconds: number, run: () => Result): Result {
  const results: { readonly value: Result }[] = [];
  inside.run = () => {
    results.push({ value: run() });
  };
  call.runInContext(context, { timeout: milliseconds });
  const [result] = results;
  if (!result) throw new Error('the probe did not run');
  return result.value;
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
