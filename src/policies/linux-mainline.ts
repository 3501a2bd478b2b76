import { policy } from '../driver/policy.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux } from '../driver/virtio-net.ts';

/** Linux as it is (6.1): no look at a ring size on the whole probe path. */
export const linuxMainline = policy({
  id: 'linux-mainline',
  title: 'Linux as it is: accepts what it knows and never looks at a ring size',
  probe(core) {
    const derived = derive(core, negotiateLikeLinux(core));
    return core.goLive(livePlan(core, derived, findQueues(core, derived)));
  },
});
