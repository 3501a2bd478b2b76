import { type FeatureSet, intersects } from '../../spec/features.ts';
import type { NetProbe } from '../driver/net-probe.ts';
import type { Outcome } from '../driver/outcome.ts';
import { netPolicy } from '../driver/policy.ts';
import { blockedBySeed } from '../driver/seed-table.ts';

/** The seed's proposal: peek early in probe; where a ring is small, reset and negotiate again without what cannot fit. */
export const probeRenegotiate = netPolicy({
  id: 'probe-renegotiate',
  title: 'Peeks at the ring sizes, resets and negotiates again without what a small ring blocks',
  probe: (net) => probeAsProposed(net, blockedBySeed),
});

/** Super early in probe: peek, perhaps negotiate again; then make the queues and check what came out. */
export function probeAsProposed(
  net: NetProbe,
  blockedBy: (net: NetProbe, sizes: readonly number[]) => FeatureSet,
): Outcome {
  if (!net.tryNegotiate()) return net.giveUp();
  const peeked = net.peekSizes();
  if (peeked) {
    const blocked = blockedBy(net, peeked);
    if (intersects(net.accepted, blocked) && !net.tryNegotiate(blocked)) return net.giveUp();
  }
  const sizes = net.tryFindQueues();
  if (!sizes) return net.giveUp();
  if (intersects(net.accepted, blockedBy(net, sizes))) {
    return net.fail('a ring is small and blocked features were negotiated');
  }
  return net.goLiveBySize();
}
