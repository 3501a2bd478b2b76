import type { DeviceTypeName } from './device-types.ts';
import { negotiatedTypes, tableOfNegotiated } from './negotiated-types.ts';
import { isPowerOfTwo } from './virtqueues.ts';

/** sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities — what `cfg_type` says that a capability is of. */
export const pciStructureTypes = {
  common: 1,
  notify: 2,
  isr: 3,
  device: 4,
  pci: 5,
  'shared-memory': 8,
  vendor: 9,
} as const;

export type PciStructure = keyof typeof pciStructureTypes;

/** Those whose capabilities have the common layout, and at the most a field more. */
export type SizedStructure = Exclude<PciStructure, 'shared-memory' | 'vendor'>;

/** sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities — the identifier of a capability that a vendor defines. */
export const VENDOR_CAPABILITY = 0x09;

/** sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities — offset and width of each field of a capability, in bytes; the last one is there for its type alone. */
export const capabilityFields = {
  cap_vndr: { offset: 0, bytes: 1 },
  cap_next: { offset: 1, bytes: 1 },
  cap_len: { offset: 2, bytes: 1 },
  cfg_type: { offset: 3, bytes: 1 },
  bar: { offset: 4, bytes: 1 },
  id: { offset: 5, bytes: 1 },
  offset: { offset: 8, bytes: 4 },
  length: { offset: 12, bytes: 4 },
  /** Of `notify`: bytes between the doorbells of queues whose `queue_notify_off` differ by 1. */
  notify_off_multiplier: { offset: 16, bytes: 4 },
  /** Of `pci`: the window into a structure. */
  pci_cfg_data: { offset: 16, bytes: 4 },
} as const;

export type CapabilityField = keyof typeof capabilityFields;

/** sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities — bytes of a capability: `notify` and `pci` have a field more. */
export const capabilityLength = (of: SizedStructure): number => (of === 'notify' || of === 'pci' ? 20 : 16);

/** sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities — what a capability says of where its structure lies, as one number of which 0 says that there is none. */
export const capabilityValue = (offset: number, multiplier: number): number =>
  1 + (offset % 4) + 4 * multiplier;

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Notification capability #2 — the multiplier in such a number, and how far from 4-byte aligned the structure is, in bytes. */
export const capabilityOf = (value: number): { readonly beyond: number; readonly multiplier: number } => ({
  beyond: (value - 1) % 4,
  multiplier: Math.floor((value - 1) / 4),
});

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Notification capability #2 — whether doorbells may be so many bytes apart. */
export const isLegalMultiplier = (multiplier: number): boolean =>
  multiplier === 0 || (multiplier >= 2 && isPowerOfTwo(multiplier));

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery */
export const PCI_VENDOR = 0x1af4;

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery — what a device type's number is added to. */
export const PCI_DEVICES = 0x1040;

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery — the numbers of devices that drivers of the legacy interface know too; undefined where a type has no such interface. */
export const transitionalDevices: Readonly<Record<DeviceTypeName, number | undefined>> = {
  net: 0x1000,
  blk: 0x1001,
  console: 0x1003,
  scsi: 0x1004,
  ...tableOfNegotiated((type) => negotiatedTypes[type].transitional),
};
