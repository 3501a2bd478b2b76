import { ofQueue, type Register, register } from './registers.ts';

/**
 * sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #3 — every
 * field of the header in order; the two last ones are there while MSI-X is enabled (#4).
 */
export const pciLegacyRegisters = (msix: boolean): Register[] => (msix ? [...header, ...vectors] : header);

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #4 — bytes from the beginning of the header to the device configuration. */
export const pciLegacyConfig = (msix: boolean): number => (msix ? 24 : 20);

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration #1 — bytes of a page, by whose number a driver says where a virtqueue lies. */
export const PCI_LEGACY_PAGE = 4096;

// --- internal ---

const header: Register[] = [
  register(0, 4, 'RO', 'device_feature'),
  register(4, 4, 'RW', 'driver_feature'),
  register(8, 4, 'RW', 'queue_pfn', { ...ofQueue, aliases: ['queue_address'] }),
  register(12, 2, 'RO', 'queue_size', ofQueue),
  register(14, 2, 'RW', 'queue_select'),
  register(16, 2, 'RW', 'notify', { aliases: ['queue_notify'] }),
  register(18, 1, 'RW', 'device_status'),
  register(19, 1, 'RO', 'isr', { aliases: ['isr_status'] }),
];

const vectors: Register[] = [
  register(20, 2, 'RW', 'config_msix_vector'),
  register(22, 2, 'RW', 'queue_msix_vector', ofQueue),
];
