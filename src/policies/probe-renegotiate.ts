import { intersects, isEmpty } from '../../spec/features.ts';
import type { NetProbe } from '../driver/net-probe.ts';
import type { Outcome } from '../driver/outcome.ts';
import { type BlockedBy, underBothReadings } from './seed-policy.ts';

/**
 * The seed's proposal: peek early in probe; where a ring is small, reset and negotiate again without what cannot fit.
 *
 * As posted it resets wherever a ring is small, also where nothing that is blocked was accepted; so do its alternatives here, so
 * that their costs compare. What the proposal does not say, and the model adds: with CTRL_VQ goes all that depends on it, as
 * Linux would otherwise refuse its own set, and with GUEST_CSUM what stands on that; "fixup some variables" is what `negotiate`
 * derives anew, and on a small ring linear packets with thresholds to match; a ring of 0, which is below 2, is no queue, and
 * fails the probe when it is made; a refusal of the second set fails it too.
 */
export const [probeRenegotiate, probeRenegotiateOwnRing] = underBothReadings({
  id: 'probe-renegotiate',
  title: 'Peeks at the ring sizes, resets and negotiates again without what a small ring blocks',
  probe: probeAsProposed,
});

/** Super early in probe: peek, perhaps negotiate again; then make the queues and check what came out. */
export function probeAsProposed(net: NetProbe, blockedBy: BlockedBy): Outcome {
  if (!net.tryNegotiate()) return net.giveUp();
  const peeked = net.peekSizes();
  if (peeked) {
    const blocked = blockedBy(peeked);
    if (!isEmpty(blocked) && !net.tryNegotiate(blocked)) return net.giveUp();
  }
  const sizes = net.tryFindQueues();
  if (!sizes) return net.giveUp();
  if (intersects(net.accepted, blockedBy(sizes))) {
    return net.fail('a ring is small and blocked features were negotiated');
  }
  return net.goLiveBySize();
}
