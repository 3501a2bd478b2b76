import { ANY_LAYOUT, INDIRECT_DESC, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Transport } from '../../spec/transports.ts';
import { linuxTable } from '../driver/linux-kernels.ts';
import { knownRequirements } from '../types/net/linux-features.ts';

/**
 * One of the choices that the offers of a slice are made of. What rings and messages depend on is which units a
 * device offers, and nothing else: any other bit is masked off, or rides along and changes neither message nor queue.
 */
export interface Unit {
  readonly name: string;
  /** What a device of a slice offers of it. */
  readonly offered: FeatureSet;
  /** Every feature that means the same to rings and messages. */
  readonly standsFor: FeatureSet;
}

const unit = (name: string, offered: FeatureSet, standsFor = offered): Unit => ({ name, offered, standsFor });

const SHORT_COMMANDS = union(net.CTRL_VLAN, net.CTRL_MAC_ADDR, net.CTRL_GUEST_OFFLOADS, net.NOTF_COAL);

export const version1 = unit('VERSION_1', VERSION_1);
export const anyLayout = unit('ANY_LAYOUT', ANY_LAYOUT);
const receive: readonly Unit[] = [
  unit('GUEST_TSO4 with GUEST_CSUM', net.GUEST_TSO4 | net.GUEST_CSUM, net.GUEST_GSO),
  unit('MRG_RXBUF', net.MRG_RXBUF),
  unit('MTU', net.MTU),
];
const indirect = unit('INDIRECT_DESC', INDIRECT_DESC);
const control = unit('CTRL_VQ', net.CTRL_VQ);
const commandOf3 = unit('CTRL_VLAN', net.CTRL_VLAN, SHORT_COMMANDS);
/** With one pair of queues MQ is a command and nothing more. */
const commandOf3OrMq = unit('CTRL_VLAN', net.CTRL_VLAN, SHORT_COMMANDS | net.MQ);
const commandOf4 = unit('CTRL_RX', net.CTRL_RX, union(net.CTRL_RX, net.VQ_NOTF_COAL, net.DEVICE_STATS));
const hashReport = unit('HASH_REPORT', net.HASH_REPORT);
/** … and so is RSS, as long as HASH_REPORT wherever the 8 bytes by which that lengthens the header take no descriptor more. */
const hashReportOrRss = unit('HASH_REPORT', net.HASH_REPORT, net.HASH_REPORT | net.RSS);
const mq = unit('MQ', net.MQ);
const rss = unit('RSS', net.RSS);

/** What the offers to a device of one pair of queues are made of. */
export const modernUnits: readonly Unit[] = [
  ...receive,
  control,
  commandOf3OrMq,
  commandOf4,
  hashReportOrRss,
  indirect,
];

/** … with the bit that says whether a device is one of today: without it no driver looks at a queue. */
export const datedUnits: readonly Unit[] = [...modernUnits, version1];

/** … where the longer header may count. */
export const framedUnits: readonly Unit[] = [
  ...receive,
  control,
  commandOf3OrMq,
  commandOf4,
  hashReport,
  rss,
  indirect,
];

/** … to one of several pairs. */
export const pairedUnits: readonly Unit[] = [
  ...receive,
  control,
  commandOf3,
  commandOf4,
  hashReport,
  mq,
  rss,
  indirect,
];

/** A legacy interface has bits 0 to 31 only. */
export const legacyUnits: readonly Unit[] = [
  ...receive,
  control,
  commandOf3OrMq,
  commandOf4,
  indirect,
  anyLayout,
];

/** … of several pairs. */
export const legacyPairedUnits: readonly Unit[] = [
  ...receive,
  control,
  commandOf3,
  commandOf4,
  mq,
  indirect,
  anyLayout,
];

/** Every offer of some units, 2^k of them, in the order of the masks of the units that each holds. */
export function offersOf(units: readonly Unit[], base: FeatureSet): readonly FeatureSet[] {
  const offers = [base];
  for (const { offered } of units) offers.push(...offers.map((offer) => offer | offered));
  return offers;
}

/** The mask of the units that a set holds anything of. */
export function maskOf(set: FeatureSet, units: readonly Unit[]): number {
  let mask = 0;
  for (let i = 0; i < units.length; i++) if (intersects(set, units[i]?.standsFor ?? NONE)) mask |= 1 << i;
  return mask;
}

/** What a driver that knows what Linux knows takes of an offer where every ring is large. */
export function takenOf(offer: FeatureSet, transport: Transport): FeatureSet {
  const known = offer & linuxTable('net', transport);
  // Linux has no use for a standby device whose address it does not know.
  return knownRequirements.greatestClosedSubset(includes(known, net.MAC) ? known : known & ~net.STANDBY);
}
