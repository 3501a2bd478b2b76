import { MQ, ZONED } from '../../spec/blk/features.ts';
import { segmentCap } from '../../spec/blk/limits.ts';
import { excludedByZones } from '../../spec/blk/zones.ts';
import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { includes, intersects, NONE, without } from '../../spec/features.ts';
import { probeError } from '../driver/errors.ts';
import { blkPolicy } from '../types/blk/policy.ts';

/**
 * A disk driver whose decisions hang on other parameters than the ring size: the zoned model, read before FEATURES_OK
 * because ZONED is offered, decides whether it goes on at all and excludes DISCARD; a further queue that is missing or
 * too small decides against MQ, at the price of a second negotiation; seg_max gives way to the ring, for which no
 * feature has to go.
 */
export const blkFitRequests = blkPolicy({
  id: 'blk-fit-requests',
  title: 'A disk driver that decides by zoned model and queues present, and caps requests by the ring',
  probe(blk) {
    for (const dropped of [NONE, MQ]) {
      const offered = without(blk.begin(blk.core.legacy ? ANY_LAYOUT : NONE), dropped);
      const model = includes(offered, ZONED) ? blk.readZonedModel() : 'none';
      if (model === 'host-managed') return blk.fail('no support for host-managed zones');
      blk.settle(without(offered, excludedByZones(offered, model)));
      const sizes = blk.findQueues(true);
      const layout = blk.core.legacy ? 'separate' : blk.env.request;
      const limit = Math.min(blk.readSegMax(), blk.env.maxSegments);
      const segments = segmentCap(Math.min(...sizes), layout, limit);
      if (segments >= 1) return blk.goLive(segments);
      if (!intersects(blk.accepted, MQ)) break;
    }
    throw probeError('no request with data fits the request queue');
  },
});
