import * as blk from '../../spec/blk/features.ts';
import * as port from '../../spec/console/features.ts';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import { tableOfNegotiated } from '../../spec/negotiated-types.ts';
import * as net from '../../spec/net/features.ts';
import * as scsi from '../../spec/scsi/features.ts';

/** Commands that virtnet_probe sends once the device is live. */
type ProbeCommand = 'rss' | 'pairs' | 'mac' | 'stats';

/** How virtio_net goes about what a feature table does not tell. */
export interface Habits {
  /** Feature windows that are read and written over PCI; over any other modern transport there are 2. */
  readonly pciWindows: 2 | 4;
  /** virtnet_check_guest_gso: a driver that took any of these whole makes its receive buffers large. */
  readonly largeReceive: readonly FeatureSet[];
  /** A receive buffer for frames above a page: of MAX_SKB_FRAGS + 2 descriptors, or of as many as the MTU needs. */
  readonly bigBuffers: 'always-largest' | 'by-mtu';
  /** Whether a packed ring over PCI may be of a size that is no power of two. */
  readonly unevenRingsOverPci: boolean;
  /** Whether STANDBY is dropped where there is no MAC. */
  readonly standbyNeedsMac: boolean;
  /** In the order in which they are sent. */
  readonly probeCommands: readonly ProbeCommand[];
  /** Into how many descriptors the parameters of RSS go. */
  readonly rssParameters: 4 | 2;
  /** What becomes of a control command that its ring has no room for: it fails, or its answer is awaited for ever. */
  readonly unsentCommand: 'fails' | 'awaited';
}

/** What features a driver asks for; each transport takes of them what it can. */
export interface Asked extends Readonly<Record<DeviceTypeName, FeatureSet>> {
  /** vring_transport_features: what the core takes of rings, over any transport. */
  readonly ring: FeatureSet;
  /** vp_transport_features: what modern PCI takes besides. */
  readonly pci: FeatureSet;
}

/** What a kernel takes and does that those before it did not. */
export interface Change {
  readonly since: string;
  readonly asks?: Partial<Asked>;
  readonly does?: Partial<Habits>;
}

/** Large receive by segmentation: GUEST_ECN counts by itself, though no closed set has it alone. */
const TSO = [net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN, net.GUEST_UFO];

/** What 5.10 asks for. */
export const asked: Asked = {
  net: union(
    net.CSUM,
    net.GUEST_CSUM,
    net.MAC,
    net.HOST_TSO4,
    net.HOST_TSO6,
    net.HOST_UFO,
    net.HOST_ECN,
    ...TSO,
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
  ),
  blk: union(
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
  ),
  // T10_PI as distributions build it, with CONFIG_BLK_DEV_INTEGRITY.
  scsi: union(scsi.HOTPLUG, scsi.CHANGE, scsi.T10_PI),
  console: union(port.SIZE, port.MULTIPORT),
  // Of other types no driver is judged, and so no Linux asked.
  ...tableOfNegotiated(() => NONE),
  ring: union(
    reserved.INDIRECT_DESC,
    reserved.EVENT_IDX,
    reserved.VERSION_1,
    reserved.ACCESS_PLATFORM,
    reserved.RING_PACKED,
    reserved.ORDER_PLATFORM,
  ),
  // A device offers SR_IOV only with the capability that Linux looks for.
  pci: reserved.SR_IOV,
};

/** How 5.10 goes about it. */
export const habits: Habits = {
  pciWindows: 2,
  largeReceive: TSO,
  bigBuffers: 'always-largest',
  unevenRingsOverPci: false,
  standbyNeedsMac: false,
  probeCommands: ['pairs'],
  rssParameters: 4,
  unsentCommand: 'awaited',
};

/** All that has changed, in order; read in the kernels of `linuxVersions` but 6.5, and between them in what was merged when. */
export const changes: readonly Change[] = [
  { since: '5.14', does: { unsentCommand: 'fails' } },
  { since: '5.18', asks: { net: union(net.RSS, net.HASH_REPORT) } },
  { since: '6.0', asks: { net: net.NOTF_COAL, blk: blk.SECURE_ERASE, pci: reserved.RING_RESET } },
  // MAC_ADDR_SET came with 6.3, and to 6.1 as a stable fix.
  { since: '6.1', does: { bigBuffers: 'by-mtu', probeCommands: ['pairs', 'mac'] } },
  {
    since: '6.2',
    asks: { net: union(net.HOST_USO, net.GUEST_USO4, net.GUEST_USO6) },
    // Either of the two alone makes no buffer large.
    does: { largeReceive: [...TSO, union(net.GUEST_USO4, net.GUEST_USO6)] },
  },
  { since: '6.3', asks: { blk: blk.ZONED }, does: { standbyNeedsMac: true } },
  {
    since: '6.4',
    asks: { net: net.GUEST_HDRLEN, ring: reserved.NOTIFICATION_DATA },
    does: { unevenRingsOverPci: true },
  },
  { since: '6.6', asks: { net: net.VQ_NOTF_COAL } },
  { since: '6.8', asks: { pci: reserved.ADMIN_VQ } },
  { since: '6.10', asks: { net: net.DEVICE_STATS }, does: { probeCommands: ['pairs', 'mac', 'stats'] } },
  // Two parts came with 6.15, and to 6.12 as a stable fix.
  { since: '6.12', does: { probeCommands: ['rss', 'pairs', 'mac', 'stats'], rssParameters: 2 } },
  {
    since: '6.17',
    asks: {
      net: union(
        net.GUEST_UDP_TUNNEL_GSO,
        net.GUEST_UDP_TUNNEL_GSO_CSUM,
        net.HOST_UDP_TUNNEL_GSO,
        net.HOST_UDP_TUNNEL_GSO_CSUM,
      ),
    },
    does: { pciWindows: 4 },
  },
  { since: '7.0', asks: { ring: reserved.IN_ORDER } },
];
