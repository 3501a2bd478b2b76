import { netPolicy } from '../types/net/policy.ts';

/** Linux as it is: no feature hangs on a ring size. Of the newest kernel that is known, unless another is named: see `onKernel`. */
export const linuxMainline = netPolicy({
  id: 'linux-mainline',
  title: 'Linux as it is: accepts what it knows, whatever the ring sizes',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    return net.goLive();
  },
});
