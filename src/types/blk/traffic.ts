import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import { slotsOf } from '../../../spec/virtqueues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { codeOf } from '../../trace/events.ts';
import type { Trace } from '../../trace/trace.ts';
import { NO_QUEUE } from '../net/traffic.ts';
import type { BlkPlan } from './plan.ts';

const CONTROL = codeOf('control');

/** What became of a live blk driver's queues under its longest requests: the first queue of each trouble, or NO_QUEUE. */
export interface BlkTraffic {
  /** A queue on which a chain was made of more descriptors than it has entries. */
  readonly chainTooLong: number;
  /** … that only an indirect table hides: too long under the strict reading. */
  readonly indirectTooLong: number;
  /** A queue that its longest request stops for ever, as it has too many descriptors, or no data. */
  readonly stalled: number;
}

export const NO_BLK_TRAFFIC: BlkTraffic = {
  chainTooLong: NO_QUEUE,
  indirectTooLong: NO_QUEUE,
  stalled: NO_QUEUE,
};

/** Issues the longest request of a live plan on each queue, counted in descriptors. */
export function runBlkTraffic(plan: BlkPlan, device: DeviceState, trace: Trace): BlkTraffic {
  let chainTooLong = NO_QUEUE;
  let indirectTooLong = NO_QUEUE;
  let stalled = NO_QUEUE;
  const indirect = intersects(plan.features, INDIRECT_DESC);
  for (let queue = 0; queue < plan.queues.length; queue++) {
    const ring = device.effectiveSize(queue);
    const chain = plan.requestChain;
    const fits = slotsOf(chain, indirect) <= ring;
    if (fits || plan.overlong === 'made') trace.record(CONTROL, queue, chain);
    if (!fits) {
      if (plan.overlong === 'made' && chainTooLong === NO_QUEUE) chainTooLong = queue;
      if (stalled === NO_QUEUE) stalled = queue;
    } else if (chain > ring && indirectTooLong === NO_QUEUE) indirectTooLong = queue;
    if (plan.segments < 1 && stalled === NO_QUEUE) stalled = queue;
  }
  return { chainTooLong, indirectTooLong, stalled };
}
