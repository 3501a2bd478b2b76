import { intersects, NONE } from '../../spec/features.ts';
import { underBothReadings } from './seed-policy.ts';

/**
 * Peeks while it validates, before FEATURES_OK, which saves the reset: the maintainer's veto, because queues are discovered too
 * early. The thread asks whether this would do and no more; the table, and what is added to `probe-renegotiate`, are the model's.
 */
export const [peekBeforeFeaturesOk, peekBeforeFeaturesOkOwnRing] = underBothReadings({
  id: 'peek-before-features-ok',
  title: 'Peeks between writing the features and FEATURES_OK, and so needs no second negotiation',
  probe(net, blockedBy) {
    const { core } = net;
    core.resetLikeLinux();
    core.greet();
    const chosen = net.choose(core.offered());
    core.accept(chosen);
    let valid = net.validate(chosen);
    net.derive();
    const peeked = net.peekSizes();
    const blocked = peeked ? blockedBy(peeked) : NONE;
    if (intersects(valid, blocked)) valid = net.choose(valid, blocked);
    if (valid !== chosen) core.accept(valid);
    if (!core.confirm()) return net.giveUp();
    net.derive();
    const sizes = net.tryFindQueues();
    if (!sizes) return net.giveUp();
    if (intersects(net.accepted, blockedBy(sizes))) {
      return net.fail('a ring is small and blocked features were negotiated');
    }
    return net.goLiveBySize();
  },
});
