import { intersects } from '../../spec/features.ts';
import { netPolicy } from '../driver/policy.ts';
import { blockedBySeed } from '../driver/seed-table.ts';

/** No peek: the queues are made, and where they are small all is cleaned up, reset and done again, once. */
export const renegotiateAfterQueues = netPolicy({
  id: 'renegotiate-after-queues',
  title: 'Makes the queues, then resets and starts over where they came out small',
  probe(net) {
    const sizes = net.tryNegotiate() && net.tryFindQueues();
    if (!sizes) return net.giveUp();
    const blocked = blockedBySeed(net, sizes);
    if (intersects(net.accepted, blocked) && !(net.tryNegotiate(blocked) && net.tryFindQueues())) {
      return net.giveUp();
    }
    if (intersects(net.accepted, blockedBySeed(net, net.queues))) {
      return net.fail('a ring is small and blocked features were negotiated');
    }
    return net.goLiveBySize();
  },
});
