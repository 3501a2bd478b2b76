import { NONE } from '../../spec/features.ts';
import { netPolicy } from '../driver/policy.ts';
import { blockedBySeed } from '../driver/seed-table.ts';

/**
 * The maintainer's idea: probe may add to a per-device set of blocked features; the core compares it before and
 * after, and where it grew resets the device and probes again. The set only grows, so the loop ends.
 * What is compared is the blocked set, not the accepted one: where nothing blocked was accepted it resets all the same.
 */
export const coreFlagsRetry = netPolicy({
  id: 'core-flags-retry',
  title: 'Probe adds blocked features, the core sees that the set grew, resets and probes again',
  probe(net) {
    for (let blocked = NONE; ; ) {
      const sizes = net.tryNegotiate(blocked) && net.tryFindQueues();
      if (!sizes) return net.giveUp();
      const grown = blocked | blockedBySeed(net, sizes);
      if (grown === blocked) return net.goLiveBySize();
      blocked = grown;
    }
  },
});
