import { configPieceAt } from '../../../spec/config-fields.ts';
import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import { fromWindows } from '../../../spec/features.ts';
import { PCI_LEGACY_PAGE } from '../../../spec/pci-legacy-registers.ts';
import { FEATURES_OK } from '../../../spec/status.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import { type OtherRegister, otherRegister } from '../../trace/other-registers.ts';
import { type DriverTransport, NOTHING_CAME, type RareKind } from '../transport.ts';
import {
  NOTIFY_MULTIPLIER,
  type Place,
  type RegisterMap,
  type Registers,
  readPlace,
  readsChosenSize,
  writtenPlace,
} from './map.ts';
import type { QueueAddresses, RingAccess } from './rings.ts';

/**
 * What a driver is told where its map has no register for what it reads, by the queue or the window that it asks about: of
 * MMIO and legacy PCI how many queues there are, and where the doorbell of one is; of the legacy maps whether a queue is being
 * reset; of legacy PCI any window of features but the first. What it writes where there is no register goes nowhere.
 */
const withoutRegister: Readonly<Record<string, (index: number) => number>> = {
  // No bound is known: the size of each queue tells whether it exists.
  num_queues: () => 0xffff,
  queue_notify_off: (queue) => queue,
  queue_reset: () => 0,
  device_feature: () => 0,
};

/**
 * A driver's view of a device of which it reaches the registers alone, by the map of its transport; memory is for `rings`.
 *
 * Not every map carries every call. See `withoutRegister` for reads without a register. A peek is a read of the size like any other.
 * On a legacy map a queue is enabled by its address, which is therefore written when the queue is enabled.
 */
export class RegisterDriver implements DriverTransport {
  private readonly registers: Registers;
  private readonly type: DeviceTypeName;
  private readonly map: RegisterMap;
  private readonly rings: RingAccess;
  /** Over PCI: bytes between the doorbells of queues whose `queue_notify_off` differ by 1. */
  private readonly notifyMultiplier: number;
  /** What is known of each queue: entries, where its ring lies, which doorbell is its. */
  private readonly sizes = new Map<number, number>();
  /** Queues of which the driver has written how many entries they have. */
  private readonly chosen = new Set<number>();
  private readonly addresses = new Map<number, QueueAddresses>();
  private readonly doorbells = new Map<number, number>();
  private accepted = [0, 0, 0, 0];
  private isSettled = false;
  /** Bytes of the next access, where they are not those of its register. */
  private width: number | undefined;

  constructor(
    registers: Registers,
    type: DeviceTypeName,
    map: RegisterMap,
    rings: RingAccess,
    notifyMultiplier: number = NOTIFY_MULTIPLIER,
  ) {
    this.registers = registers;
    this.type = type;
    this.map = map;
    this.rings = rings;
    this.notifyMultiplier = notifyMultiplier;
  }

  readStatus(): number {
    return this.read('device_status');
  }

  writeStatus(status: number): void {
    if (status === 0) this.forget();
    if (status & FEATURES_OK) this.isSettled = true;
    this.write('device_status', 0, status);
  }

  readOffer(window: number): number {
    return this.read('device_feature', window);
  }

  writeAccepted(window: number, bits: number): void {
    // What is written once features are settled makes no other rings.
    if (!this.isSettled) this.accepted[window] = bits;
    this.write('driver_feature', window, bits);
  }

  readConfig(offset: number): number {
    const { region, offset: begin } = this.map.config;
    return this.registers.read(region, begin + offset, this.configWidth(offset));
  }

  writeConfig(offset: number, value: number): void {
    const { region, offset: begin } = this.map.config;
    this.registers.write(region, begin + offset, this.configWidth(offset), value);
  }

  readQueueCount(): number {
    return this.read('num_queues');
  }

  peekQueueSize(queue: number): number {
    return this.readQueueSize(queue);
  }

  readQueueSize(queue: number): number {
    const size = this.read('queue_size', queue);
    // A register of the most that it may have shows nothing of what was chosen.
    if (!this.chosen.has(queue) || readsChosenSize(this.map)) this.sizes.set(queue, size);
    return size;
  }

  readQueueEnabled(queue: number): number {
    if (readPlace(this.map, 'queue_enable')) return this.read('queue_enable', queue);
    return this.read('queue_pfn', queue) === 0 ? 0 : 1;
  }

  writeQueueSize(queue: number, size: number): void {
    if (writtenPlace(this.map, 'queue_size')) {
      this.sizes.set(queue, size);
      this.chosen.add(queue);
    }
    this.write('queue_size', queue, size);
  }

  writeQueueAddresses(queue: number): void {
    const { descriptors, driver, device } = this.makeRing(queue);
    this.write('queue_desc_lo', queue, descriptors % 2 ** 32);
    this.write('queue_desc_hi', undefined, Math.floor(descriptors / 2 ** 32));
    this.write('queue_driver_lo', undefined, driver % 2 ** 32);
    this.write('queue_driver_hi', undefined, Math.floor(driver / 2 ** 32));
    this.write('queue_device_lo', undefined, device % 2 ** 32);
    this.write('queue_device_hi', undefined, Math.floor(device / 2 ** 32));
  }

  readQueueNotifyOff(queue: number): number {
    const doorbell = this.read('queue_notify_off', queue);
    this.doorbells.set(queue, doorbell);
    return doorbell;
  }

