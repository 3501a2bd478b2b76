import { ZONED } from '../../spec/blk/features.ts';
import { includes, NONE } from '../../spec/features.ts';
import { probeError } from '../driver/errors.ts';
import { blkPolicy } from '../driver/policy.ts';

/** Linux virtio_blk as it is: requests of seg_max segments whatever the ring, zones looked at after FEATURES_OK, no ANY_LAYOUT, its own reset. */
export const blkLinux = blkPolicy({
  id: 'blk-linux',
  title: 'Linux virtio_blk as it is: seg_max is taken at its word, whatever the ring',
  probe(blk) {
    blk.settle(blk.begin(NONE, false));
    if (blk.findQueues().includes(0)) throw probeError('a request queue does not exist');
    const segments = Math.max(1, Math.min(blk.readSegMax(), blk.env.maxSegments));
    if (includes(blk.accepted, ZONED) && blk.readZonedModel() === 'host-managed') {
      return blk.fail('no support for host-managed zones');
    }
    return blk.goLive(segments);
  },
});
