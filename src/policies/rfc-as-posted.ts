import { intersects, union, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { DEFAULT_MTU } from '../driver/net-probe.ts';
import { netPolicy } from '../driver/policy.ts';

const blockedByRfc = union(
  net.GUEST_TSO4,
  net.GUEST_TSO6,
  net.GUEST_ECN,
  net.GUEST_UFO,
  net.GUEST_USO4,
  net.GUEST_USO6,
);

/** Entries below which the RFC keeps what drivers did before. */
const LEAST = 4;

/**
 * The RFC of 30 April 2023 with its defects: the second negotiation starts at the features, without ACKNOWLEDGE
 * and DRIVER; one small ring degrades all; the control queue is not measured; the MTU is clamped while its
 * bit stays; the transmit queue still stops below four free descriptors; rings below 4 keep today's behaviour.
 */
export const rfcAsPosted = netPolicy({
  id: 'rfc-as-posted',
  title: 'The RFC as it was posted, its defects included',
  probe(net) {
    const { core } = net;
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    if (!net.isSmall() || net.smallestDataRing() < LEAST) return net.goLive();
    if (intersects(net.accepted, blockedByRfc)) {
      core.resetLikeLinux();
      core.accept(without(net.choose(core.offered()), blockedByRfc));
      if (!core.confirm()) return net.fail('the device refused the second set');
      net.derive();
      if (!net.tryFindQueues()) return net.giveUp();
    }
    const clamped = { ...net.derived, mtu: DEFAULT_MTU, bigPackets: false };
    net.derived = clamped;
    return net.goLive({ small: true, transmitChain: 3, stopBelow: LEAST, wakeAt: LEAST });
  },
});
