import { intersection, intersects, isEmpty, NONE, union, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Outcome } from '../driver/outcome.ts';
import { netPolicy } from '../types/net/policy.ts';
import { DEFAULT_MTU, type NetProbe } from '../types/net/probe.ts';

/** What 2/3 blocks, where it is negotiated. */
const UNSUPPORTED = union(
  net.GUEST_TSO4,
  net.GUEST_TSO6,
  net.GUEST_ECN,
  net.GUEST_UFO,
  net.GUEST_USO4,
  net.GUEST_USO6,
);

/** With any of these 2/3 counts with one descriptor more for a packet. */
const HOST_OFFLOADS = union(net.HOST_GSO, net.HOST_ECN);

/**
 * The RFC of 30 April 2023, with the defects that it has. A ring below MAX_SKB_FRAGS + 2 blocks the guest offloads that are
 * negotiated, and probe fails; the core sees that the blocked set grew, resets and negotiates again, validation included.
 *
 * Its own: every negotiation but the first begins at the features, without ACKNOWLEDGE and DRIVER; one small ring degrades
 * all; the control ring is not measured; an MTU above 1500 is lowered while its bit stays; scatter-gather is taken
 * from hw_features and stays in features, so that packets go out in fragments as before; the transmit queue stops and wakes at
 * 3 free descriptors, or 4 with host segmentation, which rings below that never have (its cover letter says so).
 *
 * Unlike the proposal's, its own code blocks only what was negotiated, and so resets for nothing else. The model adds that the
 * queues of the probe that failed are given back after the reset.
 *
 * Not modelled: the blocked set stays with the device and is never cleared, so that it still blocks after unbind and
 * bind. A policy keeps nothing from one bind to the next.
 */
export const rfcAsPosted = netPolicy({
  id: 'rfc-as-posted',
  title: 'The RFC as it was posted, its defects included',
  probe(net) {
    const { core } = net;
    core.resetLikeLinux();
    core.greet();
    for (let blocked = NONE; ; ) {
      const chosen = without(net.choose(core.offered()), blocked);
      if (!net.trySettle(chosen) || !net.tryFindQueues()) return net.giveUp();
      if (!net.isSmall()) return net.goLive();
      const unsupported = intersection(net.accepted, UNSUPPORTED);
      if (isEmpty(unsupported)) return goLiveOnSmallRings(net);
      blocked = union(blocked, unsupported);
      core.resetLikeLinux();
    }
  },
});

// --- internal ---

function goLiveOnSmallRings(net: NetProbe): Outcome {
  const { derived, accepted } = net;
  net.derived = { ...derived, mtu: Math.min(derived.mtu, DEFAULT_MTU), bigPackets: false };
  const longest = intersects(accepted, HOST_OFFLOADS) ? 4 : 3;
  return net.goLive({ small: true, stopBelow: longest, wakeAt: longest });
}
