import { netPolicy } from '../driver/policy.ts';

/** Linux as it is: the probe path of 6.1, on which no feature hangs on a ring size, with what kernels up to 6.12 know. */
export const linuxMainline = netPolicy({
  id: 'linux-mainline',
  title: 'Linux as it is: accepts what it knows, whatever the ring sizes',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    return net.goLive();
  },
});
