import { includes, intersects } from '../../../spec/features.ts';
import {
  HASH_CONFIG,
  MAC_ADDR_SET,
  RSS_CONFIG,
  STATS_QUERY,
  VQ_PAIRS_SET,
} from '../../../spec/net/commands.ts';
import * as net from '../../../spec/net/features.ts';
import type { NetProbe } from './probe.ts';

/**
 * What virtnet_probe asks of its device once that is live, before anybody brings the interface up. Gives why the probe fails;
 * undefined where it does not. That RSS or the number of pairs cannot be set is no reason to Linux: RSS is then given up, and every
 * pair used all the same; a driver that heeds answers fails where it may not use the pairs that it would.
 */
export function sendProbeCommands(probe: NetProbe, pairs: number): string | undefined {
  const { accepted, kernel } = probe;
  const takesRss = includes(accepted, net.RSS);
  let steers = false;
  for (const command of kernel.probeCommands) {
    switch (command) {
      case 'rss':
        steers =
          intersects(accepted, net.RSS | net.HASH_REPORT) && probe.send(takesRss ? RSS_CONFIG : HASH_CONFIG);
        break;
      case 'pairs':
        if (!includes(accepted, net.CTRL_VQ | net.MQ)) break;
        // RSS sets it too.
        if (
          !(steers && takesRss ? probe.send(RSS_CONFIG) : probe.send(VQ_PAIRS_SET, [pairs])) &&
          probe.heedsAnswers &&
          pairs > 1
        )
          return 'the number of queue pairs cannot be set';
        break;
      case 'mac':
        if (includes(accepted, net.MAC) || !includes(accepted, net.CTRL_MAC_ADDR)) break;
        if (!probe.send(MAC_ADDR_SET)) return 'the MAC address cannot be set';
        break;
      case 'stats':
        if (!includes(accepted, net.DEVICE_STATS)) break;
        // virtnet_send_command_reply asserts it.
        if (!includes(accepted, net.CTRL_VQ)) throw new Error('BUG: a control command without CTRL_VQ');
        if (!probe.send(STATS_QUERY)) return 'the device does not say which statistics it has';
        break;
    }
  }
  return undefined;
}
