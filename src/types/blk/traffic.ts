import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { DriverRing } from '../../ring/driver-ring.ts';
import type { Trace } from '../../trace/trace.ts';
import type { BlkPlan } from './plan.ts';

/** Issues the longest request of a live plan on each queue, and writes down what its ring makes of it: a request that never goes stops the queue. */
export function carryRequests(plan: BlkPlan, device: DeviceState, trace: Trace): void {
  const manner = { indirect: intersects(plan.features, INDIRECT_DESC), overlong: plan.overlong };
  for (let queue = 0; queue < plan.queues.length; queue++) {
    const ring = new DriverRing(trace, queue, device.effectiveSize(queue), manner);
    if (ring.sendCommand(plan.requestChain)) ring.use(1);
    else ring.stop(ring.size);
  }
}
