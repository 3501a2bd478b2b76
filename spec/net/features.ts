import { deviceIndependentBits, reservedFeatures } from '../feature-bits.ts';
import { type FeatureNames, namesWithPrefix } from '../feature-names.ts';
import { bitsOf, type FeatureSet, features, union } from '../features.ts';
import { byVersion, isSince, type Since, type SpecVersion } from '../versions.ts';

interface NetBit {
  readonly name: string;
  readonly bit: number;
  readonly since: Since;
}

const named: NetBit[] = [];

// Stryker disable next-line StringLiteral: "" does not compile
function net(name: string, bit: number, since: Since = '1.0'): FeatureSet {
  named.push({ name, bit, since });
  return features(bit);
}

/** sec:Device Types / Network Device / Device Initialization #5 */
export const CSUM = net('CSUM', 0);
/** sec:Device Types / Network Device / Device Initialization #5 */
export const GUEST_CSUM = net('GUEST_CSUM', 1);
/** sec:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration #1 */
export const CTRL_GUEST_OFFLOADS = net('CTRL_GUEST_OFFLOADS', 2);
/** drivernormative:Device Types / Network Device / Device configuration layout #4 */
export const MTU = net('MTU', 3, '1.1');
/** drivernormative:Device Types / Network Device / Device configuration layout #2 */
export const MAC = net('MAC', 5);
/** sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1 */
export const GSO = net('GSO', 6, 'legacy');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #1 */
export const GUEST_TSO4 = net('GUEST_TSO4', 7);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #2 */
export const GUEST_TSO6 = net('GUEST_TSO6', 8);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #3 */
export const GUEST_ECN = net('GUEST_ECN', 9);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #4 */
export const GUEST_UFO = net('GUEST_UFO', 10);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #9 */
export const HOST_TSO4 = net('HOST_TSO4', 11);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #10 */
export const HOST_TSO6 = net('HOST_TSO6', 12);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #11 */
export const HOST_ECN = net('HOST_ECN', 13);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #12 */
export const HOST_UFO = net('HOST_UFO', 14);
/** drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #3 */
export const MRG_RXBUF = net('MRG_RXBUF', 15);
/** drivernormative:Device Types / Network Device / Device configuration layout #3 */
export const STATUS = net('STATUS', 16);
/** sec:Device Types / Network Device / Virtqueues #3 */
export const CTRL_VQ = net('CTRL_VQ', 17);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #16 */
export const CTRL_RX = net('CTRL_RX', 18);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #17 */
export const CTRL_VLAN = net('CTRL_VLAN', 19);
/** drivernormative:Device Types / Network Device / Device configuration layout #9 — in use since 1.0, listed with its number since 1.3. */
export const CTRL_RX_EXTRA = net('CTRL_RX_EXTRA', 20);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #18 */
export const GUEST_ANNOUNCE = net('GUEST_ANNOUNCE', 21);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #19 */
export const MQ = net('MQ', 22);
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #20 */
export const CTRL_MAC_ADDR = net('CTRL_MAC_ADDR', 23);
/** sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1 — the modern bit 41 is ADMIN_VQ. */
export const GUEST_RSC4 = net('GUEST_RSC4', 41, 'legacy');
/** sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1 */
export const GUEST_RSC6 = net('GUEST_RSC6', 42, 'legacy');
/** sec:Device Types / Network Device / Device Operation / Control Virtqueue / Device Statistics #1 */
export const DEVICE_STATS = net('DEVICE_STATS', 50, '1.4');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #25 */
export const HASH_TUNNEL = net('HASH_TUNNEL', 51, '1.3');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #24 */
export const VQ_NOTF_COAL = net('VQ_NOTF_COAL', 52, '1.3');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #21 */
export const NOTF_COAL = net('NOTF_COAL', 53, '1.3');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #5 */
export const GUEST_USO4 = net('GUEST_USO4', 54, '1.3');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #6 */
export const GUEST_USO6 = net('GUEST_USO6', 55, '1.3');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #13 */
export const HOST_USO = net('HOST_USO', 56, '1.2');
/** drivernormative:Device Types / Network Device / Device configuration layout #8 */
export const HASH_REPORT = net('HASH_REPORT', 57, '1.2');
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #12 */
export const GUEST_HDRLEN = net('GUEST_HDRLEN', 59, '1.2');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #23 */
export const RSS = net('RSS', 60, '1.2');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #22 */
export const RSC_EXT = net('RSC_EXT', 61, '1.1');
/** drivernormative:Device Types / Network Device / Device configuration layout #7 */
export const STANDBY = net('STANDBY', 62, '1.1');
/** sec:Device Types / Network Device / Device configuration layout #2 */
export const SPEED_DUPLEX = net('SPEED_DUPLEX', 63, '1.2');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #26 */
export const RSS_CONTEXT = net('RSS_CONTEXT', 64, '1.4');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #7 */
export const GUEST_UDP_TUNNEL_GSO = net('GUEST_UDP_TUNNEL_GSO', 65, '1.4');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #8 */
export const GUEST_UDP_TUNNEL_GSO_CSUM = net('GUEST_UDP_TUNNEL_GSO_CSUM', 66, '1.4');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #14 */
export const HOST_UDP_TUNNEL_GSO = net('HOST_UDP_TUNNEL_GSO', 67, '1.4');
/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #15 */
export const HOST_UDP_TUNNEL_GSO_CSUM = net('HOST_UDP_TUNNEL_GSO_CSUM', 68, '1.4');
/** sec:Device Types / Network Device / Device Operation #1 — the header grows to 32 bytes. */
export const OUT_NET_HEADER = net('OUT_NET_HEADER', 69, '1.4');
/** sec:Device Types / Network Device / Feature bits #1 */
export const IPSEC = net('IPSEC', 70, '1.4');

/**
 * sec:Basic Facilities of a Virtio Device / Feature Bits #3 — every name that a net feature set may be written
 * with: the device's own bits and the device-independent ones. Bit 41 prints by its modern meaning; its legacy
 * name parses.
 */
export const netFeatureNames: FeatureNames = namesWithPrefix('NET', [
  ...named.map(({ name, bit }) => [name, bit] as const),
  ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
]);

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the net bits that `version` defines for modern use. */
export const netFeatures = (version: SpecVersion): FeatureSet =>
  union(...named.filter((f) => isSince(version, f.since)).map((f) => features(f.bit)));

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a modern net driver may accept in `version`. */
export const knownNetFeatures: (version: SpecVersion) => FeatureSet = byVersion(
  (version) => netFeatures(version) | reservedFeatures(version),
);

/** sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — offloads that let one received packet reach 64 KiB. */
export const GUEST_GSO: FeatureSet = union(GUEST_TSO4, GUEST_TSO6, GUEST_UFO, GUEST_USO4, GUEST_USO6);

/** sec:Device Types / Network Device / Feature bits / Feature bit requirements #3 — GUEST_GSO and all that stands on it. */
export const GUEST_OFFLOADS: FeatureSet = union(
  GUEST_GSO,
  GUEST_ECN,
  GUEST_UDP_TUNNEL_GSO,
  GUEST_UDP_TUNNEL_GSO_CSUM,
  RSC_EXT,
);

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #10 — transmit segmentation. */
export const HOST_GSO: FeatureSet = union(HOST_TSO4, HOST_TSO6, HOST_UFO, HOST_USO);

/** drivernormative:Device Types / Network Device / Device configuration layout #4 — what a mask should leave: MTU, and MAC (#2) and STANDBY (#7). */
export const netShouldSurvive: FeatureSet = union(MTU, MAC, STANDBY);
