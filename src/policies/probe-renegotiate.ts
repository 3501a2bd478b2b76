import { intersects, NONE } from '../../spec/features.ts';
import type { Core } from '../driver/core.ts';
import type { Outcome } from '../driver/outcome.ts';
import { policy } from '../driver/policy.ts';
import { blockedBySeed, hasSmallRing, linearTransmit, withoutBlocked } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, negotiateLikeLinux, peekSizes } from '../driver/virtio-net.ts';

/** The seed's proposal: peek early in probe; where a ring is small, reset and negotiate again without what cannot fit. */
export const probeRenegotiate = policy({
  id: 'probe-renegotiate',
  title: 'Peeks at the ring sizes, resets and negotiates again without what a small ring blocks',
  probe: (core) => probeAsProposed(core, true),
});

/** Super early in probe: peek, perhaps negotiate again; then make the queues and check what came out. */
export function probeAsProposed(core: Core, bothSeries: boolean): Outcome {
  let derived = derive(core, negotiateLikeLinux(core));
  const peeked = peekSizes(core, derived);
  const blocked = peeked ? blockedBySeed(core, derived, peeked, bothSeries) : NONE;
  if (intersects(core.accepted, blocked)) {
    derived = derive(
      core,
      negotiateLikeLinux(core, (chosen) => withoutBlocked(chosen, blocked, core.env.version)),
    );
  }
  const queues = findQueues(core, derived);
  if (intersects(core.accepted, blockedBySeed(core, derived, queues, bothSeries))) {
    return core.fail('a ring is small and blocked features were negotiated');
  }
  const small = hasSmallRing(core, derived, queues);
  return core.goLive(livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }));
}
