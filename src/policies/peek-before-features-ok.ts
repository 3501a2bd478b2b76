import { ProbeError } from '../driver/core.ts';
import { policy } from '../driver/policy.ts';
import { blockedBySeed, hasSmallRing, linearTransmit, withoutBlocked } from '../driver/small-rings.ts';
import { derive, findQueues, livePlan, peekSizes, supportedOf, validate } from '../driver/virtio-net.ts';

/** Peeks before FEATURES_OK, which saves the reset: the maintainer's veto, because queues are discovered too early. */
export const peekBeforeFeaturesOk = policy({
  id: 'peek-before-features-ok',
  title: 'Peeks between writing the features and FEATURES_OK, and so needs no second negotiation',
  probe(core) {
    core.begin();
    const chosen = validate(core, supportedOf(core, core.offered()));
    core.accept(chosen);
    const early = derive(core, chosen);
    const peeked = peekSizes(core, early);
    const blocked = peeked ? blockedBySeed(core, early, peeked, true) : 0n;
    if (blocked) core.accept(withoutBlocked(chosen, blocked, core.env.version));
    if (!core.confirm()) throw new ProbeError('the device refused the accepted features');
    const derived = derive(core, core.accepted);
    const queues = findQueues(core, derived);
    if (core.accepted & blockedBySeed(core, derived, queues, true)) {
      return core.fail('a ring is small and blocked features were negotiated');
    }
    const small = hasSmallRing(core, derived, queues);
    return core.goLive(livePlan(core, derived, queues, { small, ...(small ? linearTransmit(core) : {}) }));
  },
});
