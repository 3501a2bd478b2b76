import { ZONED } from '../../spec/blk/features.ts';
import { includes, NONE } from '../../spec/features.ts';
import { probeError } from '../driver/errors.ts';
import type { Outcome } from '../driver/outcome.ts';
import { blkPolicy } from '../types/blk/policy.ts';
import type { BlkProbe } from '../types/blk/probe.ts';

/**
 * Linux virtio_blk as it is, in a kernel without CONFIG_BLK_DEV_ZONED: requests of seg_max segments whatever the ring, zones looked
 * at after FEATURES_OK, no ANY_LAYOUT, its own reset.
 */
export const blkLinux = blkPolicy({
  id: 'blk-linux',
  title: 'Linux virtio_blk as it is, without zones: seg_max is taken at its word, whatever the ring',
  probe: (blk) => probeLikeLinux(blk, false),
});

/** … in a kernel with CONFIG_BLK_DEV_ZONED, as distributions build it: host-managed zones are handled, and DISCARD stays accepted beside them. */
export const blkLinuxZoned = blkPolicy({
  id: 'blk-linux-zoned',
  title: 'Linux virtio_blk as it is, with zones (CONFIG_BLK_DEV_ZONED)',
  handlesHostManaged: true,
  probe: (blk) => probeLikeLinux(blk, true),
});

// --- internal ---

function probeLikeLinux(blk: BlkProbe, handlesHostManaged: boolean): Outcome {
  blk.settle(blk.begin(NONE, false));
  if (blk.findQueues().includes(0)) throw probeError('a request queue does not exist');
  const segments = Math.max(1, Math.min(blk.readSegMax(), blk.env.maxSegments));
  if (includes(blk.accepted, ZONED) && blk.readZonedModel() === 'host-managed' && !handlesHostManaged) {
    return blk.fail('no support for host-managed zones');
  }
  return blk.goLive(segments);
}
