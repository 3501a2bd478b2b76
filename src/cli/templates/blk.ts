import {
  ANY_LAYOUT,
  blk as bits,
  blkPolicy,
  excludedByZones,
  includes,
  intersects,
  NONE,
  probeError,
  segmentCap,
  without,
} from 'virtio-conformance';

export default blkPolicy({
  id: 'mine',
  title: 'Decides by zoned model and queues present, and caps requests by the ring',
  probe(blk) {
    for (const dropped of [NONE, bits.MQ]) {
      const offered = without(blk.begin(blk.core.legacy ? ANY_LAYOUT : NONE), dropped);
      const model = includes(offered, bits.ZONED) ? blk.readZonedModel() : 'none';
      if (model === 'host-managed') return blk.fail('no support for host-managed zones');
      blk.settle(without(offered, excludedByZones(offered, model)));
      const sizes = blk.findQueues(true);
      const layout = blk.core.legacy ? 'separate' : blk.env.request;
      const limit = Math.min(blk.readSegMax(), blk.env.maxSegments);
      const segments = segmentCap(Math.min(...sizes), layout, limit);
      if (segments >= 1) return blk.goLive(segments);
      if (!intersects(blk.accepted, bits.MQ)) break;
    }
    throw probeError('no request with data fits the request queue');
  },
});
