import { type FeatureSet, NONE } from '../../spec/features.ts';
import { type Core, ProbeError } from '../driver/core.ts';
import type { Derived } from '../driver/outcome.ts';
import { policy } from '../driver/policy.ts';
import {
  closedWithout,
  feasibilityOf,
  hasSmallRing,
  linearTransmit,
  safeSubset,
} from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux } from '../driver/virtio-net.ts';

/** Negotiations at most: the first, one a growth of the blocked set, and one try more after a refusal. */
const ROUNDS = 6;

/**
 * The best policy that we know. It never peeks: the queues are made as a mainline driver makes them, so a large
 * ring costs nothing, no transport has to offer anything, and the size that counts is the size that was made.
 * Only where a negotiated feature cannot work on the rings found (counted in descriptors, queue by queue, not
 * by one threshold) it resets and negotiates again without that feature and its dependents. The blocked set
 * only grows, a refused set is tried once more, and the number of rounds is bounded. MRG_RXBUF stays: alone
 * it needs one descriptor a buffer. Transmit goes linear on a ring below MAX_SKB_FRAGS + 2.
 *
 * Price: queues are made in a round that is then given up, so the small-ring path costs more accesses than a peek.
 */
export const recommended = policy({
  id: 'recommended',
  title: 'Makes the queues, computes what fits each of them, and negotiates again only without what does not',
  probe(core) {
    let blocked = NONE;
    for (let round = 0, refusals = 0; round < ROUNDS; round++) {
      let accepted: FeatureSet;
      try {
        accepted = negotiateLikeLinux(core, (chosen) => closedWithout(chosen, blocked, core.env.version));
      } catch (error) {
        if (refusals++ > 0 || !(error instanceof ProbeError)) throw error;
        continue;
      }
      const derived = derive(core, accepted);
      const queues = findQueues(core, derived);
      const unfit = accepted & ~safeSubset(accepted, feasibilityOf(core, derived, queues));
      if (unfit === NONE) {
        const plan = livePlan(core, derived, queues, transmitOn(core, derived, queues));
        const { receive, transmit } = feasibilityOf(core, derived, queues);
        if (receive < plan.receiveChain || transmit < plan.transmitChain) {
          return core.fail('not even one buffer fits a ring');
        }
        return core.goLive(plan);
      }
      blocked |= unfit;
    }
    throw new ProbeError('no negotiation ended with features that fit the rings');
  },
});

// --- internal ---

function transmitOn(core: Core, derived: Derived, queues: readonly number[]) {
  const small = hasSmallRing(core, derived, queues);
  return { small, ...(small ? linearTransmit(core) : {}) };
}
