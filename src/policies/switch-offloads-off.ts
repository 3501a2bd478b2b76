import { includes, intersection, intersects, union, windowOf } from '../../spec/features.ts';
import { GUEST_OFFLOADS_SET } from '../../spec/net/commands.ts';
import { CTRL_GUEST_OFFLOADS, CTRL_VQ, GUEST_CSUM, GUEST_OFFLOADS } from '../../spec/net/features.ts';
import { infeasible } from '../types/net/feasibility.ts';
import { netPolicy } from '../types/net/policy.ts';
import type { NetProbe } from '../types/net/probe.ts';
import { ringsOf } from './recommended.ts';

/** Without these there is no command to switch offloads off by. */
const COMMAND = union(CTRL_VQ, CTRL_GUEST_OFFLOADS);

/**
 * What an expert asks for first, of which the thread does not speak: no reset and no second negotiation. Every feature stays
 * negotiated; where a receive ring cannot hold what guest offloads let the device send, GUEST_OFFLOADS_SET switches them off:
 * after DRIVER_OK, before which no command may be sent, and before any receive buffer is posted, so that no large frame is under
 * way. Then buffers are as without offloads. GUEST_CSUM stays on.
 *
 * The command needs CTRL_VQ, CTRL_GUEST_OFFLOADS and a control ring that holds it. Where one is missing the probe fails before
 * DRIVER_OK, and where the device does not do as it is told, after: what cannot be switched off it cannot live with, and the
 * reset that would help is what it is there to spare. All else is Linux with linear packets on a small ring: an MTU or commands that do
 * not fit stay. By the letter receive buffers are to be sized for what is negotiated, not for what is switched on; these are
 * not, which `receive-buffer-large-enough` warns of.
 */
export const switchOffloadsOff = netPolicy({
  id: 'switch-offloads-off',
  title:
    'Keeps every feature, and switches guest offloads off by a command where a receive ring cannot hold them',
  probe(net) {
    if (!net.tryNegotiate() || !net.tryFindQueues()) return net.giveUp();
    const unfit = unfitFeatures(net);
    const transmit = net.isSmall() ? { small: true, ...net.linearTransmit() } : {};
    if (!intersects(unfit, GUEST_OFFLOADS)) return net.goLive(transmit);
    if (!includes(net.accepted, COMMAND) || intersects(unfit, COMMAND))
      return net.fail('guest offloads do not fit a receive ring and cannot be switched off');
    const live = net.goLive({ ...transmit, ...net.receiveWithoutOffloads() });
    const on = intersection(net.accepted, GUEST_CSUM);
    if (net.send(GUEST_OFFLOADS_SET, [windowOf(on, 0), windowOf(on, 1)])) return live;
    net.core.resetLikeLinux();
    return net.fail('the device did not switch guest offloads off');
  },
});

// --- internal ---

/** What cannot work on the smallest receive ring, or on the control ring. */
const unfitFeatures = (net: NetProbe) =>
  infeasible(net.accepted, { ...ringsOf(net, net.queues), receive: net.smallestReceiveRing() });
