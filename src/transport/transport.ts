import type { ControlCommand } from '../trace/commands.ts';

/** Accesses that no driver of ours needs, by the events that they are: a queue that is disabled, features that are read back, frames that are sent in the probe or come in, requests to a disk or a SCSI host, fields of the register map by name or of another width. */
export const rareKinds = [
  'queue-enable-write',
  'accepted-read',
  'config-generation-read',
  'descriptor',
  'transmit-header',
  'transmit',
  'receive-header',
  'receive',
  'ring-look',
  'request',
  'capability',
  'wrong-width',
  'other',
] as const;

/** Said of an access of which nothing came: no frame, no room. It is not told of. */
export const NOTHING_CAME = -1;

export type RareKind = (typeof rareKinds)[number];

/**
 * A driver's view of a device: one method an access. Feature windows are unsigned 32-bit numbers; sizes are in
 * entries; a size of 0 means that there is no such queue.
 */
export interface DriverTransport {
  readStatus(): number;
  /** Writing 0 starts a reset. */
  writeStatus(status: number): void;
  readOffer(window: number): number;
  writeAccepted(window: number, bits: number): void;
  /** A field of the device configuration by its offset, in bytes. */
  readConfig(offset: number): number;
  writeConfig(offset: number, value: number): void;
  readQueueCount(): number;
  /** Reads a size without side effect on the queue; only where the transport has the operation. */
  peekQueueSize(queue: number): number;
  readQueueSize(queue: number): number;
  readQueueEnabled(queue: number): number;
  writeQueueSize(queue: number, size: number): void;
  /** Where the parts of a queue lie; `address`: the descriptors, in bytes, 0 if absent. */
  writeQueueAddresses(queue: number, address?: number): void;
  readQueueNotifyOff(queue: number): number;
  enableQueue(queue: number): void;
  /** Begins to reset one queue; only where RING_RESET is in use. */
  resetQueue(queue: number): void;
  /** 1 while a queue is being reset, else 0. */
  readQueueReset(queue: number): number;
  /** Gives back a queue that was made before the last reset: its interrupt vector, over MMIO that it is ready, over legacy PCI its address. */
  releaseQueue(queue: number): void;
  notify(queue: number): void;
  /** Puts so many buffers into a queue; memory, no register. */
  makeAvailable(queue: number, buffers: number): void;
  /** How many buffers of a queue the device has used since its addresses were written; memory, no register. */
  readUsed(queue: number): number;
  /** Any other access. Gives `value`, or what the device answers in the place of it, or NOTHING_CAME. Throws TypeError for a kind that has a method. */
  rareAccess(kind: RareKind, index: number, value: number): number;
  /**
   * Puts a command into the control queue, notifies that, and waits for the acknowledgement: 0 where the device did it,
   * undefined where it never answers; memory, but for the notification.
   */
  sendCommand(queue: number, command: ControlCommand): number | undefined;
}
