import type { FeatureSet } from '../../spec/features.ts';
import { probeError } from '../driver/errors.ts';
import type { Policy } from '../driver/policy.ts';
import type { Trace } from '../trace/trace.ts';
import { netPolicy } from '../types/net/policy.ts';
import { runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { moves } from '../types/net/troubles.ts';

const CAREFUL = { awaitReset: true, dueBuffers: true } as const;

/** A driver that accepts exactly one set, makes the largest rings that it can, uses its first pair, and sends linear packets where a data ring is small. */
export const direct = (set: FeatureSet): Policy =>
  netPolicy({
    id: 'direct',
    title: 'Accepts one set, whatever it is',
    probe(probe) {
      const { core } = probe;
      probe.options = CAREFUL;
      core.reset();
      core.greet();
      core.accept(set);
      if (probe.validate(set) !== set || !core.confirm()) throw probeError('the set is refused');
      probe.derive();
      const sizes = probe.tryFindExistingQueues(true);
      if (!sizes || sizes.includes(0)) throw probeError('a virtqueue cannot be made');
      return probe.goLive({
        activePairs: [0],
        ...probe.framedReceive(),
        ...(probe.isSmall() ? probe.linearTransmit() : {}),
      });
    },
  });

/** Whether a driver that accepts exactly one set (see `direct`) goes live, and everything moves. */
export function works(driver: Policy, scenario: NetScenario, trace?: Trace): boolean {
  return moves(runNetPolicy(driver, scenario, trace));
}
