import { type FeatureSet, fromWindows, NONE } from '../../spec/features.ts';
import { DRIVER_OK, FEATURES_OK } from '../../spec/status.ts';
import type { DeviceState } from '../device/simulated-device.ts';
import type { ControlCommand } from '../trace/commands.ts';
import type { TraceEvent } from '../trace/events.ts';

/** What is known of a device beside its trace. */
export interface Beside {
  /** Over a legacy interface nothing confirms a set: the device uses what is accepted when DRIVER_OK is set. */
  readonly legacy: boolean;
  /** Entries of queues, by index, of which the events tell nothing. */
  readonly sizes?: readonly number[];
  /** What a command that was done leaves switched off of what is in use; undefined where it switches nothing. */
  readonly switchedOffBy?: (command: ControlCommand, inUse: FeatureSet) => FeatureSet | undefined;
}

/**
 * What the events of a run show of its device at the end: its status as last read or written; in use, the set that it confirmed last, since a
 * reset; a queue has the entries that the driver wrote, else those that the device presented.
 */
export function deviceIn(
  trace: Iterable<TraceEvent>,
  { legacy, sizes = [], switchedOffBy = () => undefined }: Beside,
): DeviceState {
  let status = 0;
  let windows = [0, 0, 0, 0];
  let asked: FeatureSet | undefined;
  let inUse = NONE;
  let commanded = 0;
  let data: number[] = [];
  /** What is switched off; and what was before the last command, which the device may not have done. */
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
        status = value;
        asked = value & FEATURES_OK && inUse === NONE ? fromWindows(windows) : undefined;
        if (legacy && value & DRIVER_OK && inUse === NONE) inUse = fromWindows(windows);
        if (value !== 0) break;
        windows = [0, 0, 0, 0];
        inUse = NONE;
        off = NONE;
        presented.clear();
        written.clear();
        enabled.clear();
        break;
      case 'status-read':
        status = value;
        if (!legacy && asked !== undefined && value & FEATURES_OK && value !== GONE) inUse = asked;
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
        [commanded, data, offBefore] = [value, [], off];
        off = switchedOffBy(commandOf(commanded, data), inUse) ?? off;
        break;
      case 'command-data':
        // Of a command whose data is not known everything may be off.
        data.push(value);
        off = switchedOffBy(commandOf(commanded, data), inUse) ?? off;
        break;
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
    status,
    inUse,
    switchedOff: off,
    effectiveSize: (queue) => {
      const shown = presented.get(queue) ?? sizes[queue];
      const chosen = written.get(queue);
      // No device makes more of a queue than it has shown.
      return chosen === undefined || (shown !== undefined && chosen > shown) ? (shown ?? 0) : chosen;
    },
    isEnabled: (queue) => enabled.has(queue),
  };
}

// --- internal ---

/** What every read gives where the device is gone. */
const GONE = 0xff;

const commandOf = (value: number, data: readonly number[]): ControlCommand => ({
  class: value >> 8,
  command: value & 0xff,
  descriptors: 0,
  data,
});
