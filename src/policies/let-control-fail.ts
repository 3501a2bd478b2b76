import { intersects, without } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { netPolicy } from '../driver/policy.ts';
import { blockedBySeed } from '../driver/seed-table.ts';

/** Blocks guest offloads on a small ring but keeps CTRL_VQ whatever its ring: each command fails by itself. */
export const letControlFail = netPolicy({
  id: 'let-control-fail',
  title: 'Keeps CTRL_VQ on a ring that no command fits, and lets each command fail',
  probe(net) {
    if (!net.tryNegotiate()) return net.giveUp();
    const peeked = net.peekSizes();
    if (peeked) {
      const blocked = without(blockedBySeed(net, peeked), CTRL_VQ);
      if (intersects(net.accepted, blocked) && !net.tryNegotiate(blocked)) return net.giveUp();
    }
    if (!net.tryFindQueues()) return net.giveUp();
    return net.goLiveBySize();
  },
});
