import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import {
  type CapabilityField,
  capabilityFields,
  capabilityLength,
  PCI_DEVICES,
  PCI_VENDOR,
  pciStructureTypes,
  type SizedStructure,
  transitionalDevices,
  VENDOR_CAPABILITY,
} from '../../../spec/pci-capabilities.ts';
import { pciLegacyConfig } from '../../../spec/pci-legacy-registers.ts';
import { NOTIFY_MULTIPLIER, type Region, type Registers } from './map.ts';

/** A structure in the one BAR of a function, in bytes. */
export interface BarStructure<R extends Region = Region> {
  readonly region: R;
  readonly offset: number;
  readonly length: number;
}

/** How a function shows itself. */
export interface PciFunctionOptions {
  readonly type: DeviceTypeName;
  readonly transport: 'pci' | 'pci-legacy';
  /** How many virtqueues there are at the most: each has a doorbell. */
  readonly queues: number;
  /** What the BAR is in: memory, or I/O ports, as the legacy interface has it always. */
  readonly bar: 'memory' | 'io';
}

/**
 * The PCI function of a device: its configuration space, by which a driver finds the structures of its registers, and these in BAR 0. A
 * device whose registers are those of the legacy interface has no capabilities. No access throws but what its registers do.
 */
export class PciFunction {
  /** What lies where in BAR 0, and how long that is: a power of two. */
  readonly structures: readonly BarStructure[];
  readonly barLength: number;
  private readonly registers: Registers;
  private readonly space = new Uint8Array(256);
  /** The bits of each byte that a driver writes. */
  private readonly writable = new Uint8Array(256);
  /** Where the capability lies that is a window into the BAR; undefined where there is none. */
  private readonly window: number | undefined;

  constructor(registers: Registers, { type, transport, queues, bar }: PciFunctionOptions) {
    const { id } = deviceTypeRules[type];
    const isLegacy = transport === 'pci-legacy';
    const capable = isLegacy ? [] : structuresOf(type, queues);
    this.registers = registers;
    this.structures = isLegacy ? [legacyStructure(type)] : capable;
    this.barLength = 2 ** Math.ceil(Math.log2(Math.max(...this.structures.map(endOf))));
    this.put(0x00, 2, PCI_VENDOR);
    this.put(0x02, 2, (isLegacy ? transitionalDevices[type] : undefined) ?? PCI_DEVICES + id);
    this.put(0x04, 2, 0, 0x0407);
    this.put(0x08, 1, isLegacy ? 0 : 1);
    this.put(0x0a, 2, deviceTypeRules[type].pciClass);
    this.put(0x10, 4, isLegacy || bar === 'io' ? 1 : 0, -this.barLength >>> 0);
    this.put(0x2c, 2, PCI_VENDOR);
    this.put(0x2e, 2, isLegacy ? id : PCI_DEVICES + id);
    this.put(0x3c, 1, 0, 0xff);
    this.put(0x3d, 1, 1);
    this.window = isLegacy ? undefined : this.putCapabilities(capable);
  }

  /** Reads the configuration space. */
  readConfiguration(offset: number, width: number): number {
    if (this.reachesWindow(offset, width)) this.throughWindow(false);
    return this.got(offset, width);
  }

  writeConfiguration(offset: number, width: number, value: number): void {
    for (let at = 0; at < width && offset + at < 256; at++) {
      const mask = this.writable[offset + at] ?? 0;
      const kept = (this.space[offset + at] ?? 0) & ~mask;
      this.space[offset + at] = kept | (Math.floor(value / 256 ** at) & mask);
    }
    if (this.reachesWindow(offset, width)) this.throughWindow(true);
  }

  /** Reads BAR 0: the structure there, else 0. */
  readBar(offset: number, width: number): number {
    const found = this.structureAt(offset);
    return found ? this.registers.read(found.region, offset - found.offset, width) : 0;
  }

  writeBar(offset: number, width: number, value: number): void {
    const found = this.structureAt(offset);
    if (found) this.registers.write(found.region, offset - found.offset, width, value);
  }

  // --- internal ---

