import { type FeatureSet, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import type { Closure } from '../../../spec/requirements.ts';
import { rememberedClosure } from '../../run/remembered.ts';

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

/** What a net driver closes its answer under: the requirements of every version of the standard, as it cannot read that of its device. */
export const knownRequirements: Closure = rememberedClosure(netClosures('1.4').every);
