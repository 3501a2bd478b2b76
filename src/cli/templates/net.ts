import {
  net as bits,
  carriesPackets,
  isEmpty,
  type NetProbe,
  NONE,
  netPolicy,
  type Outcome,
  ringsOf,
  safeSubset,
  union,
  without,
} from 'virtio-conformance';

/** How a negotiation goes: as the standard has it, where Linux takes short cuts. */
const CAREFUL = { awaitReset: true, closed: true, dueBuffers: true } as const;

export default netPolicy({
  id: 'mine',
  title: 'Learns the ring sizes, and negotiates again without what does not fit them',
  probe(net) {
    let blocked = NONE;
    let refusals = 0;
    while (refusals < 4) {
      if (!net.tryNegotiate(blocked, CAREFUL)) {
        refusals++;
        // The same set once more, then nothing that hangs on ring sizes, then no feature of the device type.
        if (refusals === 2) blocked = union(blocked, bits.GUEST_OFFLOADS, bits.MRG_RXBUF);
        if (refusals === 3) blocked = union(blocked, bits.netFeatures('1.4'));
        continue;
      }
      const peeked = net.peekSizes()?.map((size) => net.core.usableSize(size) || size);
      let misfit = peeked ? unfit(net, peeked) : NONE;
      if (isEmpty(misfit)) {
        const made = net.tryFindExistingQueues(peeked === undefined);
        if (!made) return net.giveUp();
        misfit = unfit(net, made);
        if (isEmpty(misfit)) return goLive(net, made);
      }
      blocked = union(blocked, misfit);
    }
    return net.fail('the device refused every set');
  },
});

/** The accepted features that cannot work on queues of these sizes, in entries. */
function unfit(net: NetProbe, sizes: readonly number[]): bigint {
  const missesPair = sizes.slice(2, 2 * net.derived.queuePairs).includes(0);
  const lost = without(net.accepted, safeSubset(net.accepted, ringsOf(net, sizes)));
  return missesPair ? union(lost, net.accepted & union(bits.MQ, bits.RSS)) : lost;
}

function goLive(net: NetProbe, sizes: readonly number[]): Outcome {
  if (!carriesPackets(net.accepted, ringsOf(net, sizes))) return net.fail('no packet fits the rings');
  // A small ring sends packets in one piece, and one pair is enough for it.
  const isSmall = Math.min(...sizes.slice(0, 2)) < net.smallRing;
  const { receiveChain } = net.framedReceive();
  return net.goLive({
    activePairs: [0],
    receiveChain,
    ...(isSmall ? { small: true, ...net.linearTransmit() } : {}),
  });
}
