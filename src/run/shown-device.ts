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
 * What the events of a run show of its device so far: its status as last read or written; in use, the set that it confirmed last, since
 * a reset; a queue has the entries that the driver wrote, else those that the device presented.
 */
export class ShownDevice implements DeviceState {
  status = 0;
  inUse: FeatureSet = NONE;
  switchedOff: FeatureSet = NONE;
  private readonly beside: Beside;
  private windows = [0, 0, 0, 0];
  private asked: FeatureSet | undefined;
  private commanded = 0;
  private data: number[] = [];
  /** What was switched off before the last command, which the device may not have done. */
  private offBefore: FeatureSet = NONE;
  private readonly presented = new Map<number, number>();
  private readonly written = new Map<number, number>();
  private readonly enabled = new Set<number>();

  constructor(beside: Beside) {
    this.beside = beside;
  }

  effectiveSize(queue: number): number {
    const shown = this.presented.get(queue) ?? this.beside.sizes?.[queue];
    const chosen = this.written.get(queue);
    // No device makes more of a queue than it has shown.
    return chosen === undefined || (shown !== undefined && chosen > shown) ? (shown ?? 0) : chosen;
  }

  isEnabled(queue: number): boolean {
    return this.enabled.has(queue);
  }

  /** The next event. */
  take({ kind, index, value }: TraceEvent): void {
    switch (kind) {
      case 'accepted-write':
        this.windows[index] = value;
        break;
      case 'status-write':
        this.takeStatus(value);
        break;
      case 'status-read':
        this.status = value;
        if (!this.beside.legacy && this.asked !== undefined && value & FEATURES_OK && value !== GONE)
          this.inUse = this.asked;
        this.asked = undefined;
        break;
      case 'queue-size-read':
        this.presented.set(index, value);
        break;
      case 'queue-size-write':
        this.written.set(index, value);
        break;
      case 'queue-enable-write':
        if (value === 1) this.enabled.add(index);
        else if (value === 0) this.enabled.delete(index);
        break;
      case 'command':
        this.commanded = value;
        this.data = [];
        this.offBefore = this.switchedOff;
        this.switchOff();
        break;
      case 'command-data':
        // Of a command whose data is not known everything may be off.
        this.data.push(value);
        this.switchOff();
        break;
      case 'command-ack':
        if (value !== 0) this.switchedOff = this.offBefore;
        break;
      case 'queue-reset-write':
        if (value !== 1) break;
        this.written.delete(index);
        this.enabled.delete(index);
        break;
    }
  }

  // --- internal ---

  private takeStatus(value: number): void {
    const { inUse, windows } = this;
    this.status = value;
    this.asked = value & FEATURES_OK && inUse === NONE ? fromWindows(windows) : undefined;
    if (this.beside.legacy && value & DRIVER_OK && inUse === NONE) this.inUse = fromWindows(windows);
    if (value !== 0) return;
    this.windows = [0, 0, 0, 0];
    this.inUse = NONE;
    this.switchedOff = NONE;
    this.presented.clear();
    this.written.clear();
    this.enabled.clear();
  }

  private switchOff(): void {
    const { commanded, data, inUse } = this;
    const command = { class: commanded >> 8, command: commanded & 0xff, descriptors: 0, data };
    this.switchedOff = this.beside.switchedOffBy?.(command, inUse) ?? this.switchedOff;
  }
}

// --- internal ---

/** What every read gives where the device is gone. */
const GONE = 0xff;
