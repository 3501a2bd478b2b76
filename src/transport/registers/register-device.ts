import { type ConfigPiece, configPieceAt } from '../../../spec/config-fields.ts';
import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import { FEATURE_BITS, type FeatureSet, fromWindows } from '../../../spec/features.ts';
import { capabilityValue } from '../../../spec/pci-capabilities.ts';
import { PCI_LEGACY_PAGE } from '../../../spec/pci-legacy-registers.ts';
import { CONFIG_CHANGED, USED_BUFFERS } from '../../../spec/pci-registers.ts';
import { legacyRingOffsets } from '../../../spec/ring-layouts.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import type { DriverTransport } from '../transport.ts';
import {
  type Place,
  placeAt,
  type Region,
  type RegisterMap,
  type Registers,
  readsChosenSize,
  writtenPlace,
} from './map.ts';
import type { QueueAddresses, RingService } from './rings.ts';

/** Bytes beyond which no configuration goes on: far less than an event may name. */
const CONFIG_END = 2 ** 24;

/** Bits of the interrupt status: why a device interrupts. */
const interruptCauses = { used: USED_BUFFERS, configuration: CONFIG_CHANGED } as const;

/**
 * A device behind the registers of its transport, for any host that has registers: each access becomes one call of the device, or
 * none. One of another width than its register's is a rare access of the device's before the call, one that no call stands for is an
 * `other`, and a place where there is no register reads 0. No access throws but what the device does: a `Recorder` throws RunawayError
 * once its trace is full, which `Trace.unlimit` prevents.
 */
export class RegisterDevice implements Registers {
  /** Causes of the interrupt that is pending; 0: none is. */
  isr = 0;
  private readonly device: DriverTransport;
  private readonly type: DeviceTypeName;
  private readonly map: RegisterMap;
  /** Who serves the rings in memory; undefined: the device itself, which has none. */
  private service: RingService | undefined;
  private generation = 0;
  /** What was written to registers that only hold it, by name and selection. */
  private readonly held = new Map<string, number>();
  /** The register that the access before has given a queue back by: to read it back is part of that. */
  private released: Place | undefined;

  constructor(device: DriverTransport, type: DeviceTypeName, map: RegisterMap) {
    this.device = device;
    this.type = type;
    this.map = map;
  }

  read(region: Region, offset: number, width: number): number {
    const config = this.configOffset(region, offset);
    if (config !== undefined) return this.readConfig(config, width);
    const place = this.placeAt(region, offset, width);
    if (place === undefined) return 0;
    const { value, isReadBack } = this.map.release;
    const isRelease = isReadBack && this.released === place;
    this.released = undefined;
    return lowest(isRelease ? value : this.valueOf(place), Math.min(width, place.bytes));
  }

  write(region: Region, offset: number, width: number, value: number): void {
    const config = this.configOffset(region, offset);
    if (config !== undefined) this.writeConfig(config, width, value);
    const place = config === undefined ? this.placeAt(region, offset, width) : undefined;
    this.released = undefined;
    if (place?.access === 'RO') this.other(place, true, value);
    else if (place) this.take(place, lowest(value, Math.min(width, place.bytes)));
  }

  capability(type: number): number {
    return this.device.rareAccess('capability', type, capabilityValue(0, 0));
  }

  /** Makes an interrupt pending, for a configuration that has changed after a new generation of it. */
  interrupt(cause: keyof typeof interruptCauses): void {
    this.isr |= interruptCauses[cause];
    if (cause === 'configuration') this.generation = (this.generation + 1) % 256;
  }

  /** Has rings in memory served, from the next one that a driver makes. */
  serveRings(service: RingService): void {
    this.service = service;
  }

  /** The features that a driver has written. */
  get accepted(): FeatureSet {
    const { held } = this;
    const [first = held.get('driver_feature'), ...others] = [0, 1, 2, 3].map((window) =>
      held.get(`driver_feature ${window}`),
    );
    return fromWindows([first ?? 0, ...others.map((bits) => bits ?? 0)]);
  }

