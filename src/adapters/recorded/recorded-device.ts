import type { DeviceState } from '../../device/simulated-device.ts';
import { known } from '../../run/queues.ts';
import { ShownDevice } from '../../run/shown-device.ts';
import { switchedOffBy } from '../../types/net/offloads.ts';
import type { Recording } from './recording.ts';

/** What is known of the device of a recording before its first event. */
export const shownDevice = ({ header: { queueSizes }, unread }: Recording): ShownDevice =>
  new ShownDevice({
    legacy: false,
    sizes: queueSizes.map((size, queue) => (unread?.sizes.includes(queue) ? 0 : size)),
    switchedOffBy,
  });

/** What a recording shows of its device at the end: what its events do, and what was observed beside them. */
export function recordedDevice({ header: { observed }, unread }: Recording, shown: ShownDevice): DeviceState {
  return {
    get status() {
      return known(observed.finalStatus, 'finalStatus');
    },
    inUse: shown.inUse,
    switchedOff: shown.switchedOff,
    effectiveSize: (queue) => {
      const size = shown.effectiveSize(queue);
      return size === 0 && unread?.sizes.includes(queue)
        ? known<number>(undefined, `queueSizes.${queue}`)
        : size;
    },
    isEnabled: (queue) => shown.isEnabled(queue),
  };
}
