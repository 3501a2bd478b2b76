import { type Core, ProbeError } from './core.ts';
import type { Outcome } from './outcome.ts';

/** A driver's side of a probe: the subject that is judged. */
export interface Policy {
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  /** Synchronous: drives the core from reset to DRIVER_OK or FAILED. */
  readonly probe: (core: Core) => Outcome;
}

/** Declares a policy. Throws TypeError where the id is no lower-case word or the probe is no function. */
export function policy(declared: Policy): Policy {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(declared.id))
    throw new TypeError(`policy id "${declared.id}" is not lower-case words`);
  if (typeof declared.probe !== 'function')
    throw new TypeError(`policy ${declared.id}: "probe" is not a function`);
  return declared;
}

/** Runs a probe to its end, whatever it does: a ProbeError becomes FAILED, anything else a crash. */
export function runProbe(policy: Policy, core: Core): Outcome {
  try {
    const outcome: unknown = policy.probe(core);
    return isOutcome(outcome)
      ? outcome
      : { kind: 'crashed', reason: `returned ${describe(outcome)}, not an outcome` };
  } catch (error) {
    if (error instanceof ProbeError) return core.fail(error.message);
    return {
      kind: 'crashed',
      reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  } finally {
    core.seal();
  }
}

// --- internal ---

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  ((value.kind === 'failed' && 'reason' in value) ||
    (value.kind === 'live' && 'plan' in value && isPlan(value.plan)));

const isPlan = (plan: unknown): boolean =>
  typeof plan === 'object' &&
  plan !== null &&
  'features' in plan &&
  typeof plan.features === 'bigint' &&
  'queues' in plan &&
  Array.isArray(plan.queues) &&
  'activePairs' in plan &&
  Array.isArray(plan.activePairs) &&
  'derived' in plan &&
  typeof plan.derived === 'object';

const describe = (value: unknown): string =>
  value instanceof Promise ? 'a promise (policies are synchronous)' : value === null ? 'null' : typeof value;
