import { netPolicy } from '../types/net/policy.ts';

/** The patch of April 2023: after the queues are found, a receive or transmit ring below 32 fails the probe. The model adds nothing: all else is Linux. */
export const rejectSmall = netPolicy({
  id: 'reject-small',
  title: 'Fails probe where a receive or transmit ring is below MAX_FRAGS + 2 rounded up to a power of two',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    const least = 2 ** Math.ceil(Math.log2(net.smallRing));
    return net.smallestDataRing() < least ? net.fail('a ring is too small') : net.goLive();
  },
});
