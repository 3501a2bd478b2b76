import type { Outcome } from '../../driver/outcome.ts';
import { declared, inSteps, type Policy } from '../../driver/policy.ts';
import { ConsoleProbe } from './probe.ts';

/** A policy of a virtio-console driver: `probe` gets the driver's own steps on top of the core's. */
export interface ConsolePolicy extends Omit<Policy, 'type' | 'probe' | 'probeOn'> {
  readonly probe: (console: ConsoleProbe) => Outcome;
}

/** Declares a virtio-console policy. Throws TypeError as `policy` does. */
export const consolePolicy = (policy: ConsolePolicy): Policy =>
  declared(
    {
      ...policy,
      type: 'console',
      ...inSteps(policy, (core, supports, kernel) => new ConsoleProbe(core, supports, kernel)),
    },
    [],
  );
