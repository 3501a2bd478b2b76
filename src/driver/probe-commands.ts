import { includes, intersects } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { ControlCommand } from '../transport/transport.ts';
import type { NetProbe } from './net-probe.ts';

/**
 * What virtnet_probe asks of its device once that is live, before anybody brings the interface up. Gives why the probe fails;
 * undefined where it does not. That RSS or the number of pairs cannot be set is no reason: RSS is then given up, and every pair used
 * all the same.
 */
export function sendProbeCommands(probe: NetProbe, pairs: number): string | undefined {
  const { accepted, kernel } = probe;
  const rss = rssCommand(includes(accepted, net.RSS), kernel.rssParameters);
  let steers = false;
  for (const command of kernel.probeCommands) {
    switch (command) {
      case 'rss':
        steers = intersects(accepted, net.RSS | net.HASH_REPORT) && probe.sendCommand(rss);
        break;
      case 'pairs':
        // RSS sets it too.
        if (includes(accepted, net.CTRL_VQ | net.MQ))
          probe.sendCommand(steers && includes(accepted, net.RSS) ? rss : pairsCommand(pairs));
        break;
      case 'mac':
        if (includes(accepted, net.MAC) || !includes(accepted, net.CTRL_MAC_ADDR)) break;
        if (!probe.sendCommand(MAC_ADDR_SET)) return 'the MAC address cannot be set';
        break;
      case 'stats':
        if (!includes(accepted, net.DEVICE_STATS)) break;
        if (!probe.sendCommand(STATS_QUERY)) return 'the device does not say which statistics it has';
        break;
    }
  }
  return undefined;
}

// --- internal ---

const NO_DATA: readonly number[] = [];

/** Class and command, the address, the answer. */
const MAC_ADDR_SET: ControlCommand = { class: 1, command: 1, descriptors: 3, data: NO_DATA };
/** Class and command, the answer, what there is. */
const STATS_QUERY: ControlCommand = { class: 8, command: 0, descriptors: 3, data: NO_DATA };

const pairsCommand = (pairs: number): ControlCommand => ({
  class: 4,
  command: 0,
  descriptors: 3,
  data: [pairs],
});

/** RSS_CONFIG, or HASH_CONFIG where RSS was not negotiated. */
const rssCommand = (steers: boolean, parameters: number): ControlCommand => ({
  class: 4,
  command: steers ? 1 : 2,
  descriptors: parameters + 2,
  data: NO_DATA,
});
