import { createHook } from 'node:async_hooks';
import { isPromise } from 'node:util/types';
import type { Policy } from '../../driver/policy.ts';
import { LEFT_BEHIND } from './leftover-words.ts';

/**
 * The policy with probes that crash where they leave something behind which goes on later: a timer, a promise, a
 * microtask, a handle. A probe is synchronous; what goes on later would be taken for the work of the next. Timers are
 * ended, unless they are to be `kept`.
 */
export function withoutLeftovers(policy: Policy, kept = false): Policy {
  const tidy = <Step, End>(probe: (step: Step) => End) => {
    return (step: Step): End => {
      const found: Leftover[] = [];
      left = found;
      let outcome: End;
      try {
        outcome = probe(step);
      } catch (error) {
        throw found.length ? new LeftoverError(found) : error;
      } finally {
        if (!kept) found.forEach(endTimer);
        left = undefined;
      }
      // A probe that gives a promise is told that.
      if (found.length === 0 || isPromise(outcome)) return outcome;
      throw new LeftoverError(found);
    };
  };
  return { ...policy, probe: tidy(policy.probe) };
}

/** Has a file loaded, and ends the timers that it leaves running: when they would fire is a matter of the machine. */
export async function withoutTimers<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const found: Leftover[] = [];
  timers = found;
  try {
    return await load();
  } finally {
    timers = undefined;
    found.forEach(endTimer);
  }
}

// --- internal ---

class LeftoverError extends Error {
  override readonly name = 'Leftover';

  constructor(found: readonly Leftover[]) {
    const types = new Set(found.slice(0, 100).map(({ type }) => type));
    super(`${LEFT_BEHIND} (${[...types].slice(0, 3).join(', ')})`);
  }
}

interface Leftover {
  readonly type: string;
  readonly resource: object;
}

/** Of the probe under way; undefined where none is. */
let left: Leftover[] | undefined;

/** Timers of the file that is being loaded; undefined where none is. */
let timers: Leftover[] | undefined;

createHook({
  init(_, type, __, resource) {
    left?.push({ type, resource });
    if (type === 'Timeout' || type === 'Immediate') timers?.push({ type, resource });
  },
}).enable();

// Before a policy can replace them.
const { clearTimeout: endTimeout, clearImmediate: endImmediate } = globalThis;

function endTimer(leftover: Leftover): void {
  if (isTimeout(leftover)) endTimeout(leftover.resource);
  if (isImmediate(leftover)) endImmediate(leftover.resource);
}

const isTimeout = (leftover: Leftover): leftover is Leftover & { readonly resource: NodeJS.Timeout } =>
  leftover.type === 'Timeout';

const isImmediate = (leftover: Leftover): leftover is Leftover & { readonly resource: NodeJS.Immediate } =>
  leftover.type === 'Immediate';
