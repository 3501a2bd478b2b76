import * as blk from '../../spec/blk/features.ts';
import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { byTransport, type Transport, transportRules } from '../../spec/transports.ts';
import { byVersion, type SpecVersion } from '../../spec/versions.ts';

/** The device-independent features that the Linux virtio core takes for every driver. */
export const linuxRingFeatures: FeatureSet = union(
  reserved.INDIRECT_DESC,
  reserved.EVENT_IDX,
  reserved.VERSION_1,
  reserved.ACCESS_PLATFORM,
  reserved.RING_PACKED,
  reserved.ORDER_PLATFORM,
  reserved.NOTIFICATION_DATA,
  reserved.RING_RESET,
);

/** What Linux virtio_net asks for, and the ring features that its core takes with them. */
export const linuxNetFeatures: FeatureSet = union(
  net.CSUM,
  net.GUEST_CSUM,
  net.MAC,
  net.HOST_TSO4,
  net.HOST_TSO6,
  net.HOST_UFO,
  net.HOST_ECN,
  net.GUEST_TSO4,
  net.GUEST_TSO6,
  net.GUEST_ECN,
  net.GUEST_UFO,
  net.HOST_USO,
  net.GUEST_USO4,
  net.GUEST_USO6,
  net.MRG_RXBUF,
  net.STATUS,
  net.CTRL_VQ,
  net.CTRL_RX,
  net.CTRL_VLAN,
  net.GUEST_ANNOUNCE,
  net.MQ,
  net.CTRL_MAC_ADDR,
  net.MTU,
  net.CTRL_GUEST_OFFLOADS,
  net.SPEED_DUPLEX,
  net.STANDBY,
  net.RSS,
  net.HASH_REPORT,
  net.NOTF_COAL,
  net.VQ_NOTF_COAL,
  net.GUEST_HDRLEN,
  net.DEVICE_STATS,
  linuxRingFeatures,
);

/** What Linux asks a legacy device for. */
export const linuxLegacyNetFeatures: FeatureSet = union(linuxNetFeatures, net.GSO, reserved.ANY_LAYOUT);

/** Without the control queue Linux refuses a device that offers any of these. */
export const needControlQueueInLinux: FeatureSet = union(
  net.CTRL_RX,
  net.CTRL_VLAN,
  net.GUEST_ANNOUNCE,
  net.MQ,
  net.CTRL_MAC_ADDR,
  net.RSS,
  net.HASH_REPORT,
  net.NOTF_COAL,
  net.VQ_NOTF_COAL,
);

/** What Linux knows of a version of the standard over a transport. */
export const linuxTable = (transport: Transport, version: SpecVersion): FeatureSet =>
  tables(transport)(version);

/** What Linux virtio_blk asks for, and the ring features that its core takes with them. */
export const linuxBlkFeatures: FeatureSet = union(
  blk.SIZE_MAX,
  blk.SEG_MAX,
  blk.GEOMETRY,
  blk.RO,
  blk.BLK_SIZE,
  blk.FLUSH,
  blk.TOPOLOGY,
  blk.CONFIG_WCE,
  blk.MQ,
  blk.DISCARD,
  blk.WRITE_ZEROES,
  blk.SECURE_ERASE,
  blk.ZONED,
  linuxRingFeatures,
);

/** What Linux virtio_blk knows of a version of the standard over a transport. */
export const linuxBlkTable = (transport: Transport, version: SpecVersion): FeatureSet =>
  blkTables(transport)(version);

// --- internal ---

const tables = byTransport((transport) => {
  const { legacy, unsupported } = transportRules[transport];
  const asked = legacy ? linuxLegacyNetFeatures : linuxNetFeatures;
  const legacyBits = legacy ? reserved.legacyFeatures | net.GSO : 0n;
  return byVersion((version) => asked & (net.knownNetFeatures(version) | legacyBits) & ~unsupported);
});

const blkTables = byTransport((transport) => {
  const { unsupported } = transportRules[transport];
  return byVersion((version) => linuxBlkFeatures & blk.knownBlkFeatures(version) & ~unsupported);
});
