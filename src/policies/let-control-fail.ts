import { without } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { policy } from '../driver/policy.ts';
import { blockedBySeed, hasSmallRing, linearTransmit, withoutBlocked } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux, peekSizes } from '../driver/virtio-net.ts';

/** Blocks guest offloads on a small ring but keeps CTRL_VQ whatever its ring: each command fails by itself. */
export const letControlFail = policy({
  id: 'let-control-fail',
  title: 'Keeps CTRL_VQ on a ring that no command fits, and lets each command fail',
  probe(core) {
    let derived = derive(core, negotiateLikeLinux(core));
    const peeked = peekSizes(core, derived);
    const blocked = peeked ? without(blockedBySeed(core, derived, peeked, true), CTRL_VQ) : 0n;
    if (core.accepted & blocked) {
      derived = derive(
        core,
        negotiateLikeLinux(core, (chosen) => withoutBlocked(chosen, blocked, core.env.version)),
      );
    }
    const queues = findQueues(core, derived);
    const small = hasSmallRing(core, derived, queues);
    return core.goLive(livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }));
  },
});
