/** A control command as a driver hands it to its device. */
export interface ControlCommand {
  readonly class: number;
  readonly command: number;
  /** Of its chain, answer included. */
  readonly descriptors: number;
  /** 32 bits a number, the lowest first. */
  readonly data: readonly number[];
}

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
  writeQueueAddresses(queue: number): void;
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
  /** Puts a control command into a queue, which has room for it, and notifies; gives the answer: 0 says that it is done. Undefined: none ever comes. */
  sendCommand(queue: number, command: ControlCommand): number | undefined;
}
