import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, union, without } from '../../spec/features.ts';
import { headerLength } from '../../spec/net/buffers.ts';
import { longestControlCommand } from '../../spec/net/control.ts';
import * as net from '../../spec/net/features.ts';
import { controlQueue, queuePairs, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { transportRules } from '../../spec/transports.ts';
import { isLegalSize } from '../../spec/virtqueues.ts';
import { type Core, ProbeError } from './core.ts';
import type { Derived, LivePlan } from './outcome.ts';

/** Bytes; what an Ethernet interface carries without an MTU feature. */
export const DEFAULT_MTU = 1500;
/** Bytes; the least MTU that a Linux network interface has. */
export const MIN_MTU = 68;

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
  reserved.INDIRECT_DESC,
  reserved.EVENT_IDX,
  reserved.VERSION_1,
  reserved.ACCESS_PLATFORM,
  reserved.RING_PACKED,
  reserved.ORDER_PLATFORM,
  reserved.NOTIFICATION_DATA,
  reserved.RING_RESET,
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

/** The virtio core's choice: what the driver's own table and its version of the standard know of the offer. */
export const supportedOf = (core: Core, offered: FeatureSet): FeatureSet =>
  offered &
  ~transportRules[core.env.transport].unsupported &
  (core.legacy
    ? linuxLegacyNetFeatures & (net.knownNetFeatures(core.env.version) | reserved.legacyFeatures | net.GSO)
    : linuxNetFeatures & net.knownNetFeatures(core.env.version));

/** virtnet_validate: fails on dependents without CTRL_VQ, drops an MTU below the interface's least and STANDBY without MAC. */
export function validate(core: Core, chosen: FeatureSet): FeatureSet {
  if (!includes(chosen, net.CTRL_VQ) && intersects(chosen, needControlQueueInLinux)) {
    throw new ProbeError('the device offers a control command feature without CTRL_VQ');
  }
  let valid = chosen;
  if (includes(valid, net.MTU) && core.readMtu() < MIN_MTU) valid = without(valid, net.MTU);
  if (includes(valid, net.STANDBY) && !includes(valid, net.MAC)) valid = without(valid, net.STANDBY);
  return valid;
}

/** virtio_dev_probe up to FEATURES_OK: write, validate, write again where that changed the set, confirm. */
export function negotiateLikeLinux(
  core: Core,
  mask: (chosen: FeatureSet) => FeatureSet = (chosen) => chosen,
): FeatureSet {
  core.begin();
  const chosen = mask(supportedOf(core, core.offered()));
  if (!core.legacy && !includes(chosen, reserved.VERSION_1))
    throw new ProbeError('the device does not offer VERSION_1');
  core.accept(chosen);
  const valid = validate(core, chosen);
  if (valid !== chosen) core.accept(valid);
  if (!core.confirm()) throw new ProbeError('the device refused the accepted features');
  return valid;
}

/** What virtnet_probe computes from the features before any queue exists. */
export function derive(core: Core, accepted: FeatureSet): Derived {
  const hasControlQueue = includes(accepted, net.CTRL_VQ);
  const mtu = includes(accepted, net.MTU) ? core.readMtu() : DEFAULT_MTU;
  const pairs =
    hasControlQueue && intersects(accepted, net.MQ | net.RSS)
      ? queuePairs(accepted, core.readMaxVirtqueuePairs())
      : 1;
  if (pairs < 1 || pairs > 0x8000) throw new ProbeError(`the device states ${pairs} virtqueue pairs`);
  return {
    hasControlQueue,
    bigPackets: intersects(accepted, net.GUEST_GSO) || mtu > DEFAULT_MTU,
    mergeableBuffers: includes(accepted, net.MRG_RXBUF),
    headerLength: headerLength(accepted, core.env.version, core.legacy),
    queuePairs: pairs,
    mtu,
  };
}

/** Sizes, in entries and by index, of the queues that `derived` calls for, read without making them. */
export function peekSizes(core: Core, derived: Derived): number[] | undefined {
  if (!core.canPeek) return undefined;
  return queueIndices(derived).map((queue) => core.peekQueueSize(queue) ?? 0);
}

/** virtnet_find_vqs: makes every queue and enables them; sizes in entries, by index. */
export function findQueues(core: Core, derived: Derived): number[] {
  const format = includes(core.accepted, reserved.RING_PACKED) ? 'packed' : 'split';
  const indices = queueIndices(derived);
  const sizes = indices.map((queue) => {
    const size = core.setUpQueue(queue);
    if (size === 0) throw new ProbeError(`virtqueue ${queue} does not exist`);
    if (!isLegalSize(size, format))
      throw new ProbeError(`virtqueue ${queue} has ${size} entries, which no ${format} ring may`);
    return size;
  });
  for (const queue of indices) core.enableQueue(queue);
  return sizes;
}

/** Descriptors of one receive buffer as Linux lays it out. */
export function receiveChain(core: Core, accepted: FeatureSet, derived: Derived): number {
  if (derived.mergeableBuffers || !derived.bigPackets) return headerTakesDescriptor(core, accepted) ? 2 : 1;
  const fragments = intersects(accepted, net.GUEST_GSO)
    ? core.env.maxSkbFrags
    : Math.ceil(derived.mtu / core.env.layout.pageSize);
  return fragments + 2;
}

/** A legacy device without ANY_LAYOUT wants the packet header in a descriptor of its own. */
export const headerTakesDescriptor = (core: Core, accepted: FeatureSet): boolean =>
  core.legacy && !includes(accepted, reserved.ANY_LAYOUT);

/** Descriptors of the longest packet that Linux sends with scatter-gather: header, linear part, fragments. */
export const longestTransmit = (core: Core): number => core.env.maxSkbFrags + 2;

/** The plan of a mainline driver: scatter-gather on, thresholds as Linux has them; `changes` on top. */
export const livePlan = (
  core: Core,
  derived: Derived,
  queues: readonly number[],
  changes: Partial<LivePlan> = {},
): LivePlan => ({
  features: core.accepted,
  derived,
  queues,
  activePairs: Array.from({ length: derived.queuePairs }, (_, pair) => pair),
  receiveChain: receiveChain(core, core.accepted, derived),
  transmitChain: longestTransmit(core),
  stopThreshold: longestTransmit(core),
  controlChain: longestControlCommand(core.accepted, core.env.layout.control),
  small: undefined,
  ...changes,
});

/** Entries under which a receive or transmit ring counts as small: MAX_SKB_FRAGS + 2. */
export const smallRing = (core: Core): number => core.env.maxSkbFrags + 2;

/** The smallest receive or transmit ring of the active pairs, and the control ring (Infinity without one). */
export function ringSizes(derived: Derived, sizes: readonly number[]): { data: number; control: number } {
  let data = Number.POSITIVE_INFINITY;
  for (let pair = 0; pair < derived.queuePairs; pair++) {
    data = Math.min(data, sizes[receiveQueue(pair)] ?? 0, sizes[transmitQueue(pair)] ?? 0);
  }
  const control = derived.hasControlQueue
    ? (sizes[controlQueue(derived.queuePairs)] ?? 0)
    : Number.POSITIVE_INFINITY;
  return { data, control };
}

// --- internal ---

const queueIndices = (derived: Derived): number[] =>
  Array.from({ length: 2 * derived.queuePairs + (derived.hasControlQueue ? 1 : 0) }, (_, queue) => queue);
