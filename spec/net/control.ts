import { type FeatureSet, includes, intersects, isEmpty, NONE, union } from '../features.ts';
import * as net from './features.ts';

/**
 * How a driver cuts a control command into descriptors: `combined` puts class, command and data into one
 * readable descriptor; `separate` gives each its own, as Linux and the legacy framing do.
 */
export type ControlLayout = 'combined' | 'separate';

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — one readable and one writable part at the least. */
export const MIN_CONTROL_DESCRIPTORS = 2;

/**
 * sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2 — descriptors of the longest
 * command behind each feature where each part has its own: class and command, data, acknowledgement. The MAC
 * tables are two parts of data; a command that reads back has a part for its result; RSS parameters go in
 * four parts, as Linux cut them before 6.15 (and in two since).
 */
export const controlCommands: readonly {
  readonly feature: FeatureSet;
  readonly name: string;
  readonly separate: number;
}[] = [
  { feature: net.CTRL_RX, name: 'MAC_TABLE_SET', separate: 4 },
  { feature: net.CTRL_VLAN, name: 'VLAN_ADD', separate: 3 },
  { feature: net.GUEST_ANNOUNCE, name: 'ANNOUNCE_ACK', separate: 2 },
  { feature: net.MQ, name: 'VQ_PAIRS_SET', separate: 3 },
  { feature: net.CTRL_MAC_ADDR, name: 'MAC_ADDR_SET', separate: 3 },
  { feature: net.CTRL_GUEST_OFFLOADS, name: 'GUEST_OFFLOADS_SET', separate: 3 },
  { feature: net.RSS, name: 'RSS_CONFIG', separate: 6 },
  { feature: net.HASH_REPORT, name: 'HASH_CONFIG', separate: 6 },
  { feature: net.NOTF_COAL, name: 'TX_SET', separate: 3 },
  { feature: net.VQ_NOTF_COAL, name: 'VQ_GET', separate: 4 },
  { feature: net.HASH_TUNNEL, name: 'HASH_TUNNEL_SET', separate: 3 },
  { feature: net.RSS_CONTEXT, name: 'RSS_CTX_ADD', separate: 6 },
  { feature: net.DEVICE_STATS, name: 'STATS_GET', separate: 4 },
  { feature: net.CTRL_RX_EXTRA, name: 'ALLUNI', separate: 3 },
];

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — descriptors of the longest command that `accepted` lets a driver send; 0 without CTRL_VQ. */
export function longestControlCommand(accepted: FeatureSet, layout: ControlLayout): number {
  if (!includes(accepted, net.CTRL_VQ)) return 0;
  if (layout === 'combined') return MIN_CONTROL_DESCRIPTORS;
  let longest = tooLargeFor.length;
  // What passes a queue that is one entry smaller too is not the longest.
  while (longest > MIN_CONTROL_DESCRIPTORS && !intersects(accepted, tooLargeFor[longest - 1] ?? NONE))
    longest--;
  return longest;
}

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — the features whose commands cannot pass a control queue of `size` entries. */
export function controlFeaturesTooLargeFor(size: number, layout: ControlLayout): FeatureSet {
  if (size < MIN_CONTROL_DESCRIPTORS) return net.CTRL_VQ;
  return layout === 'combined' ? NONE : (tooLargeFor[size] ?? NONE);
}

/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #16 — whether `set` uses the control queue at all. */
export const usesControlQueue = (set: FeatureSet): boolean => !isEmpty(set & net.CTRL_VQ);

// --- internal ---

/** By the entries of a control queue. */
const tooLargeFor: readonly FeatureSet[] = Array.from(
  { length: Math.max(...controlCommands.map((command) => command.separate)) },
  (_, size) => union(...controlCommands.filter((c) => c.separate > size).map((c) => c.feature)),
);
