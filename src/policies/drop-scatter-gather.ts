import { netPolicy } from '../types/net/policy.ts';

/**
 * The maintainer's first answer, of April 2023, to rings that are small. No change to the negotiation: on a small ring
 * scatter-gather goes off and the wake threshold follows it; receive buffers are sized by the receive ring, of fewer and larger
 * pieces, with INDIRECT_DESC too. The control ring is as before.
 *
 * The mail says that receive buffers go by the ring, not how: that one size serves all pairs, after the smallest of their rings,
 * and that buffers which merge are so large that a full ring of them holds the largest frame, is the model's.
 */
export const dropScatterGather = netPolicy({
  id: 'drop-scatter-gather',
  title:
    'Keeps every feature; sends linear packets where a ring is small, and sizes receive buffers by the ring',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    const receive = net.receiveBySize();
    return net.isSmall()
      ? net.goLive(Object.assign(net.linearTransmit(), receive, { small: true }))
      : net.goLive(receive);
  },
});
