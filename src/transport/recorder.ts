import { NO_VECTOR } from '../../spec/pci-registers.ts';
import { type ControlCommand, recordAnswer, recordCommand } from '../trace/commands.ts';
import { codeOf } from '../trace/events.ts';
import type { Trace } from '../trace/trace.ts';
import { type DriverTransport, NOTHING_CAME, type RareKind, rareKinds } from './transport.ts';

const STATUS_READ = codeOf('status-read');
const STATUS_WRITE = codeOf('status-write');
const OFFER_READ = codeOf('offer-read');
const ACCEPTED_WRITE = codeOf('accepted-write');
const CONFIG_READ = codeOf('config-read');
const CONFIG_WRITE = codeOf('config-write');
const QUEUE_COUNT_READ = codeOf('queue-count-read');
const PEEK = codeOf('peek');
const QUEUE_SIZE_READ = codeOf('queue-size-read');
const QUEUE_ENABLED_READ = codeOf('queue-enabled-read');
const QUEUE_SIZE_WRITE = codeOf('queue-size-write');
const QUEUE_ADDRESSES_WRITE = codeOf('queue-addresses-write');
const QUEUE_NOTIFY_OFF_READ = codeOf('queue-notify-off-read');
const QUEUE_ENABLE_WRITE = codeOf('queue-enable-write');
const QUEUE_RESET_WRITE = codeOf('queue-reset-write');
const QUEUE_RESET_READ = codeOf('queue-reset-read');
const QUEUE_RELEASE = codeOf('queue-release');
const NOTIFY = codeOf('notify');
const POST = codeOf('post');
const USED_READ = codeOf('used-read');

/** A device was used after the probe had ended: whose probe, and how. */
export class SealedError extends Error {
  override readonly name = 'SealedError';
  readonly policy: string;

  constructor(policy: string) {
    super('used the device after its probe had ended');
    this.policy = policy;
  }
}

/** Hands every access on to a device, simulated or real, and writes it into a trace. */
export class Recorder implements DriverTransport {
  // Private to the engine too: a policy that looks into its core finds no device there.
  #device: DriverTransport;
  readonly #trace: Trace;

  constructor(device: DriverTransport, trace: Trace) {
    this.#device = device;
    this.#trace = trace;
  }

  readStatus(): number {
    const value = this.#device.readStatus();
    this.#trace.record(STATUS_READ, 0, value);
    return value;
  }

  writeStatus(status: number): void {
    this.#device.writeStatus(status);
    this.#trace.record(STATUS_WRITE, 0, status);
  }

  readOffer(window: number): number {
    const value = this.#device.readOffer(window);
    this.#trace.record(OFFER_READ, window, value);
    return value;
  }

  writeAccepted(window: number, bits: number): void {
    this.#device.writeAccepted(window, bits);
    this.#trace.record(ACCEPTED_WRITE, window, bits);
  }

  readConfig(offset: number): number {
    const value = this.#device.readConfig(offset);
    this.#trace.record(CONFIG_READ, offset, value);
    return value;
  }

  writeConfig(offset: number, value: number): void {
    this.#device.writeConfig(offset, value);
    this.#trace.record(CONFIG_WRITE, offset, value);
  }

  readQueueCount(): number {
    const value = this.#device.readQueueCount();
    this.#trace.record(QUEUE_COUNT_READ, 0, value);
    return value;
  }

  peekQueueSize(queue: number): number {
    const value = this.#device.peekQueueSize(queue);
    this.#trace.record(PEEK, queue, value);
    return value;
  }

  readQueueSize(queue: number): number {
    const value = this.#device.readQueueSize(queue);
    this.#trace.record(QUEUE_SIZE_READ, queue, value);
    return value;
  }

  readQueueEnabled(queue: number): number {
    const value = this.#device.readQueueEnabled(queue);
    this.#trace.record(QUEUE_ENABLED_READ, queue, value);
    return value;
  }

  writeQueueSize(queue: number, size: number): void {
    this.#device.writeQueueSize(queue, size);
    this.#trace.record(QUEUE_SIZE_WRITE, queue, size);
  }

