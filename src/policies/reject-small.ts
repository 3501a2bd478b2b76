import { policy } from '../driver/policy.ts';
import {
  derive,
  findQueues,
  livePlan,
  negotiateLikeLinux,
  ringSizes,
  smallRing,
} from '../driver/virtio-net.ts';

/** The patch of April 2023: after the queues are found, a receive or transmit ring below 32 fails the probe. */
export const rejectSmall = policy({
  id: 'reject-small',
  title: 'Fails probe where a receive or transmit ring is below MAX_FRAGS + 2 rounded up to a power of two',
  probe(core) {
    const derived = derive(core, negotiateLikeLinux(core));
    const queues = findQueues(core, derived);
    const least = 2 ** Math.ceil(Math.log2(smallRing(core)));
    if (ringSizes(derived, queues).data < least) return core.fail('a ring is too small');
    return core.goLive(livePlan(core, derived, queues));
  },
});
