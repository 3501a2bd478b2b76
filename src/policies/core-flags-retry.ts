import { NONE } from '../../spec/features.ts';
import { policy } from '../driver/policy.ts';
import { blockedBySeed, hasSmallRing, linearTransmit, withoutBlocked } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux } from '../driver/virtio-net.ts';

/**
 * The maintainer's idea: probe may add to a per-device set of blocked features; the core compares it before and
 * after, and where it grew resets the device and probes again. The set only grows, so the loop ends.
 */
export const coreFlagsRetry = policy({
  id: 'core-flags-retry',
  title: 'Probe adds blocked features, the core sees that the set grew, resets and probes again',
  probe(core) {
    for (let blocked = NONE; ; ) {
      const derived = derive(
        core,
        negotiateLikeLinux(core, (chosen) => withoutBlocked(chosen, blocked, core.env.version)),
      );
      const queues = findQueues(core, derived);
      const grown = blocked | blockedBySeed(core, derived, queues, true);
      if (grown === blocked) {
        const small = hasSmallRing(core, derived, queues);
        return core.goLive(
          livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }),
        );
      }
      blocked = grown;
    }
  },
});
