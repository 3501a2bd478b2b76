import { netPolicy } from '../driver/policy.ts';

/** No change to the negotiation: on a small ring scatter-gather goes off and the wake threshold follows it. */
export const dropScatterGather = netPolicy({
  id: 'drop-scatter-gather',
  title: 'Keeps every feature; sends linear packets where a ring is small',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    return net.goLiveBySize();
  },
});
