import { type FeatureSet, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Transport } from '../../spec/transports.ts';
import { type LinuxKernel, newestLinux } from './linux-kernels.ts';

/** Without the control queue Linux refuses a device that offers any of these, as far as the kernel knows them. */
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

/** What Linux virtio_net takes over a transport: a driver cannot read which version of the standard its device is of. */
export const linuxTable = (transport: Transport, kernel: LinuxKernel = newestLinux): FeatureSet =>
  kernel.net[transport];

/** … virtio_blk. */
export const linuxBlkTable = (transport: Transport, kernel: LinuxKernel = newestLinux): FeatureSet =>
  kernel.blk[transport];
