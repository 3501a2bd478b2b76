import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { NetProbe } from './net-probe.ts';

/** What the proposal calls GRO and MRG_RXBUF. */
export const SEED_RECEIVE: FeatureSet = union(net.GUEST_OFFLOADS, net.MRG_RXBUF);

/**
 * The seed's table, on the smallest ring of the device: `2 < ring < MAX_FRAGS + 2` blocks guest offloads and
 * MRG_RXBUF; `ring < 2` blocks CTRL_VQ as well. A ring of 2 is in neither class, as posted.
 */
export function blockedBySeed(net: NetProbe, sizes: readonly number[]): FeatureSet {
  const ring = smallestRing(net, sizes);
  return ring < 2 ? BELOW_2 : blockedByFirstSeries(net, sizes);
}

/** The first of the two series of patches: `2 < ring < MAX_FRAGS + 2` only. */
export function blockedByFirstSeries(net: NetProbe, sizes: readonly number[]): FeatureSet {
  const ring = smallestRing(net, sizes);
  return ring > 2 && ring < net.smallRing ? SEED_RECEIVE : NONE;
}

// --- internal ---

const BELOW_2: FeatureSet = union(SEED_RECEIVE, net.CTRL_VQ);

const smallestRing = (net: NetProbe, sizes: readonly number[]): number =>
  Math.min(net.smallestDataRing(sizes), net.controlRing(sizes));
