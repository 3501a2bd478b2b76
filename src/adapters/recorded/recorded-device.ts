import type { DeviceState } from '../../device/simulated-device.ts';
import { deviceIn } from '../../run/device-in-trace.ts';
import { known } from '../../run/queues.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { switchedOffBy } from '../../types/net/offloads.ts';
import type { Header } from './format.ts';

/** What a recording shows of its device at the end: what its events do, and what was observed beside them. */
export function recordedDevice({ observed, queueSizes }: Header, events: Iterable<TraceEvent>): DeviceState {
  const { inUse, switchedOff, effectiveSize, isEnabled } = deviceIn(events, {
    legacy: false,
    sizes: queueSizes,
    switchedOffBy,
  });
  return {
    get status() {
      return known(observed.finalStatus, 'finalStatus');
    },
    inUse,
    ...(switchedOff === undefined ? {} : { switchedOff }),
    effectiveSize,
    isEnabled,
  };
}
