import type { DeviceState } from '../../device/simulated-device.ts';
import { known } from '../../run/queues.ts';
import { ShownDevice } from '../../run/shown-device.ts';
import { switchedOffBy } from '../../types/net/offloads.ts';
import type { Header } from './format.ts';

/** What is known of the device of a recording before its first event. */
export const shownDevice = ({ queueSizes }: Header): ShownDevice =>
  new ShownDevice({ legacy: false, sizes: queueSizes, switchedOffBy });

/** What a recording shows of its device at the end: what its events do, and what was observed beside them. */
export function recordedDevice({ observed }: Header, shown: ShownDevice): DeviceState {
  return {
    get status() {
      return known(observed.finalStatus, 'finalStatus');
    },
    inUse: shown.inUse,
    switchedOff: shown.switchedOff,
    effectiveSize: (queue) => shown.effectiveSize(queue),
    isEnabled: (queue) => shown.isEnabled(queue),
  };
}
