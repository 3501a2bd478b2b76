import { receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { netPolicy } from '../types/net/policy.ts';

/**
 * No reset: the pairs with a small ring carry no traffic.
 *
 * The mail says no more. The model adds that pairs are used from the first one up, so that all behind a small one are idle too;
 * that every pair is made and enabled all the same; and that probe fails where no pair is left. The control ring is as before.
 */
export const disableSmallPairs = netPolicy({
  id: 'disable-small-pairs',
  title: 'Uses only the queue pairs whose rings are large enough',
  probe(net) {
    const sizes = net.tryNegotiate() && net.tryFindQueues();
    if (!sizes) return net.giveUp();
    const fits = (queue: number) => (sizes[queue] ?? 0) >= net.smallRing;
    // Pairs are switched on from the first one up, so the first small pair ends the list.
    const activePairs: number[] = [];
    for (let pair = 0; pair < net.derived.queuePairs; pair++) {
      if (!fits(receiveQueue(pair)) || !fits(transmitQueue(pair))) break;
      activePairs.push(pair);
    }
    return activePairs.length ? net.goLive({ activePairs }) : net.fail('every usable pair has a small ring');
  },
});
