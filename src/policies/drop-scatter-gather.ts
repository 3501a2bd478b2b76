import { policy } from '../driver/policy.ts';
import { hasSmallRing, linearTransmit } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux } from '../driver/virtio-net.ts';

/** No change to the negotiation: on a small ring scatter-gather goes off and the wake threshold follows it. */
export const dropScatterGather = policy({
  id: 'drop-scatter-gather',
  title: 'Keeps every feature; sends linear packets where a ring is small',
  probe(core) {
    const derived = derive(core, negotiateLikeLinux(core));
    const queues = findQueues(core, derived);
    const small = hasSmallRing(core, derived, queues);
    return core.goLive(livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }));
  },
});