  /** How many entries the ring of a queue has: as many as its register shows, unless that is the most and a driver has written fewer. */
  ringSize(queue: number, shown: number): number {
    const chosen = readsChosenSize(this.map) ? undefined : this.held.get(`queue_size ${queue}`);
    return Math.min(shown, chosen ?? shown);
  }

  /** Where the ring of a queue of so many entries lies, as a driver has written; undefined before it has. */
  ringAddresses(queue: number, entries: number): QueueAddresses | undefined {
    const written = (name: string): number | undefined => this.held.get(`${name} ${queue}`);
    const page = written('queue_pfn');
    if (page) {
      const descriptors = page * (this.held.get('guest_page_size') ?? PCI_LEGACY_PAGE);
      const { driver, device } = legacyRingOffsets(entries, written('queue_align') ?? PCI_LEGACY_PAGE);
      return { descriptors, driver: descriptors + driver, device: descriptors + device };
    }
    const address = (name: string): number =>
      (written(`${name}_lo`) ?? 0) + (written(`${name}_hi`) ?? 0) * 2 ** 32;
    if (written('queue_desc_lo') === undefined) return undefined;
    const [descriptors, driver, device] = [
      address('queue_desc'),
      address('queue_driver'),
      address('queue_device'),
    ];
    return { descriptors, driver, device };
  }

  // --- internal ---

  private valueOf(place: Place): number {
    const { device, map } = this;
    const { name } = place;
    const index = this.indexOf(place);
    const read = reads[name];
    if (place.access === 'WO' || index === undefined) return this.other(place, false, 0);
    if (read) return read(device, index);
    if (name === 'driver_feature') return device.rareAccess('accepted-read', index, this.heldBy(place));
    if (name === 'config_generation') return device.rareAccess('config-generation-read', 0, this.generation);
    if (name === 'queue_pfn') return device.readQueueEnabled(index) && (this.heldBy(place) || 1);
    if (name !== 'isr') return this.other(place, false, this.heldBy(place));
    const causes = this.other(place, false, this.isr);
    // Over MMIO a driver acknowledges by a write.
    if (!writtenPlace(map, 'isr_acknowledge')) this.isr = 0;
    return causes;
  }

  /** Does what writing a value to a register is for. */
  private take(place: Place, value: number): void {
    const { release } = this.map;
    const { name } = place;
    const index = this.indexOf(place);
    if (index === undefined) {
      this.other(place, true, value);
      return;
    }
    if (name === 'device_status' && value === 0) this.reset();
    if (name === 'isr_acknowledge') this.isr &= ~value;
    this.held.set(this.keyOf(place), value);
    if (name === 'queue_pfn' || name === 'queue_desc_lo') this.service?.begin(index);
    if (name === 'queue_reset' && value === 1) this.held.delete(`queue_size ${index}`);
    if (name === release.name && value === release.value) {
      this.released = place;
      this.device.releaseQueue(index);
    } else if (this.service && name === 'notify') {
      this.service.notify(value & 0xffff);
    } else if (writes[name] && !(name === 'queue_reset' && value !== 1)) {
      writes[name](this.device, index, value);
    } else if (!isSilent(name)) this.other(place, true, value);
  }

  /** After a reset all that was written is forgotten, but for what a driver may write before it: how large its pages are. */
  private reset(): void {
    const page = this.held.get('guest_page_size');
    this.held.clear();
    if (page !== undefined) this.held.set('guest_page_size', page);
    this.isr = 0;
  }

  private other({ name }: Place, isWrite: boolean, value: number): number {
    return this.device.rareAccess('other', otherIndex({ name, isWrite }), value);
  }

  /** The register at an offset, after its device was told of a width that is not the register's. Undefined where none begins there. */
  private placeAt(region: Region, offset: number, width: number): Place | undefined {
    const place = placeAt(this.map, region, offset);
    // A doorbell takes 4 bytes too, with data for the device.
    if (region === 'notify') return place;
    const begins = place?.offset === offset;
    if (place && !(begins && place.bytes === width))
      this.device.rareAccess('wrong-width', begins ? place.bytes : 0, width);
    return begins ? place : undefined;
  }

