import { intersects, isEmpty } from '../../spec/features.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { NetProbe } from '../types/net/probe.ts';
import { type BlockedBy, underBothReadings } from './seed-policy.ts';

/**
 * The seed's proposal: peek early in probe; where a ring is small, reset and negotiate again without what cannot fit.
 *
 * As posted it resets wherever a ring is small, also where nothing that is blocked was accepted; so do its alternatives here, so
 * that their costs compare.
 *
 * What the proposal does not say, and the model adds: GRO is taken for every guest offload, and all that depends on a blocked
 * feature goes with it, as Linux would refuse its own set if the dependents of CTRL_VQ stayed; "fixup some variables" is to
 * derive anew what follows from features, and on a small ring to send linear packets, with thresholds to match, without which
 * the queue would stall as today; a ring of 0, which is below 2, is no queue, and fails the probe when it is to be made; so does
 * a refusal of the second set; and how many negotiations there may be: two.
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