  enableQueue(queue: number): void {
    if (writtenPlace(this.map, 'queue_enable')) this.write('queue_enable', queue, 1);
    else this.writePage(queue, this.addresses.get(queue) ?? this.makeRing(queue));
  }

  resetQueue(queue: number): void {
    this.chosen.delete(queue);
    this.write('queue_reset', queue, 1);
  }

  readQueueReset(queue: number): number {
    return this.read('queue_reset', queue);
  }

  releaseQueue(queue: number): void {
    const { name, value, isReadBack } = this.map.release;
    const place = writtenPlace(this.map, name);
    this.write(name, queue, value);
    if (place && isReadBack) this.registers.read(place.region, place.offset, place.bytes);
  }

  notify(queue: number): void {
    const place = writtenPlace(this.map, 'notify');
    if (place === undefined) return;
    const doorbell = place.region === 'notify' ? this.doorbellOf(queue) : 0;
    this.writeAt(place, queue, doorbell);
  }

  makeAvailable(queue: number, buffers: number): void {
    this.rings.makeAvailable(queue, buffers);
  }

  readUsed(queue: number): number {
    return this.rings.readUsed(queue);
  }

  sendCommand(queue: number, command: ControlCommand): number | undefined {
    return this.rings.sendCommand(queue, command, () => this.notify(queue));
  }

  rareAccess(kind: RareKind, index: number, value: number): number {
    switch (kind) {
      case 'wrong-width':
        this.width = value;
        return value;
      case 'accepted-read':
        return this.read('driver_feature', index, value);
      case 'config-generation-read':
        return this.read('config_generation', 0, value);
      case 'queue-enable-write':
        this.write('queue_enable', index, value);
        return value;
      case 'descriptor':
      case 'transmit-header':
      case 'transmit':
      case 'receive-header':
      case 'receive':
      case 'ring-look':
        return this.rings.rareAccess(kind, index, value);
      case 'request':
        return this.rings.sendRequest(index, value, () => this.notify(index), this.type);
      case 'capability':
        return this.registers.capability?.(index) ?? NOTHING_CAME;
      case 'other':
        return this.other(otherRegister(index), value);
    }
  }

  // --- internal ---

  /** A reset leaves nothing of what a driver knows of a device, but for where the doorbells are. */
  private forget(): void {
    this.accepted = [0, 0, 0, 0];
    this.isSettled = false;
    this.sizes.clear();
    this.chosen.clear();
    this.addresses.clear();
  }

  /** Reads a register, after the select of what it is asked about. */
  private read(name: string, index = 0, otherwise = withoutRegister[name]?.(index) ?? 0): number {
    const place = this.reached(readPlace(this.map, name), index);
    if (place) return this.readAt(place);
    this.width = undefined;
    return otherwise;
  }

  /** Writes a register, after the select of what it is about: undefined leaves selected what is. */
  private write(name: string, index: number | undefined, value: number): void {
    const place = this.reached(writtenPlace(this.map, name), index);
    if (place) this.writeAt(place, value);
    else this.width = undefined;
  }

  /** Reads or writes a register that the map has, whether or not a driver may. */
  private other({ name, isWrite }: OtherRegister, value: number): number {
    const [read, written] = [readPlace(this.map, name), writtenPlace(this.map, name)];
    const place = isWrite ? (written ?? read) : (read ?? written);
    if (place === undefined) return value;
    if (!isWrite) return this.readAt(place);
    this.writeAt(place, value);
    return value;
  }

  private readAt(place: Place): number {
    return this.registers.read(place.region, place.offset, this.widthOf(place));
  }

  private writeAt(place: Place, value: number, beyond = 0): void {
    this.registers.write(place.region, place.offset + beyond, this.widthOf(place), value);
  }

  /** A register with what it is about selected; undefined where it is about that alone which no select reaches. */
  private reached(place: Place | undefined, index: number | undefined): Place | undefined {
    if (place?.selectedBy === undefined) return index ? undefined : place;
    const select = index === undefined ? undefined : writtenPlace(this.map, place.selectedBy);
    if (select) this.registers.write(select.region, select.offset, select.bytes, index ?? 0);
    return place;
  }

  /** Where the doorbell of a queue is, in bytes; asked for where nobody has. */
  private doorbellOf(queue: number): number {
    return (this.doorbells.get(queue) ?? this.readQueueNotifyOff(queue)) * this.notifyMultiplier;
  }

  private makeRing(queue: number): QueueAddresses {
    const made = this.rings.make(queue, this.sizes.get(queue) ?? 0, fromWindows(this.accepted));
    this.addresses.set(queue, made);
    return made;
  }

  private writePage(queue: number, { descriptors }: QueueAddresses): void {
    this.write('guest_page_size', 0, PCI_LEGACY_PAGE);
    this.write('queue_align', queue, PCI_LEGACY_PAGE);
    this.write('queue_pfn', queue, descriptors / PCI_LEGACY_PAGE);
  }

  private widthOf({ bytes }: { readonly bytes: number }): number {
    const width = this.width ?? bytes;
    this.width = undefined;
    return width;
  }

  private configWidth(offset: number): number {
    const piece = configPieceAt(deviceTypeRules[this.type].configuration, offset);
    return this.widthOf(piece?.offset === offset ? piece : { bytes: 1 });
  }
}
