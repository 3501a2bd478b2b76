import { type FeatureSet, isEmpty, NONE, union, without } from '../../spec/features.ts';
import type { Rings } from '../../spec/net/feasibility.ts';
import * as features from '../../spec/net/features.ts';
import { receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import type { Outcome } from '../driver/outcome.ts';
import { carriesPackets, infeasible, safeSubset } from '../types/net/feasibility.ts';
import { netPolicy } from '../types/net/policy.ts';
import type { NetProbe } from '../types/net/probe.ts';
import { SEED_RECEIVE } from '../types/net/seed-table.ts';

/** Negotiations at most: each but the last either met a refusal or blocked a feature more, of which there are few kinds. */
const ROUNDS = 10;

const CAREFUL = { awaitReset: true, closed: true, dueBuffers: true } as const;
const EVERY_NET_FEATURE = features.netFeatures('1.4');
const MULTIQUEUE = union(features.MQ, features.RSS);

/**
 * The best policy that we know.
 *
 * It never asks for the number of queues: a size of 0 says as much. Where the transport can peek, it reads every size
 * between FEATURES_OK and the queues, and does not ask whether a queue is enabled, which an awaited reset has answered:
 * a large ring costs no access more than Linux makes. Where the transport cannot, it makes the queues as Linux does and gives
 * the round up only where a negotiated feature cannot work on what it found; that is its price, a queue
 * made in an abandoned round, and the only way to serve such a device. The size that counts is the size that was made.
 *
 * Where a transport tells a size that no split ring has, as MMIO and a channel may, it makes the largest ring within it.
 *
 * What fits is counted in descriptors, queue by queue, not by one threshold: guest offloads by the receive ring, the
 * control queue's features by the control ring, MQ by whether its queues exist. Transmit needs no feature dropped: on a small
 * ring packets go linear. Of several pairs, those behind the first small one carry no traffic.
 *
 * MRG_RXBUF stays on a ring of any size, against the proposal and with the thread: alone it takes one descriptor a buffer, and
 * with it the frames of an MTU come in that no other buffer of this driver holds on so short a ring. That has its price on a
 * device which never fills a whole ring with one frame, as DPDK's vhost does not: on a ring of 1 nothing at all comes in, and
 * where just as many buffers as the ring has entries make up the largest frame (17 pages on a packed ring of 17) that one is
 * lost; on a split ring of 2 or more, nothing. Such a device cannot be told from another by what it shows, so this driver
 * cannot avoid it but by giving MRG_RXBUF up everywhere. `received-without-filling-the-ring` says of each policy what it loses there.
 *
 * Header and data of a receive buffer lie together only where the framing allows it, which Linux does not look at.
 *
 * It knows the features that Linux knows, and so leaves NOTIF_CONFIG_DATA, of which a recommendation is broken.
 *
 * The blocked set only grows, so the loop ends. A refusal is answered with the same set once more, then without the
 * features that a small ring blocks, then without any feature of the device type; then it gives up.
 */
export const recommended = netPolicy({
  id: 'recommended',
  title: 'Learns the ring sizes where that is free and negotiates again only without what does not fit',
  probe(net) {
    let blocked = NONE;
    let refusals = 0;
    for (let round = 0; round < ROUNDS; round++) {
      if (!net.tryNegotiate(blocked, CAREFUL)) {
        refusals++;
        if (refusals > 3) break;
        if (refusals > 1) blocked = union(blocked, refusals === 2 ? SEED_RECEIVE : EVERY_NET_FEATURE);
        continue;
      }
      const peeked = net.peekSizes()?.map((told) => net.core.usableSize(told) || told);
      let misfit = peeked ? unfit(net, peeked) : NONE;
      if (isEmpty(misfit)) {
        const made = net.tryFindExistingQueues(peeked === undefined);
        if (!made) return net.giveUp();
        misfit = unfit(net, made);
        if (isEmpty(misfit)) return goLive(net);
      }
      blocked = union(blocked, misfit);
    }
    return net.fail(refusals > 3 ? 'the device refused every set' : 'no negotiation fitted the rings');
  },
});

/** What the features have to fit: the rings of the first pair, and the control ring. */
export function ringsOf(net: NetProbe, sizes: readonly number[]): Rings {
  const { version, layout, maxSkbFrags } = net.env;
  return {
    version,
    legacy: net.core.legacy,
    layout,
    maxSkbFrags,
    mtu: net.derived.mtu,
    receive: sizes[0] ?? 0,
    transmit: sizes[1] ?? 0,
    control: net.derived.hasControlQueue ? (sizes[2 * net.derived.queuePairs] ?? 0) : 0,
  };
}

// --- internal ---

/** The accepted features that cannot work on queues of these sizes, and what stands on them. */
function unfit(net: NetProbe, sizes: readonly number[]): FeatureSet {
  const { accepted } = net;
  const missingPair = sizes.slice(2, 2 * net.derived.queuePairs).includes(0);
  const lost = without(accepted, safeSubset(accepted, ringsOf(net, sizes)));
  return missingPair ? lost | (MULTIQUEUE & accepted) : lost;
}

function goLive(net: NetProbe): Outcome {
  const sizes = net.queues;
  if (!carriesPackets(net.accepted, ringsOf(net, sizes)))
    return net.fail('not even one packet fits the rings');
  const [receive = 0, transmit = 0] = sizes;
  const activePairs = [0];
  for (let pair = 1; pair < net.derived.queuePairs && isAsGood(net, sizes, pair); pair++)
    activePairs.push(pair);
  const { receiveChain } = net.framedReceive();
  return Math.min(receive, transmit) < net.smallRing
    ? net.goLive(Object.assign(net.linearTransmit(), { activePairs, receiveChain, small: true }))
    : net.goLive({ activePairs, receiveChain });
}

/** Whether a pair holds what the first one does, and is not small where that one is large. */
function isAsGood(net: NetProbe, sizes: readonly number[], pair: number): boolean {
  const [receive = 0, transmit = 0] = sizes;
  const rings = {
    ...ringsOf(net, sizes),
    receive: sizes[receiveQueue(pair)] ?? 0,
    transmit: sizes[transmitQueue(pair)] ?? 0,
  };
  return (
    rings.receive >= Math.min(receive, net.smallRing) &&
    rings.transmit >= Math.min(transmit, net.smallRing) &&
    isEmpty(infeasible(net.accepted, rings)) &&
    carriesPackets(net.accepted, rings)
  );
}
