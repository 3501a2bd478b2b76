import { receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { policy } from '../driver/policy.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux, smallRing } from '../driver/virtio-net.ts';

/** No reset: the pairs with a small ring carry no traffic. Where no pair is left, probe fails. */
export const disableSmallPairs = policy({
  id: 'disable-small-pairs',
  title: 'Uses only the queue pairs whose rings are large enough',
  probe(core) {
    const derived = derive(core, negotiateLikeLinux(core));
    const queues = findQueues(core, derived);
    const fits = (queue: number) => (queues[queue] ?? 0) >= smallRing(core);
    // Pairs are switched on from the first one up, so the first small pair ends the list.
    const activePairs: number[] = [];
    for (let pair = 0; pair < derived.queuePairs; pair++) {
      if (!fits(receiveQueue(pair)) || !fits(transmitQueue(pair))) break;
      activePairs.push(pair);
    }
    if (activePairs.length === 0) return core.fail('every usable pair has a small ring');
    return core.goLive(livePlan(core, derived, queues, { activePairs }));
  },
});
