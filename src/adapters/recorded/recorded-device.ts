import { type FeatureSet, fromWindows, NONE } from '../../../spec/features.ts';
import { FEATURES_OK } from '../../../spec/status.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { known } from '../../run/queues.ts';
import type { Trace } from '../../trace/trace.ts';
import { switchedOffBy } from '../../types/net/offloads.ts';
import type { Header } from './format.ts';

/**
 * What a recording shows of its device at the end. In use: the set that the device confirmed last, since a reset.
 * A queue has the entries that the driver wrote, else those that the device presented, else those of the header.
 */
export function recordedDevice({ observed, queueSizes }: Header, trace: Trace): DeviceState {
  let windows = [0, 0, 0, 0];
  let asked: FeatureSet | undefined;
  let inUse = NONE;
  let commanded = 0;
  let data: number[] = [];
  /** Offloads that are switched off; and that were before the last command, which the device may not have done. */
  let off: FeatureSet = NONE;
  let offBefore: FeatureSet = NONE;
  const presented = new Map<number, number>();
  const written = new Map<number, number>();
  const enabled = new Set<number>();
  for (const { kind, index, value } of trace) {
    switch (kind) {
      case 'accepted-write':
        windows[index] = value;
        break;
      case 'status-write':
        asked = value & FEATURES_OK && inUse === NONE ? fromWindows(windows) : undefined;
        if (value !== 0) break;
        windows = [0, 0, 0, 0];
        inUse = NONE;
        off = NONE;
        presented.clear();
        written.clear();
        enabled.clear();
        break;
      case 'status-read':
        if (asked !== undefined && value & FEATURES_OK && value !== GONE) inUse = asked;
        asked = undefined;
        break;
      case 'queue-size-read':
        presented.set(index, value);
        break;
      case 'queue-size-write':
        written.set(index, value);
        break;
      case 'queue-enable-write':
        if (value === 1) enabled.add(index);
        else if (value === 0) enabled.delete(index);
        break;
      case 'command':
      case 'command-data': {
        // Of a command whose data is not known everything may be off.
        if (kind === 'command') {
          [commanded, data, offBefore] = [value, [], off];
        } else data.push(value);
        const sent = { class: commanded >> 8, command: commanded & 0xff, descriptors: 0, data };
        off = switchedOffBy(sent, inUse) ?? off;
        break;
      }
      case 'command-ack':
        if (value !== 0) off = offBefore;
        break;
      case 'queue-reset-write':
        if (value !== 1) break;
        written.delete(index);
        enabled.delete(index);
        break;
    }
  }
  return {
    get status() {
      return known(observed.finalStatus, 'finalStatus');
    },
    inUse,
    switchedOff: off,
    effectiveSize: (queue) => written.get(queue) ?? presented.get(queue) ?? queueSizes[queue] ?? 0,
    isEnabled: (queue) => enabled.has(queue),
  };
}

// --- internal ---

/** What every read gives where the device is gone. */
const GONE = 0xff;
