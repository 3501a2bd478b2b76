import type { DeviceTypeName } from '../../../spec/device-types.ts';
import type { FeatureSet } from '../../../spec/features.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import type { DriverTransport, RareKind } from '../transport.ts';

/** Where the parts of a virtqueue lie in memory. */
export interface QueueAddresses {
  readonly descriptors: number;
  readonly driver: number;
  readonly device: number;
}

/** What a driver does in memory, where no register shows it. */
export interface RingAccess {
  /** Makes the ring of a queue, empty, of so many entries, for a driver that accepts these features. */
  make(queue: number, entries: number, accepted: FeatureSet): QueueAddresses;
  makeAvailable(queue: number, buffers: number): void;
  readUsed(queue: number): number;
  /** As `DriverTransport.rareAccess`. */
  rareAccess(kind: RingKind, queue: number, value: number): number;
  /** As `DriverTransport.sendCommand`; `notify` rings the doorbell of the queue. */
  sendCommand(queue: number, command: ControlCommand, notify: () => void): number | undefined;
  /** As `DriverTransport.rareAccess` of a `request` to a device of a type; `notify` as above. */
  sendRequest(queue: number, value: number, notify: () => void, type: DeviceTypeName): number;
}

/** Accesses to the memory of a ring that no register tells of. */
export type RingKind = Extract<
  RareKind,
  'descriptor' | 'transmit-header' | 'transmit' | 'receive-header' | 'receive' | 'ring-look'
>;

/** What a device does in memory. */
export interface RingService {
  /** The ring of a queue lies elsewhere from now on, and is empty. */
  begin(queue: number): void;
  notify(queue: number): void;
}

/** The rings of a device that answers for its memory itself, and has no need to be notified of a command: addresses alone are made up. */
export const ringsOf = (device: DriverTransport): RingAccess => ({
  make: (queue) => {
    const descriptors = (queue + 1) * RING_SPACE;
    return { descriptors, driver: descriptors + RING_SPACE / 2, device: descriptors + RING_SPACE * 0.75 };
  },
  makeAvailable: (queue, buffers) => device.makeAvailable(queue, buffers),
  readUsed: (queue) => device.readUsed(queue),
  rareAccess: (kind, queue, value) => device.rareAccess(kind, queue, value),
  sendCommand: (queue, command) => device.sendCommand(queue, command),
  sendRequest: (queue, value) => device.rareAccess('request', queue, value),
});

// --- internal ---

/** More bytes than the largest ring takes: a split one of 32,768 entries. */
const RING_SPACE = 0x10_0000;
