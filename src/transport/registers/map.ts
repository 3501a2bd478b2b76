import {
  MMIO_CONFIG,
  MMIO_MAGIC,
  mmioLegacyRegisters,
  mmioRegisters,
  mmioVersions,
} from '../../../spec/mmio-registers.ts';
import { PCI_VENDOR } from '../../../spec/pci-capabilities.ts';
import { pciLegacyConfig, pciLegacyRegisters } from '../../../spec/pci-legacy-registers.ts';
import { NO_VECTOR, pciRegisters } from '../../../spec/pci-registers.ts';
import { naturalAccesses, type Register, type RegisterSelector, register } from '../../../spec/registers.ts';
import type { Transport } from '../../../spec/transports.ts';

/** Part of what a device shows its driver: over PCI the structures of its capabilities, over legacy PCI its I/O ports, over MMIO its window. */
export type Region = 'common' | 'notify' | 'isr' | 'device' | 'io' | 'mmio';

/** The registers of a device; offset and width in bytes, values unsigned. */
export interface Registers {
  read(region: Region, offset: number, width: number): number;
  write(region: Region, offset: number, width: number, value: number): void;
  /** Over PCI: of a capability, by the type of its structure, where that lies: see `capabilityValue`; 0: there is none. Unknown if absent. */
  capability?(type: number): number;
}

/** A register, or half of one, where a driver reaches it in one access. */
export interface Place {
  readonly name: string;
  readonly region: Region;
  readonly offset: number;
  readonly bytes: number;
  readonly access: Register['access'];
  readonly selectedBy: RegisterSelector | undefined;
}

/** Where a driver finds what over one transport. */
export interface RegisterMap {
  readonly places: readonly Place[];
  /** Where the device configuration begins, and whether a driver may read it in pieces of any width. */
  readonly config: { readonly region: Region; readonly offset: number; readonly anyWidth: boolean };
  /** What a driver writes to give a queue back, and whether it reads that back. */
  readonly release: { readonly name: string; readonly value: number; readonly isReadBack: boolean };
  /** What registers show that nobody has written; 0 where absent. */
  readonly initial: Readonly<Record<string, number>>;
}

/** The transports that have registers: a channel has commands. */
export type RegisterTransport = Exclude<Transport, 'ccw'>;

const noVectors = { config_msix_vector: NO_VECTOR, queue_msix_vector: NO_VECTOR };

const pageReleased = { name: 'queue_pfn', value: 0, isReadBack: false };

/** There is no shared memory: its length and base are all ones. */
const mmioIdentity = (transport: keyof typeof mmioVersions): RegisterMap['initial'] => ({
  magic_value: MMIO_MAGIC,
  version: mmioVersions[transport],
  vendor_id: PCI_VENDOR,
  shm_len_lo: 0xffff_ffff,
  shm_len_hi: 0xffff_ffff,
  shm_base_lo: 0xffff_ffff,
  shm_base_hi: 0xffff_ffff,
});

/** The map of a transport, over legacy PCI that while MSI-X is disabled. */
export const registerMaps: Readonly<Record<RegisterTransport, RegisterMap>> = {
  pci: {
    places: [
      ...placesIn('common', pciRegisters),
      ...placesIn('notify', [register(0, 2, 'WO', 'notify')]),
      ...placesIn('isr', [register(0, 1, 'RO', 'isr')]),
    ],
    config: { region: 'device', offset: 0, anyWidth: false },
    release: { name: 'queue_msix_vector', value: NO_VECTOR, isReadBack: true },
    initial: noVectors,
  },
  'pci-legacy': pciLegacyMap(false),
  mmio: {
    places: placesIn('mmio', mmioRegisters),
    config: { region: 'mmio', offset: MMIO_CONFIG, anyWidth: false },
    release: { name: 'queue_enable', value: 0, isReadBack: true },
    initial: mmioIdentity('mmio'),
  },
  'mmio-legacy': {
    places: placesIn('mmio', mmioLegacyRegisters),
    config: { region: 'mmio', offset: MMIO_CONFIG, anyWidth: true },
    release: pageReleased,
    initial: mmioIdentity('mmio-legacy'),
  },
};

/** The map of legacy PCI: the device configuration lies elsewhere while MSI-X is enabled. */
export function pciLegacyMap(msix: boolean): RegisterMap {
  return {
    places: placesIn('io', pciLegacyRegisters(msix)),
    config: { region: 'io', offset: pciLegacyConfig(msix), anyWidth: true },
    release: pageReleased,
    initial: noVectors,
  };
}

/** Bytes between the doorbells of our own devices over PCI. */
export const NOTIFY_MULTIPLIER = 4;

/** Where a register is read; undefined where the map has none of the name that may be. */
export const readPlace = (map: RegisterMap, name: string): Place | undefined => namesOf(map).read.get(name);

/** Where a register is written; undefined where the map has none of the name that may be. */
export const writtenPlace = (map: RegisterMap, name: string): Place | undefined =>
  namesOf(map).written.get(name);

/** Whether the size of a queue reads what was written, not the most that there may be. */
export const readsChosenSize = (map: RegisterMap): boolean =>
  readPlace(map, 'queue_size') === writtenPlace(map, 'queue_size');

/** The register at an offset, or around it. A doorbell is wherever the device says: all of its region over PCI. */
export const placeAt = ({ places }: RegisterMap, region: Region, offset: number): Place | undefined =>
  places.find(
    (place) =>
      place.region === region &&
      (region === 'notify' || (place.offset <= offset && offset < place.offset + place.bytes)),
  );

// --- internal ---

/** The places of a map by name: those that may be read, and those that may be written. */
interface ByName {
  readonly read: ReadonlyMap<string, Place>;
  readonly written: ReadonlyMap<string, Place>;
}

/** PERF: every access of a driver asks for one or two, and to look through a map takes as long as the access. */
const byName = new WeakMap<RegisterMap, ByName>();

function namesOf(map: RegisterMap): ByName {
  let names = byName.get(map);
  if (names === undefined) {
    names = { read: firstByName(map, 'WO'), written: firstByName(map, 'RO') };
    byName.set(map, names);
  }
  return names;
}

/** The first place of each name that has not the access `but`. */
const firstByName = ({ places }: RegisterMap, but: Place['access']): ReadonlyMap<string, Place> =>
  new Map(
    places
      .filter(({ access }) => access !== but)
      .toReversed()
      .map((place) => [place.name, place]),
  );

function placesIn(region: Region, registers: readonly Register[]): Place[] {
  return naturalAccesses(registers).map(({ name, offset, bytes, register: { access, selectedBy } }) => ({
    name,
    region,
    offset,
    bytes,
    access,
    selectedBy,
  }));
}
