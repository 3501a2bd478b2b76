import { type FeatureSet, fromWindows, intersects } from '../features.ts';
import * as net from './features.ts';

const CONTROL = 'Device Types / Network Device / Device Operation / Control Virtqueue';
const FILTERING = `drivernormative:${CONTROL} / Packet Receive Filtering`;
const ADDRESSES = `drivernormative:${CONTROL} / Setting MAC Address Filtering #1`;
const MULTIQUEUE = `sec:${CONTROL} / Device operation in multiqueue mode #1`;
const COALESCING = `drivernormative:${CONTROL} / Notifications Coalescing #1`;
const CONTEXTS = `drivernormative:${CONTROL} / RSS Context #1`;
const STATISTICS = `sec:${CONTROL} / Device Statistics #1`;
/** What holds of every command, also of one of which no more is said. */
const ANY = `sec:${CONTROL} #1`;

/** A command of the control queue. */
export interface NetCommand {
  readonly name: string;
  /** A byte each. */
  readonly class: number;
  readonly command: number;
  /** The features any of which lets a driver send it. */
  readonly needs: FeatureSet;
  /** Descriptors of its chain where each part has its own. */
  readonly separate: number;
  readonly clause: string;
}

const command = (
  name: string,
  commandClass: number,
  number: number,
  needs: FeatureSet,
  separate: number,
  clause: string,
): NetCommand => ({ name, class: commandClass, command: number, needs, separate, clause });

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue / Device operation in multiqueue mode #1 — how many pairs are used from now on: one until a driver says so. */
export const VQ_PAIRS_SET = command('VQ_PAIRS_SET', 4, 0, net.MQ, 3, MULTIQUEUE);
/** drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Receive-side scaling (RSS) #1 — the other way to use more pairs than one. */
export const RSS_CONFIG = command(
  'RSS_CONFIG',
  4,
  1,
  net.RSS,
  6,
  `drivernormative:${CONTROL} / Receive-side scaling (RSS) #1`,
);
/** sec:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration #1 — which guest offloads are on. */
export const GUEST_OFFLOADS_SET = command(
  'GUEST_OFFLOADS_SET',
  5,
  0,
  net.CTRL_GUEST_OFFLOADS,
  3,
  `sec:${CONTROL} / Offloads State Configuration #1`,
);

/** drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Setting MAC Address Filtering #1 — the address of the interface. */
export const MAC_ADDR_SET = command('MAC_ADDR_SET', 1, 1, net.CTRL_RX | net.CTRL_MAC_ADDR, 3, ADDRESSES);
/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #1 — which hashes are reported, where RSS does not say it. */
export const HASH_CONFIG = command('HASH_CONFIG', 4, 2, net.HASH_REPORT, 6, ANY);
/** sec:Device Types / Network Device / Device Operation / Control Virtqueue / Device Statistics #1 — which statistics the device has. */
export const STATS_QUERY = command('STATS_QUERY', 8, 0, net.DEVICE_STATS, 3, STATISTICS);

/**
 * sec:Device Types / Network Device / Device Operation / Control Virtqueue #1 — the commands, each with what it needs. The
 * clause on MAC filtering asks for CTRL_RX, the feature bits give MAC_ADDR_SET to CTRL_MAC_ADDR: either will do.
 *
 * Descriptors as sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2 has them: class and command,
 * data, acknowledgement. The MAC tables are two parts of data; a command that reads back has a part for its result; RSS
 * parameters go in four parts, as Linux cut them before 6.15 (and in two since).
 */