  writeQueueAddresses(queue: number, address = 0): void {
    this.#device.writeQueueAddresses(queue, address);
    this.#trace.record(QUEUE_ADDRESSES_WRITE, queue, address);
  }

  readQueueNotifyOff(queue: number): number {
    const value = this.#device.readQueueNotifyOff(queue);
    this.#trace.record(QUEUE_NOTIFY_OFF_READ, queue, value);
    return value;
  }

  enableQueue(queue: number): void {
    this.#device.enableQueue(queue);
    this.#trace.record(QUEUE_ENABLE_WRITE, queue, 1);
  }

  resetQueue(queue: number): void {
    this.#device.resetQueue(queue);
    this.#trace.record(QUEUE_RESET_WRITE, queue, 1);
  }

  readQueueReset(queue: number): number {
    const value = this.#device.readQueueReset(queue);
    this.#trace.record(QUEUE_RESET_READ, queue, value);
    return value;
  }

  releaseQueue(queue: number): void {
    this.#device.releaseQueue(queue);
    this.#trace.record(QUEUE_RELEASE, queue, NO_VECTOR);
  }

  notify(queue: number): void {
    this.#device.notify(queue);
    this.#trace.record(NOTIFY, queue, queue);
  }

  makeAvailable(queue: number, buffers: number): void {
    this.#device.makeAvailable(queue, buffers);
    this.#trace.record(POST, queue, buffers);
  }

  readUsed(queue: number): number {
    const value = this.#device.readUsed(queue);
    this.#trace.record(USED_READ, queue, value);
    return value;
  }

  rareAccess(kind: RareKind, index: number, value: number): number {
    if (!rareKinds.includes(kind)) throw new TypeError(`"${kind}" has a method of its own`);
    const shown = this.#device.rareAccess(kind, index, value);
    if (shown !== NOTHING_CAME) this.#trace.push(kind, index, shown);
    return shown;
  }

  sendCommand(queue: number, command: ControlCommand): number | undefined {
    const answer = this.#device.sendCommand(queue, command);
    recordCommand(this.#trace, queue, command);
    this.#trace.record(NOTIFY, queue, queue);
    recordAnswer(this.#trace, queue, answer);
    return answer;
  }

  /** Ends the handle of a policy's probe: any later access throws SealedError. */
  seal(policy: string): void {
    this.#device = new SealedDevice(policy);
  }
}

// --- internal ---

class SealedDevice implements DriverTransport {
  private readonly policy: string;

  constructor(policy: string) {
    this.policy = policy;
  }

  readStatus(): never {
    return this.refuse();
  }
  writeStatus(): never {
    return this.refuse();
  }
  readOffer(): never {
    return this.refuse();
  }
  writeAccepted(): never {
    return this.refuse();
  }
  readConfig(): never {
    return this.refuse();
  }
  writeConfig(): never {
    return this.refuse();
  }
  readQueueCount(): never {
    return this.refuse();
  }
  peekQueueSize(): never {
    return this.refuse();
  }
  readQueueSize(): never {
    return this.refuse();
  }
  readQueueEnabled(): never {
    return this.refuse();
  }
  writeQueueSize(): never {
    return this.refuse();
  }
  writeQueueAddresses(): never {
    return this.refuse();
  }
  readQueueNotifyOff(): never {
    return this.refuse();
  }
  enableQueue(): never {
    return this.refuse();
  }
  resetQueue(): never {
    return this.refuse();
  }
  readQueueReset(): never {
    return this.refuse();
  }
  releaseQueue(): never {
    return this.refuse();
  }
  notify(): never {
    return this.refuse();
  }
  makeAvailable(): never {
    return this.refuse();
  }
  readUsed(): never {
    return this.refuse();
  }
  rareAccess(): never {
    return this.refuse();
  }
  sendCommand(): never {
    return this.refuse();
  }

  private refuse(): never {
    throw new SealedError(this.policy);
  }
}
