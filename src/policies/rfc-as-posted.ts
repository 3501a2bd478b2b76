import { without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { FEATURES_OK } from '../../spec/status.ts';
import { ProbeError } from '../driver/core.ts';
import { policy } from '../driver/policy.ts';
import { hasSmallRing } from '../driver/small-rings.ts';
import {
  DEFAULT_MTU,
  derive,
  findQueues,
  livePlan,
  negotiateLikeLinux,
  ringSizes,
  supportedOf,
} from '../driver/virtio-net.ts';

const blockedByRfc =
  net.GUEST_TSO4 | net.GUEST_TSO6 | net.GUEST_ECN | net.GUEST_UFO | net.GUEST_USO4 | net.GUEST_USO6;

/**
 * The RFC of 30 April 2023 with its defects: the second negotiation starts at the features, without ACKNOWLEDGE
 * and DRIVER; one small ring degrades all; the control queue is not measured; the MTU is clamped while its
 * bit stays; the transmit queue still stops below four free descriptors; rings below 4 keep today's behaviour.
 */
export const rfcAsPosted = policy({
  id: 'rfc-as-posted',
  title: 'The RFC as it was posted, its defects included',
  probe(core) {
    let derived = derive(core, negotiateLikeLinux(core));
    let queues = findQueues(core, derived);
    if (!hasSmallRing(core, derived, queues))
      return core.goLive(livePlan(core, derived, queues, { small: false }));
    if (ringSizes(derived, queues).data < 4) return core.goLive(livePlan(core, derived, queues));
    if (core.accepted & blockedByRfc) {
      core.reset();
      core.accept(without(supportedOf(core, core.offered()), blockedByRfc));
      if (!core.legacy) {
        core.addStatus(FEATURES_OK);
        if (!(core.readStatus() & FEATURES_OK)) throw new ProbeError('the device refused the second set');
      }
      derived = derive(core, core.accepted);
      queues = findQueues(core, derived);
    }
    return core.goLive(
      livePlan(core, { ...derived, mtu: DEFAULT_MTU, bigPackets: false }, queues, {
        small: true,
        receiveChain: 1,
        transmitChain: 3,
        stopThreshold: 4,
      }),
    );
  },
});
