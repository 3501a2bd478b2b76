import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import { MIN_COMMAND_DESCRIPTORS } from '../../../spec/scsi/limits.ts';
import { EVENT_QUEUE, requestQueue } from '../../../spec/scsi/queues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { DriverRing } from '../../ring/driver-ring.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ScsiPlan } from './plan.ts';

/**
 * Carries what a live plan comes to, and writes down what the rings make of it: its event buffers; as many commands without
 * data as one unit gets at a time, spread over the request queues; and on each of these the longest command, which stops it where it never goes.
 */
export function carryCommands(plan: ScsiPlan, device: DeviceState, trace: Trace): void {
  const manner = { indirect: intersects(plan.features, INDIRECT_DESC), overlong: plan.overlong };
  const ringOf = (queue: number): DriverRing =>
    new DriverRing(trace, queue, device.effectiveSize(queue), manner);
  if (plan.eventBuffers > 0) {
    const events = ringOf(EVENT_QUEUE);
    events.layOut(1, plan.eventBytes);
    events.post(1, plan.eventBuffers);
  }
  const first = requestQueue(0);
  const rings = plan.queues.slice(first).map((_, number) => ringOf(first + number));
  for (const [number, ring] of rings.entries()) {
    ring.post(MIN_COMMAND_DESCRIPTORS, share(plan.commandsPerUnit, rings.length, number));
    if (ring.sendCommand(plan.commandChain)) ring.use(1);
    else ring.stop(ring.size);
  }
}

// --- internal ---

/** How much of a whole falls to one of so many, where nobody gets two more than another. */
const share = (whole: number, among: number, number: number): number =>
  Math.floor((whole + among - 1 - number) / among);
