import { intersects } from '../../spec/features.ts';
import { policy } from '../driver/policy.ts';
import { blockedBySeed, hasSmallRing, linearTransmit, withoutBlocked } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux } from '../driver/virtio-net.ts';

/** No peek: the queues are made, and where they are small all is cleaned up, reset and done again, once. */
export const renegotiateAfterQueues = policy({
  id: 'renegotiate-after-queues',
  title: 'Makes the queues, then resets and starts over where they came out small',
  probe(core) {
    let derived = derive(core, negotiateLikeLinux(core));
    let queues = findQueues(core, derived);
    const blocked = blockedBySeed(core, derived, queues, true);
    if (intersects(core.accepted, blocked)) {
      derived = derive(
        core,
        negotiateLikeLinux(core, (chosen) => withoutBlocked(chosen, blocked, core.env.version)),
      );
      queues = findQueues(core, derived);
    }
    if (intersects(core.accepted, blockedBySeed(core, derived, queues, true))) {
      return core.fail('a ring is small and blocked features were negotiated');
    }
    const small = hasSmallRing(core, derived, queues);
    return core.goLive(livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }));
  },
});
