import { type FeatureSet, NONE, without } from '../features.ts';
import type { SpecVersion } from '../versions.ts';
import { type ChainReading, longestChain, slotsOf } from '../virtqueues.ts';
import { ETHERNET_MTU } from './buffers.ts';
import { controlFeaturesTooLargeFor } from './control.ts';
import * as net from './features.ts';
import {
  controlLayout,
  type Framing,
  type ReceiveKind,
  receiveBufferDescriptors,
  receiveBuffers,
  transmitFootprint,
} from './footprints.ts';
import { type Negotiated, negotiated } from './negotiated.ts';
import { netClosures } from './requirements.ts';

/** The rings and the driver that messages must fit. */
export interface Rings extends Framing {
  readonly version: SpecVersion;
  readonly legacy: boolean;
  /** Entries: the smallest receive ring, the smallest transmit ring, and the control ring (0: absent). */
  readonly receive: number;
  readonly transmit: number;
  readonly control: number;
  /** How the bound on chains in indirect tables is read; strictly, where left out. */
  readonly chains?: ChainReading;
}

/** drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — what of `infeasible` is a matter of the receive ring; all else is one of the control ring. */
export const RECEIVED: FeatureSet = net.GUEST_OFFLOADS | net.MTU;

/**
 * drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — the
 * features of `set` that cannot work on these rings: their messages need more descriptors than a ring has.
 * Not closed: `safeSubset` takes the dependents too. An MTU is judged without guest segmentation, whose
 * larger buffers are that feature's fault.
 */
export function infeasible(set: FeatureSet, rings: Rings, meaningOf = negotiated): FeatureSet {
  const meaning = meaningOf(set, rings.version, rings.legacy);
  return set & (unfitCommands(meaning, rings) | unfitSegmentation(meaning, rings) | unfitMtu(meaning, rings));
}

/**
 * drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — the
 * greatest subset of `set`, closed under requirements of every strength where `set` is, all of whose messages
 * fit the rings. What does not fit goes message by message: without a command behind HASH_REPORT, or without a tunnel,
 * the packet header is shorter, and a frame may fit that did not. Where two sets would do and not both together, one
 * choice is made: segmentation goes where it would fit without MRG_RXBUF only (legacy framing gives each merged buffer a
 * header), and an MTU where it would fit without a longer header only.
 */
export function safeSubset(set: FeatureSet, rings: Rings, meaningOf = negotiated): FeatureSet {
  const { version, legacy } = rings;
  const { greatestClosedSubset } = netClosures(version).every;
  for (let safe = set; ; ) {
    const meaning = meaningOf(safe, version, legacy);
    let blocked = safe & unfitCommands(meaning, rings);
    if (blocked === NONE) blocked = safe & unfitSegmentation(meaning, rings);
    if (blocked === NONE) blocked = safe & unfitMtu(meaning, rings);
    if (blocked === NONE) return safe;
    safe = greatestClosedSubset(without(safe, blocked));
  }
}

/** devicenormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #2 — whether the rings carry packets at all under `set`: one Ethernet frame in, one linear packet out. */
export function carriesPackets(set: FeatureSet, rings: Rings, meaningOf = negotiated): boolean {
  const meaning = meaningOf(set, rings.version, rings.legacy);
  return (
    receives('small', meaning, rings) &&
    // Stryker disable next-line StringLiteral: "" does not compile
    transmitFootprint('linear', meaning, rings) <= longest(rings.transmit, meaning, rings)
  );
}

// --- internal ---

/** What each kind of message blocks where it does not fit, in the order in which a driver gives them up: commands … */
const unfitCommands = (meaning: Negotiated, rings: Rings): FeatureSet =>
  meaning.controlQueue
    ? controlFeaturesTooLargeFor(longest(rings.control, meaning, rings), controlLayout(meaning, rings))
    : NONE;

/** … segmented packets … */
const unfitSegmentation = (meaning: Negotiated, rings: Rings): FeatureSet =>
  meaning.largeReceive && !receives('large', meaning, rings) ? net.GUEST_OFFLOADS : NONE;

/** … frames of a large MTU. */
const unfitMtu = (meaning: Negotiated, rings: Rings): FeatureSet =>
  meaning.mtu && rings.mtu > ETHERNET_MTU && !receives('mtu', meaning, rings) ? net.MTU : NONE;

/** Whether a frame of `kind` fits the receive ring: a buffer may be as long as it is, and there are slots for all that the frame fills. */
function receives(kind: ReceiveKind, meaning: Negotiated, rings: Rings): boolean {
  const chain = receiveBufferDescriptors(kind, meaning, rings);
  const slots = receiveBuffers(kind, meaning, rings) * slotsOf(chain, meaning.indirect);
  return slots <= rings.receive && chain <= longest(rings.receive, meaning, rings);
}

/** Descriptors of the longest chain on a ring of `size`; none on a ring that does not exist. */
// Stryker disable next-line StringLiteral: "" does not compile
const longest = (size: number, { indirect }: Negotiated, { chains = 'strict' }: Rings): number =>
  size === 0 ? 0 : longestChain(size, indirect, chains);