  private keyOf({ name, selectedBy }: Place): string {
    return selectedBy ? `${name} ${this.held.get(selectedBy) ?? 0}` : name;
  }

  private heldBy(place: Place): number {
    const { name } = place;
    const initial = name === 'device_id' ? deviceTypeRules[this.type].id : (this.map.initial[name] ?? 0);
    return this.held.get(this.keyOf(place)) ?? initial;
  }

  /** The window or queue that a register is about, 0 where it is about none. Undefined where there is no such window or queue. */
  private indexOf({ selectedBy }: Place): number | undefined {
    const selected = selectedBy === undefined ? 0 : (this.held.get(selectedBy) ?? 0);
    const end = selectedBy?.endsWith('feature_select') ? FEATURE_BITS / 32 : 2 ** 16;
    return selected < end ? selected : undefined;
  }

  private configOffset(region: Region, offset: number): number | undefined {
    const { config } = this.map;
    const inside = offset - config.offset;
    return region === config.region && inside >= 0 && inside < CONFIG_END ? inside : undefined;
  }

  private readConfig(offset: number, width: number): number {
    this.tellConfigWidth(offset, width);
    let value = 0;
    for (let at = offset; at < offset + width; ) {
      const piece = this.pieceAt(at) ?? { offset: at, bytes: 1 };
      const end = Math.min(piece.offset + piece.bytes, offset + width);
      const shown = Math.floor(this.device.readConfig(piece.offset) / 256 ** (at - piece.offset));
      value += lowest(shown, end - at) * 256 ** (at - offset);
      at = end;
    }
    return value;
  }

  private writeConfig(offset: number, width: number, value: number): void {
    this.tellConfigWidth(offset, width);
    this.device.writeConfig(offset, value);
  }

  private tellConfigWidth(offset: number, width: number): void {
    const piece = this.pieceAt(offset);
    const field = piece?.offset === offset ? piece.bytes : 0;
    if (piece && field !== width && !this.map.config.anyWidth)
      this.device.rareAccess('wrong-width', field, width);
  }

  private pieceAt(offset: number): ConfigPiece | undefined {
    return configPieceAt(deviceTypeRules[this.type].configuration, offset);
  }
}

// --- internal ---

/** The calls that reads of registers are, by the window or queue that is selected. */
const reads: Readonly<Record<string, (device: DriverTransport, index: number) => number>> = {
  device_status: (device) => device.readStatus(),
  device_feature: (device, window) => device.readOffer(window),
  num_queues: (device) => device.readQueueCount(),
  queue_size: (device, queue) => device.readQueueSize(queue),
  queue_enable: (device, queue) => device.readQueueEnabled(queue),
  queue_notify_off: (device, queue) => device.readQueueNotifyOff(queue),
  queue_reset: (device, queue) => device.readQueueReset(queue),
};

/** The calls that writes are. */
const writes: Readonly<Record<string, (device: DriverTransport, index: number, value: number) => void>> = {
  device_status: (device, _, status) => device.writeStatus(status),
  driver_feature: (device, window, bits) => device.writeAccepted(window, bits),
  queue_size: (device, queue, size) => device.writeQueueSize(queue, size),
  queue_enable: (device, queue, value) => {
    if (value === 1) device.enableQueue(queue);
    else device.rareAccess('queue-enable-write', queue, value);
  },
  queue_reset: (device, queue) => device.resetQueue(queue),
  queue_pfn: (device, queue) => {
    device.writeQueueAddresses(queue);
    device.enableQueue(queue);
  },
  // Of the three addresses the first one stands for all.
  queue_desc_lo: (device, queue) => device.writeQueueAddresses(queue),
  notify: (device, _, value) => device.notify(value & 0xffff),
};

/** The lowest bytes of an unsigned value. */
const lowest = (value: number, bytes: number): number => value % 256 ** bytes;

/** Whether writing a register means nothing yet: it selects, or is part of an address. */
const isSilent = (name: string): boolean =>
  name.endsWith('_select') || /^queue_(desc|driver|device)_/.test(name);
