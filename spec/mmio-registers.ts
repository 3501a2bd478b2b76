import { RING_RESET } from './feature-bits.ts';
import { ofQueue, type Register, register } from './registers.ts';

/**
 * sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #2 — every register of version 2 in order,
 * each 32 bits wide: drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #2. The aliases
 * of the 64-bit ones have `Low` and `High` after them for a half.
 */
export const mmioRegisters: readonly Register[] = [
  register(0x000, 4, 'RO', 'magic_value', { aliases: ['MagicValue'] }),
  register(0x004, 4, 'RO', 'version', { aliases: ['Version'] }),
  register(0x008, 4, 'RO', 'device_id', { aliases: ['DeviceID'] }),
  register(0x00c, 4, 'RO', 'vendor_id', { aliases: ['VendorID'] }),
  register(0x010, 4, 'RO', 'device_feature', {
    aliases: ['DeviceFeatures', 'HostFeatures'],
    selectedBy: 'device_feature_select',
  }),
  register(0x014, 4, 'WO', 'device_feature_select', { aliases: ['DeviceFeaturesSel', 'HostFeaturesSel'] }),
  register(0x020, 4, 'WO', 'driver_feature', {
    aliases: ['DriverFeatures', 'GuestFeatures'],
    selectedBy: 'driver_feature_select',
  }),
  register(0x024, 4, 'WO', 'driver_feature_select', { aliases: ['DriverFeaturesSel', 'GuestFeaturesSel'] }),
  register(0x030, 4, 'WO', 'queue_select', { aliases: ['QueueSel'] }),
  register(0x034, 4, 'RO', 'queue_size', { ...ofQueue, aliases: ['QueueSizeMax', 'QueueNumMax'] }),
  register(0x038, 4, 'WO', 'queue_size', { ...ofQueue, aliases: ['QueueSize', 'QueueNum'] }),
  register(0x044, 4, 'RW', 'queue_enable', { ...ofQueue, aliases: ['QueueReady'] }),
  register(0x050, 4, 'WO', 'notify', { aliases: ['QueueNotify'] }),
  register(0x060, 4, 'RO', 'isr', { aliases: ['InterruptStatus'] }),
  register(0x064, 4, 'WO', 'isr_acknowledge', { aliases: ['InterruptACK'] }),
  register(0x070, 4, 'RW', 'device_status', { aliases: ['Status'] }),
  register(0x080, 8, 'WO', 'queue_desc', { ...ofQueue, aliases: ['QueueDesc'] }),
  register(0x090, 8, 'WO', 'queue_driver', { ...ofQueue, aliases: ['QueueDriver', 'QueueAvail'] }),
  register(0x0a0, 8, 'WO', 'queue_device', { ...ofQueue, aliases: ['QueueDevice', 'QueueUsed'] }),
  register(0x0ac, 4, 'WO', 'shm_select', { aliases: ['SHMSel'], since: '1.2' }),
  register(0x0b0, 8, 'RO', 'shm_len', { aliases: ['SHMLen'], selectedBy: 'shm_select', since: '1.2' }),
  register(0x0b8, 8, 'RO', 'shm_base', { aliases: ['SHMBase'], selectedBy: 'shm_select', since: '1.2' }),
  register(0x0c0, 4, 'RW', 'queue_reset', {
    ...ofQueue,
    aliases: ['QueueReset'],
    since: '1.2',
    needs: RING_RESET,
  }),
  register(0x0fc, 4, 'RO', 'config_generation', { aliases: ['ConfigGeneration'] }),
];

/**
 * sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #1 — every register of version 1 in order: those of
 * version 2 but for a queue's own, of which the address is a page number (#6), in pages of a size that the driver sets (#2).
 */
export const mmioLegacyRegisters: readonly Register[] = [
  ...mmioRegisters.filter(({ offset }) => offset < 0x028),
  register(0x028, 4, 'WO', 'guest_page_size', { aliases: ['GuestPageSize'] }),
  ...mmioRegisters.filter(({ offset }) => offset >= 0x030 && offset < 0x03c),
  register(0x03c, 4, 'WO', 'queue_align', { ...ofQueue, aliases: ['QueueAlign'] }),
  register(0x040, 4, 'RW', 'queue_pfn', { ...ofQueue, aliases: ['QueuePFN'] }),
  ...mmioRegisters.filter(({ offset }) => offset >= 0x050 && offset < 0x080),
];

/** sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #1 — bytes from the beginning of the map to the device configuration, in both versions. */
export const MMIO_CONFIG = 0x100;

/** devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #1 — "virt", little-endian. */
export const MMIO_MAGIC = 0x7472_6976;

/** devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #1 — what the version register reads; of the legacy one: sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #1. */
export const mmioVersions = { mmio: 2, 'mmio-legacy': 1 } as const;
