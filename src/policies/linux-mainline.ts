import { netPolicy } from '../driver/policy.ts';

/** Linux as it is (6.1): no look at a ring size on the whole probe path. */
export const linuxMainline = netPolicy({
  id: 'linux-mainline',
  title: 'Linux as it is: accepts what it knows and never looks at a ring size',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    return net.goLive();
  },
});
