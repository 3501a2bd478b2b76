import { intersects, isEmpty } from '../../spec/features.ts';
import { underBothReadings } from './seed-policy.ts';

/**
 * The proposal's own alternative, "a big mess, tons of things to clean and reconfigure": no peek; the queues are made, and where
 * they are small the device is reset, each queue given back, and all done again, once.
 *
 * It resets wherever a ring is small, as `probe-renegotiate` does. The mail says no more than that it could be done; the table,
 * the check of the queues that come out the second time, and what is added to `probe-renegotiate` are the model's.
 */
export const [renegotiateAfterQueues, renegotiateAfterQueuesOwnRing] = underBothReadings({
  id: 'renegotiate-after-queues',
  title: 'Makes the queues, then resets and starts over where they came out small',
  probe(net, blockedBy) {
    const sizes = net.tryNegotiate() && net.tryFindQueues();
    if (!sizes) return net.giveUp();
    const blocked = blockedBy(sizes);
    if (!isEmpty(blocked) && !(net.tryNegotiate(blocked) && net.tryFindQueues())) return net.giveUp();
    if (intersects(net.accepted, blockedBy(net.queues))) {
      return net.fail('a ring is small and blocked features were negotiated');
    }
    return net.goLiveBySize();
  },
});
