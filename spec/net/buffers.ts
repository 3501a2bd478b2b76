import { type FeatureSet, intersects } from '../features.ts';
import { isSince, type SpecVersion } from '../versions.ts';
import {
  GUEST_GSO,
  GUEST_UDP_TUNNEL_GSO,
  HASH_REPORT,
  HOST_UDP_TUNNEL_GSO,
  IPSEC,
  MRG_RXBUF,
  OUT_NET_HEADER,
} from './features.ts';

/** Ethernet header, in bytes. */
const ETHERNET_HEADER = 14;

/** sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — the MTU of plain Ethernet, in bytes: without a larger one or guest segmentation, no packet exceeds it. */
export const ETHERNET_MTU = 1500;

/**
 * sec:Device Types / Network Device / Device Operation #1 — bytes of the packet header under `accepted`.
 * Legacy: sec:Device Types / Network Device / Device Operation / Legacy Interface: Device Operation #1.
 */
export function headerLength(accepted: FeatureSet, version: SpecVersion, legacy: boolean): number {
  if (legacy) return intersects(accepted, MRG_RXBUF) ? 12 : 10;
  if (isSince(version, '1.4')) {
    if (intersects(accepted, OUT_NET_HEADER | IPSEC)) return 32;
    if (intersects(accepted, HOST_UDP_TUNNEL_GSO | GUEST_UDP_TUNNEL_GSO)) return 24;
  }
  return isSince(version, '1.2') && intersects(accepted, HASH_REPORT) ? 20 : 12;
}

/** sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — bytes of the largest packet that a device may deliver, its Ethernet header included. A negotiated MTU may allow more. */
export function largestPacket(accepted: FeatureSet, version: SpecVersion): number {
  if (!intersects(accepted, GUEST_GSO)) return ETHERNET_MTU + ETHERNET_HEADER;
  return isSince(version, '1.4') ? 65589 : 65550;
}

/** sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #2 — bytes that one receive buffer should hold. The numbers know headers of 12 and 20 bytes only, and before 1.4 only 12. */
export function receiveBufferSize(accepted: FeatureSet, version: SpecVersion): number {
  const large = intersects(accepted, GUEST_GSO);
  if (!isSince(version, '1.4')) return large ? 65562 : 1526;
  const hash = intersects(accepted, HASH_REPORT) ? 8 : 0;
  return (large ? 65601 : 1526) + hash;
}

/** drivernormative:Device Types / Network Device / Device configuration layout #5 — bytes of one frame of `mtu` with the Ethernet header and a packet header of `header` bytes. */
export const mtuFrameSize = (mtu: number, header: number): number => mtu + ETHERNET_HEADER + header;

/** devicenormative:Device Types / Network Device / Device configuration layout #2 — the MTUs, in bytes, that a device may state. */
export const isLegalMtu = (mtu: number): boolean => mtu >= 68 && mtu <= 65535;
