import { allTypeNames, type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import {
  type CapabilityField,
  capabilityFields,
  capabilityValue,
  PCI_DEVICES,
  PCI_VENDOR,
  pciStructureTypes,
  transitionalDevices,
  VENDOR_CAPABILITY,
} from '../../../spec/pci-capabilities.ts';
import type { Region, Registers } from './map.ts';

/** Where a function may be reached besides its configuration space. */
export type PciSpace = 'memory' | 'io';

/** A PCI bus as its host sees it: functions by number, 8 a slot; offsets and widths in bytes. */
export interface PciBus {
  readConfiguration(fn: number, offset: number, width: number): number;
  writeConfiguration(fn: number, offset: number, width: number, value: number): void;
  read(space: PciSpace, address: number, width: number): number;
  write(space: PciSpace, address: number, width: number, value: number): void;
}

/**
 * The bus of a machine by its I/O ports, by whose configuration mechanism 1 the configuration spaces are reached.
 */
export function busByPorts({ read, write }: Pick<PciBus, 'read' | 'write'>): PciBus {
  const select = (fn: number, offset: number): void =>
    write('io', CONFIGURATION_ADDRESS, 4, 0x8000_0000 + fn * 256 + (offset & 0xfc));
  return {
    readConfiguration: (fn, offset, width) => {
      select(fn, offset);
      return read('io', CONFIGURATION_DATA + (offset & 3), width);
    },
    writeConfiguration: (fn, offset, width, value) => {
      select(fn, offset);
      write('io', CONFIGURATION_DATA + (offset & 3), width, value);
    },
    read,
    write,
  };
}

/** A virtio function on a bus. */
export interface FoundFunction {
  readonly fn: number;
  /** The number of the device type that it says it is. */
  readonly type: number;
  readonly bus: PciBus;
}

/** Where the BARs of functions are put that have no address yet, in bytes. */
export interface BarRoom {
  memory: number;
  io: number;
}

/** The virtio functions of a bus, in order. */
export function virtioFunctions(bus: PciBus): FoundFunction[] {
  const found: FoundFunction[] = [];
  for (let fn = 0; fn < 256; fn++) {
    if (bus.readConfiguration(fn, 0, 2) !== PCI_VENDOR) continue;
    const id = bus.readConfiguration(fn, 2, 2);
    const legacy = allTypeNames.find((name) => transitionalDevices[name] === id);
    const type = legacy
      ? deviceTypeRules[legacy].id
      : id >= PCI_DEVICES
        ? id - PCI_DEVICES
        : bus.readConfiguration(fn, 0x2e, 2);
    found.push({ fn, type, bus });
  }
  return found;
}

/** Whether a function is of a device type. */
export const isOfType = ({ type }: FoundFunction, name: DeviceTypeName): boolean =>
  type === deviceTypeRules[name].id;

/** The registers of a function, and over modern PCI the bytes between doorbells. */
export interface FunctionRegisters {
  readonly registers: Registers;
  readonly notifyMultiplier: number;
}

/**
 * The registers of a function over one of its interfaces, once its BARs have addresses and it decodes them. Throws Error where it has no such
 * interface.
 */
export function registersOf(
  { fn, bus }: FoundFunction,
  transport: 'pci' | 'pci-legacy',
  room: BarRoom,
): FunctionRegisters {
  const bars = placeBars(fn, bus, room);
  bus.writeConfiguration(fn, 0x04, 2, DECODES);
  if (transport === 'pci-legacy') {
    const [first] = bars;
    if (first?.space !== 'io')
      throw new Error('it has no legacy interface: its first BAR is none of I/O ports');
    return { registers: through(bus, () => first), notifyMultiplier: 0 };
  }
  const structures = structuresOf(fn, bus, bars);
  if (!structures.has(pciStructureTypes.common))
    throw new Error('it has no modern interface: no capability is of a common configuration');
  const notifyMultiplier = structures.get(pciStructureTypes.notify)?.multiplier ?? 0;
  const registers: Registers = {
    ...through(bus, (region) =>
      region === 'io' || region === 'mmio' ? undefined : structures.get(pciStructureTypes[region]),
    ),
    capability: (type) => {
      const structure = structures.get(type);
      return structure ? capabilityValue(structure.offset, structure.multiplier) : 0;
    },
  };
  return { registers, notifyMultiplier };
}

// --- internal ---

const CONFIGURATION_ADDRESS = 0xcf8;
const CONFIGURATION_DATA = 0xcfc;

/** I/O, memory and bus master, without the interrupt line. */
const DECODES = 0x0407;

interface Place {
  readonly space: PciSpace;
  readonly address: number;
}

interface Structure extends Place {
  /** In its BAR. */
  readonly offset: number;
  readonly multiplier: number;
}

/** The addresses of its six BARs, each given one that has none. */
function placeBars(fn: number, bus: PciBus, room: BarRoom): (Place | undefined)[] {
  const bars: (Place | undefined)[] = [];
  for (let i = 0; i < 6; i++) {
    const at = 0x10 + 4 * i;
    const before = bus.readConfiguration(fn, at, 4);
    bus.writeConfiguration(fn, at, 4, 0xffff_ffff);
    const mask = bus.readConfiguration(fn, at, 4);
    bus.writeConfiguration(fn, at, 4, before);
    if (mask === 0) continue;
    const isPort = mask % 2 === 1;
    const space: PciSpace = isPort ? 'io' : 'memory';
    const bits = isPort ? 0xffff_fffc : 0xffff_fff0;
    const size = isPort ? (~(mask & bits) & 0xffff) + 1 : 2 ** 32 - ((mask & bits) >>> 0);
    let address = (before & bits) >>> 0;
    if (address === 0) {
      address = Math.ceil(room[space] / size) * size;
      room[space] = address + size;
      bus.writeConfiguration(fn, at, 4, address);
    }
    bars[i] = { space, address };
    const isWide = !isPort && (mask & 6) === 4;
    if (isWide) bus.writeConfiguration(fn, 0x10 + 4 * ++i, 4, 0);
  }
  return bars;
}

/** Where the structures lie that the capabilities of a function name, by type: of several of one type the first. */
function structuresOf(fn: number, bus: PciBus, bars: readonly (Place | undefined)[]): Map<number, Structure> {
  const structures = new Map<number, Structure>();
  const read = (at: number, width: number): number => bus.readConfiguration(fn, at, width);
  for (let at = read(0x34, 1), left = MOST_CAPABILITIES; at !== 0 && left > 0; at = read(at + 1, 1), left--) {
    if (read(at, 1) !== VENDOR_CAPABILITY) continue;
    const field = (name: CapabilityField): number =>
      read(at + capabilityFields[name].offset, capabilityFields[name].bytes);
    const type = field('cfg_type');
    const offset = field('offset');
    const { space, address } = bars[field('bar')] ?? NOWHERE;
    const multiplier = type === pciStructureTypes.notify ? field('notify_off_multiplier') : 0;
    if (!structures.has(type)) structures.set(type, { space, address: address + offset, offset, multiplier });
  }
  return structures;
}

/** Of a BAR that the function does not have. */
const NOWHERE: Place = { space: 'memory', address: 0 };

/** No configuration space has room for more. */
const MOST_CAPABILITIES = 48;

/** Registers that lie where a function has them; without a place they read 0. */
const through = (bus: PciBus, placeOf: (region: Region) => Place | undefined): Registers => ({
  read: (region, offset, width) => {
    const place = placeOf(region);
    return place ? bus.read(place.space, place.address + offset, width) : 0;
  },
  write: (region, offset, width, value) => {
    const place = placeOf(region);
    if (place) bus.write(place.space, place.address + offset, width, value);
  },
});