export const netCommands: readonly NetCommand[] = [
  command('PROMISC', 0, 0, net.CTRL_RX, 3, `${FILTERING} #1`),
  command('ALLMULTI', 0, 1, net.CTRL_RX, 3, `${FILTERING} #1`),
  command('ALLUNI', 0, 2, net.CTRL_RX_EXTRA, 3, `${FILTERING} #2`),
  command('NOMULTI', 0, 3, net.CTRL_RX_EXTRA, 3, `${FILTERING} #2`),
  command('NOUNI', 0, 4, net.CTRL_RX_EXTRA, 3, `${FILTERING} #2`),
  command('NOBCAST', 0, 5, net.CTRL_RX_EXTRA, 3, `${FILTERING} #2`),
  command('MAC_TABLE_SET', 1, 0, net.CTRL_RX, 4, ADDRESSES),
  MAC_ADDR_SET,
  command('VLAN_ADD', 2, 0, net.CTRL_VLAN, 3, ANY),
  command('VLAN_DEL', 2, 1, net.CTRL_VLAN, 3, ANY),
  command('ANNOUNCE_ACK', 3, 0, net.GUEST_ANNOUNCE, 2, `sec:${CONTROL} / Gratuitous Packet Sending #1`),
  VQ_PAIRS_SET,
  RSS_CONFIG,
  HASH_CONFIG,
  GUEST_OFFLOADS_SET,
  command('TX_SET', 6, 0, net.NOTF_COAL, 3, COALESCING),
  command('RX_SET', 6, 1, net.NOTF_COAL, 3, COALESCING),
  command('VQ_SET', 6, 2, net.VQ_NOTF_COAL, 3, COALESCING),
  command('VQ_GET', 6, 3, net.VQ_NOTF_COAL, 4, COALESCING),
  command('HASH_TUNNEL_SET', 7, 0, net.HASH_TUNNEL, 3, `drivernormative:${CONTROL} / Inner Header Hash #1`),
  STATS_QUERY,
  command('STATS_GET', 8, 1, net.DEVICE_STATS, 4, STATISTICS),
  command('RSS_CTX_CAP_GET', 9, 0, net.RSS_CONTEXT, 3, CONTEXTS),
  command('RSS_CTX_ADD', 9, 1, net.RSS_CONTEXT, 6, CONTEXTS),
  command('RSS_CTX_MOD', 9, 2, net.RSS_CONTEXT, 6, CONTEXTS),
  command('RSS_CTX_DEL', 9, 3, net.RSS_CONTEXT, 3, CONTEXTS),
];

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #1 — the command of a class; undefined where the standard has none. */
export const netCommand = (commandClass: number, number: number): NetCommand | undefined =>
  netCommands.find((one) => one.class === commandClass && one.command === number);

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #1 — whether a driver that negotiated `accepted` may send a command; of one that nobody knows the control queue is all that is known. */
export const maySend = (accepted: FeatureSet, sent: NetCommand | undefined): boolean =>
  intersects(accepted, net.CTRL_VQ) && (sent === undefined || intersects(accepted, sent.needs));

/**
 * devicenormative:Device Types / Network Device / Device Operation / Control Virtqueue / Packet Receive Filtering #1 — by which clauses a
 * device that uses `inUse` has to do a command; none where it may refuse. HASH_CONFIG that asks for no hash at all asks for none
 * that the device lacks, and where RSS is in use the table of that says it.
 */
export function obligations(
  inUse: FeatureSet,
  sent: NetCommand,
  [data]: readonly number[],
): readonly string[] {
  if (data === undefined || !maySend(inUse, sent)) return [];
  if (sent.class === RECEIVE_FILTER && data <= 1) return FILTERS_SUPPORTED;
  return sent === HASH_CONFIG && data === 0 && !intersects(inUse, net.RSS) ? HASHES_SUPPORTED : [];
}

/** drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Automatic receive steering in multiqueue mode #1 — how many pairs a driver may ask for. */
export const isLegalPairsSet = (pairs: number, maxVirtqueuePairs: number): boolean =>
  pairs >= 1 && pairs <= maxVirtqueuePairs;

/**
 * drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration / Setting Offloads State #1 —
 * the features of the offloads that GUEST_OFFLOADS_SET turns on, given as 32-bit words, the lowest first. Each has the bit of
 * its feature, but for those of UDP tunnels: 46 and 47.
 */
export function offloadsOf(words: readonly number[]): FeatureSet {
  const mask = fromWindows(words);
  let set = mask & ~TUNNEL_BITS;
  if (intersects(mask, 1n << 46n)) set |= net.GUEST_UDP_TUNNEL_GSO;
  if (intersects(mask, 1n << 47n)) set |= net.GUEST_UDP_TUNNEL_GSO_CSUM;
  return set;
}

// --- internal ---

/** Each switches something on (1) or off (0). */
const RECEIVE_FILTER = 0;

const FILTERS_SUPPORTED = [`devicenormative:${CONTROL} / Packet Receive Filtering #1`];
const HASHES_SUPPORTED = [
  'sec:Device Types / Network Device / Device Operation / Processing of Incoming Packets / Hash calculation for incoming packets #1',
  `sec:${CONTROL} / Automatic receive steering in multiqueue mode / Hash calculation #1`,
];

const TUNNEL_BITS: FeatureSet = (1n << 46n) | (1n << 47n);
