import { ADMIN_VQ, NOTIF_CONFIG_DATA, RING_RESET } from './feature-bits.ts';
import { type NaturalAccess, naturalAccesses, ofQueue, type Register, register } from './registers.ts';

/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #2 — of the interrupt status: the device has used buffers … */
export const USED_BUFFERS = 1;
/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #4 — … or its configuration, the status among it, has changed. */
export const CONFIG_CHANGED = 2;

/**
 * sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — every
 * field in order. RO: drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1.
 */
export const pciRegisters: readonly Register[] = [
  register(0x00, 4, 'RW', 'device_feature_select'),
  register(0x04, 4, 'RO', 'device_feature', { selectedBy: 'device_feature_select' }),
  register(0x08, 4, 'RW', 'driver_feature_select'),
  register(0x0c, 4, 'RW', 'driver_feature', { selectedBy: 'driver_feature_select' }),
  register(0x10, 2, 'RW', 'config_msix_vector', { aliases: ['msix_config'] }),
  register(0x12, 2, 'RO', 'num_queues'),
  register(0x14, 1, 'RW', 'device_status'),
  register(0x15, 1, 'RO', 'config_generation'),
  register(0x16, 2, 'RW', 'queue_select'),
  register(0x18, 2, 'RW', 'queue_size', ofQueue),
  register(0x1a, 2, 'RW', 'queue_msix_vector', ofQueue),
  register(0x1c, 2, 'RW', 'queue_enable', ofQueue),
  register(0x1e, 2, 'RO', 'queue_notify_off', ofQueue),
  register(0x20, 8, 'RW', 'queue_desc', ofQueue),
  register(0x28, 8, 'RW', 'queue_driver', { ...ofQueue, aliases: ['queue_avail'] }),
  register(0x30, 8, 'RW', 'queue_device', { ...ofQueue, aliases: ['queue_used'] }),
  register(0x38, 2, 'RO', 'queue_notif_config_data', {
    ...ofQueue,
    aliases: ['queue_notify_data'],
    since: '1.2',
    needs: NOTIF_CONFIG_DATA,
  }),
  register(0x3a, 2, 'RW', 'queue_reset', { ...ofQueue, since: '1.2', needs: RING_RESET }),
  register(0x3c, 2, 'RO', 'admin_queue_index', { since: '1.3', needs: ADMIN_VQ }),
  register(0x3e, 2, 'RO', 'admin_queue_num', { since: '1.3', needs: ADMIN_VQ }),
];

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — the field of a name, or of an alias. */
export const pciRegister = (name: string): Register | undefined => byName.get(name);

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / MSI-X Vector Configuration #1 — what a vector field holds that is not assigned. */
export const NO_VECTOR = 0xffff;

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1 — whether a driver must not write a field. Those of admin queues are read-only too, but no rule forbids to write them. */
export const isWriteForbidden = ({ access, needs }: Register): boolean =>
  access === 'RO' && needs !== ADMIN_VQ;

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — what a driver reads and writes. */
export const pciAccesses: readonly NaturalAccess[] = naturalAccesses(pciRegisters);

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — the access of a name, or of an alias of its field. */
export const pciAccess = (name: string): NaturalAccess | undefined => accessByName.get(name);

// --- internal ---

const byName: ReadonlyMap<string, Register> = new Map(
  pciRegisters.flatMap((field) => [field.name, ...field.aliases].map((name) => [name, field] as const)),
);

const accessByName: ReadonlyMap<string, NaturalAccess> = new Map(
  pciAccesses.flatMap((access) => {
    const { name, aliases } = access.register;
    const half = access.name.slice(name.length);
    return [name, ...aliases].map((known) => [known + half, access] as const);
  }),
);
