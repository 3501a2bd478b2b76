import { windowOf } from '../../spec/features.ts';
import { DRIVER_OK, FEATURES_OK } from '../../spec/status.ts';
import { type EventKind, registerAccesses, type TraceEvent } from '../trace/events.ts';
import type { DriverTransport } from '../transport/transport.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Connects a driver to a simulated device by calls and records each of them. */
export class SimulatedTransport implements DriverTransport {
  readonly events: TraceEvent[] = [];
  /** Register accesses so far. */
  accesses = 0;
  private readonly device: SimulatedDevice;

  constructor(device: SimulatedDevice) {
    this.device = device;
  }

  readStatus(): number {
    return this.read('status-read', 0, this.device.readStatus(), 0xff);
  }

  writeStatus(status: number): void {
    if (!this.write('status-write', 0, status)) return;
    const latches = this.device.latched.length;
    this.device.writeStatus(status);
    if (status & (FEATURES_OK | DRIVER_OK) && this.device.latched.length > latches) {
      this.events.push({ kind: 'latched', index: latches, value: 0 });
    }
  }

  readOffer(window: number): number {
    return this.read('offer-read', window, windowOf(this.device.offer(), window), 0xffff_ffff);
  }

  writeAccepted(window: number, bits: number): void {
    if (this.write('accepted-write', window, bits)) this.device.writeAccepted(window, bits);
  }

  readMtu(): number {
    return this.read('config-read', 10, this.device.scenario.mtu, 0xffff);
  }

  readMaxVirtqueuePairs(): number {
    return this.read('config-read', 8, this.device.scenario.maxVirtqueuePairs, 0xffff);
  }

  readQueueCount(): number {
    return this.read('queue-count-read', 0, this.device.queueCount(), 0xffff);
  }

  peekQueueSize(queue: number): number {
    return this.read('peek', queue, this.device.presentedSize(queue, false), 0xffff);
  }

  readQueueSize(queue: number): number {
    return this.read('queue-size-read', queue, this.device.presentedSize(queue, true), 0xffff);
  }

  readQueueEnabled(queue: number): number {
    return this.read('queue-enabled-read', queue, this.device.isEnabled(queue) ? 1 : 0, 0xffff);
  }

  writeQueueSize(queue: number, size: number): void {
    if (this.write('queue-size-write', queue, size)) this.device.writeSize(queue, size);
  }

  writeQueueAddresses(queue: number): void {
    this.write('queue-addresses-write', queue, 0);
  }

  readQueueNotifyOff(queue: number): number {
    return this.read('queue-notify-off-read', queue, queue, 0xffff);
  }

  enableQueue(queue: number): void {
    if (this.write('queue-enable-write', queue, 1)) this.device.enable(queue);
  }

  notify(queue: number): void {
    this.write('notify', queue, queue);
  }

  // --- internal ---

  private read(kind: EventKind, index: number, value: number, gone: number): number {
    const seen = this.device.touch() ? value : gone;
    this.accesses += registerAccesses(kind);
    this.events.push({ kind, index, value: seen });
    return seen;
  }

  private write(kind: EventKind, index: number, value: number): boolean {
    this.accesses += registerAccesses(kind);
    this.events.push({ kind, index, value });
    return this.device.touch();
  }
}
