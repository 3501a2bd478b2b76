import { NONE } from '../../spec/features.ts';
import { underBothReadings } from './seed-policy.ts';

/**
 * The maintainer's idea: probe may add to a per-device set of blocked features; the core compares it before and after, and
 * where it grew resets the device and probes again. The set only grows, so the loop ends.
 *
 * What is compared is the blocked set, not the accepted one: where nothing blocked was accepted it resets all the same, as
 * `probe-renegotiate` does. The probe that is given up has made its queues, and gives each of them back after the reset.
 *
 * The mail has the mechanism only. What it blocks is the proposal's table, read off the queues that were made; and with it the
 * model adds what it adds to `probe-renegotiate`: dependents, linear packets on a small ring.
 */
export const [coreFlagsRetry, coreFlagsRetryOwnRing] = underBothReadings({
  id: 'core-flags-retry',
  title: 'Probe adds blocked features, the core sees that the set grew, resets and probes again',
  probe(net, blockedBy) {
    for (let blocked = NONE; ; ) {
      const sizes = net.tryNegotiate(blocked) && net.tryFindQueues();
      if (!sizes) return net.giveUp();
      const grown = blocked | blockedBy(sizes);
      if (grown === blocked) return net.goLiveBySize();
      blocked = grown;
    }
  },
});
