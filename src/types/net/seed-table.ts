import { type FeatureSet, NONE, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { NetProbe } from './probe.ts';

/** What the proposal calls GRO and MRG_RXBUF. */
export const SEED_RECEIVE: FeatureSet = union(net.GUEST_OFFLOADS, net.MRG_RXBUF);

/**
 * Which ring the proposal means by "the ring", which it does not say: the smallest that the device has, whatever hangs on it;
 * or of each queue its own, the receive ring for guest offloads and MRG_RXBUF, the control ring for CTRL_VQ.
 */
export type RingReading = 'smallest-ring' | 'own-ring';

/** Each reading in words, the literal one first. */
export const ringReadings: Readonly<Record<RingReading, string>> = {
  'smallest-ring': '"the ring" is the smallest of all, the control ring included',
  'own-ring': 'each queue goes by its own ring',
};

/** The proposal's table of what a small ring blocks, as a policy claims it. */
export interface SeedTable {
  readonly ring: RingReading;
  /** Blocked where 2 < ring < MAX_SKB_FRAGS + 2. */
  readonly small: FeatureSet;
  /** Blocked where ring < 2. */
  readonly below2: FeatureSet;
}

/** The table as posted, under one reading: 2 < ring blocks guest offloads and MRG_RXBUF, ring < 2 CTRL_VQ as well. A ring of 2 is in neither class. */
export const seedTable = (ring: RingReading): SeedTable => ({
  ring,
  small: SEED_RECEIVE,
  below2: union(SEED_RECEIVE, net.CTRL_VQ),
});

/** Whether a value has what a table has: what JavaScript may give. */
export const isSeedTable = (value: unknown): value is SeedTable =>
  typeof value === 'object' &&
  value !== null &&
  'ring' in value &&
  typeof value.ring === 'string' &&
  value.ring in ringReadings &&
  'small' in value &&
  typeof value.small === 'bigint' &&
  'below2' in value &&
  typeof value.below2 === 'bigint';

/** The rings that decide, in entries. */
export interface DecidingRings {
  /** The smallest receive ring, and the smallest of receive and transmit rings. */
  readonly receive: number;
  readonly data: number;
  /** Infinity where there is no control ring. */
  readonly control: number;
}

/**
 * What a table blocks where rings below `smallRing` entries are small; with `closed`, as if a ring of 2 were in the class above
 * it: what the table forgot to say.
 */
export function blockedOn(
  table: SeedTable,
  { receive, data, control }: DecidingRings,
  smallRing: number,
  closed = false,
): FeatureSet {
  const least = closed ? 2 : 3;
  const blocks = (ring: number): FeatureSet =>
    ring < 2 ? table.below2 : ring >= least && ring < smallRing ? table.small : NONE;
  return table.ring === 'smallest-ring'
    ? blocks(Math.min(data, control))
    : (blocks(receive) & SEED_RECEIVE) | (blocks(control) & net.CTRL_VQ);
}

/** What a table, the literal one unless said, blocks on queues of these sizes, in entries and by index. */
export function blockedBySeed(
  net: NetProbe,
  sizes: readonly number[],
  table: SeedTable = LITERAL,
): FeatureSet {
  const rings = {
    receive: net.smallestReceiveRing(sizes),
    data: net.smallestDataRing(sizes),
    control: net.controlRing(sizes),
  };
  return blockedOn(table, rings, net.smallRing);
}

// --- internal ---

const LITERAL = seedTable('smallest-ring');