  private structureAt(offset: number): BarStructure | undefined {
    return this.structures.find((one) => one.offset <= offset && offset < endOf(one));
  }

  /** Puts a value into the configuration space, and the bits of it that a driver writes. */
  private put(offset: number, bytes: number, value: number, mask = 0): void {
    for (let at = 0; at < bytes; at++) {
      this.space[offset + at] = Math.floor(value / 256 ** at);
      this.writable[offset + at] = Math.floor(mask / 256 ** at);
    }
  }

  private got(offset: number, bytes: number): number {
    return this.space.subarray(offset, offset + bytes).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** A capability for each structure, and one that is a window into them: where that lies. */
  private putCapabilities(structures: readonly BarStructure<PciRegion>[]): number {
    this.put(0x06, 2, 0x10);
    this.put(0x34, 1, FIRST_CAPABILITY);
    let at = FIRST_CAPABILITY;
    for (const { region, offset, length } of structures) {
      const next = at + capabilityLength(region);
      this.putCapability(at, region, next);
      this.putField(at, 'offset', offset);
      this.putField(at, 'length', length);
      if (region === 'notify') this.putField(at, 'notify_off_multiplier', NOTIFY_MULTIPLIER);
      at = next;
    }
    this.putCapability(at, 'pci', 0);
    for (const name of [...windowFields, 'pci_cfg_data'] as const) this.putField(at, name, 0, 0xffff_ffff);
    return at;
  }

  private putCapability(at: number, structure: SizedStructure, next: number): void {
    this.putField(at, 'cap_vndr', VENDOR_CAPABILITY);
    this.putField(at, 'cap_next', next);
    this.putField(at, 'cap_len', capabilityLength(structure));
    this.putField(at, 'cfg_type', pciStructureTypes[structure]);
  }

  private putField(at: number, name: CapabilityField, value: number, mask = 0): void {
    const { offset, bytes } = capabilityFields[name];
    this.put(at + offset, bytes, value, mask);
  }

  private gotField(at: number, name: CapabilityField): number {
    const { offset, bytes } = capabilityFields[name];
    return this.got(at + offset, bytes);
  }

  private reachesWindow(offset: number, width: number): boolean {
    if (this.window === undefined) return false;
    const begin = this.window + capabilityFields.pci_cfg_data.offset;
    return offset < begin + capabilityFields.pci_cfg_data.bytes && begin < offset + width;
  }

  /** The access to the BAR that one to the data of the window is; none where it is not of 1, 2 or 4 bytes of BAR 0. */
  private throughWindow(isWrite: boolean): void {
    const at = this.window ?? 0;
    const [bar, offset = 0, length] = windowFields.map((name) => this.gotField(at, name));
    if (bar !== 0 || !(length === 1 || length === 2 || length === 4)) return;
    if (isWrite) this.writeBar(offset, length, this.gotField(at, 'pci_cfg_data') % 256 ** length);
    else this.putField(at, 'pci_cfg_data', this.readBar(offset, length), 0xffff_ffff);
  }
}

// --- internal ---

/** The regions that have a capability each. */
type PciRegion = Exclude<Region, 'io' | 'mmio'>;

const windowFields = ['bar', 'offset', 'length'] as const;

const FIRST_CAPABILITY = 0x40;

const endOf = ({ offset, length }: BarStructure): number => offset + length;

/** Each structure in lines of 64 bytes of its own, the doorbells last. */
const structuresOf = (type: DeviceTypeName, queues: number): BarStructure<PciRegion>[] => [
  { region: 'common', offset: 0x00, length: 0x40 },
  { region: 'isr', offset: 0x40, length: 1 },
  { region: 'device', offset: 0x80, length: configLength(type) },
  { region: 'notify', offset: 0x100, length: queues * NOTIFY_MULTIPLIER },
];

const legacyStructure = (type: DeviceTypeName): BarStructure => ({
  region: 'io',
  offset: 0,
  length: pciLegacyConfig(true) + configLength(type),
});

const configLength = (type: DeviceTypeName): number =>
  Math.max(...deviceTypeRules[type].configuration.map(({ offset, bytes }) => offset + bytes));
