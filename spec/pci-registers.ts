import { ADMIN_VQ, NOTIF_CONFIG_DATA, RING_RESET } from './feature-bits.ts';
import { type FeatureSet, NONE } from './features.ts';
import type { SpecVersion } from './versions.ts';

/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #2 — of the interrupt status: the device has used buffers … */
export const USED_BUFFERS = 1;
/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #4 — … or its configuration, the status among it, has changed. */
export const CONFIG_CHANGED = 2;

/** The fields whose value says what other fields are about. */
export type PciSelector = 'device_feature_select' | 'driver_feature_select' | 'queue_select';

/** A field of the common configuration structure. */
export interface PciRegister {
  /** As the latest version has it. */
  readonly name: string;
  /** What recordings and earlier versions also call it. */
  readonly aliases: readonly string[];
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
  /** Width in bytes; a driver reaches one of 8 as two halves of 4. */
  readonly bytes: 1 | 2 | 4 | 8;
  /** RO: for the device to set; see `isWriteForbidden`. */
  readonly access: 'RO' | 'RW';
  /** The field that says which window or virtqueue this one is about. */
  readonly selectedBy: PciSelector | undefined;
  readonly since: SpecVersion;
  /** Negotiated features without which the field does not exist. */
  readonly needs: FeatureSet;
}

const field = (
  offset: number,
  bytes: PciRegister['bytes'],
  access: PciRegister['access'],
  name: string,
  more: Partial<Omit<PciRegister, 'offset' | 'bytes' | 'access' | 'name'>> = {},
): PciRegister => ({
  name,
  aliases: [],
  offset,
  bytes,
  access,
  selectedBy: undefined,
  since: '1.0',
  needs: NONE,
  ...more,
});

const ofQueue = { selectedBy: 'queue_select' } as const;

/**
 * sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — every
 * field in order. RO: drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1.
 */
export const pciRegisters: readonly PciRegister[] = [
  field(0x00, 4, 'RW', 'device_feature_select'),
  field(0x04, 4, 'RO', 'device_feature', { selectedBy: 'device_feature_select' }),
  field(0x08, 4, 'RW', 'driver_feature_select'),
  field(0x0c, 4, 'RW', 'driver_feature', { selectedBy: 'driver_feature_select' }),
  field(0x10, 2, 'RW', 'config_msix_vector', { aliases: ['msix_config'] }),
  field(0x12, 2, 'RO', 'num_queues'),
  field(0x14, 1, 'RW', 'device_status'),
  field(0x15, 1, 'RO', 'config_generation'),
  field(0x16, 2, 'RW', 'queue_select'),
  field(0x18, 2, 'RW', 'queue_size', ofQueue),
  field(0x1a, 2, 'RW', 'queue_msix_vector', ofQueue),
  field(0x1c, 2, 'RW', 'queue_enable', ofQueue),
  field(0x1e, 2, 'RO', 'queue_notify_off', ofQueue),
  field(0x20, 8, 'RW', 'queue_desc', ofQueue),
  field(0x28, 8, 'RW', 'queue_driver', { ...ofQueue, aliases: ['queue_avail'] }),
  field(0x30, 8, 'RW', 'queue_device', { ...ofQueue, aliases: ['queue_used'] }),
  field(0x38, 2, 'RO', 'queue_notif_config_data', {
    ...ofQueue,
    aliases: ['queue_notify_data'],
    since: '1.2',
    needs: NOTIF_CONFIG_DATA,
  }),
  field(0x3a, 2, 'RW', 'queue_reset', { ...ofQueue, since: '1.2', needs: RING_RESET }),
  field(0x3c, 2, 'RO', 'admin_queue_index', { since: '1.3', needs: ADMIN_VQ }),
  field(0x3e, 2, 'RO', 'admin_queue_num', { since: '1.3', needs: ADMIN_VQ }),
];

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — the field of a name, or of an alias. */
export const pciRegister = (name: string): PciRegister | undefined => byName.get(name);

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / MSI-X Vector Configuration #1 — what a vector field holds that is not assigned. */
export const NO_VECTOR = 0xffff;

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1 — whether a driver must not write a field. Those of admin queues are read-only too, but no rule forbids to write them. */
export const isWriteForbidden = ({ access, needs }: PciRegister): boolean =>
  access === 'RO' && needs !== ADMIN_VQ;

/** One access of natural width: a whole field, or half of one that is 8 bytes wide. */
export interface PciAccess {
  /** The name of the field, `_lo` or `_hi` after it for a half. */
  readonly name: string;
  readonly offset: number;
  readonly bytes: 1 | 2 | 4;
  readonly register: PciRegister;
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — what a driver reads and writes: 64-bit fields as two halves, the lower first. */
export const pciAccesses: readonly PciAccess[] = pciRegisters.flatMap((register): PciAccess[] => {
  const { name, offset, bytes } = register;
  return bytes === 8
    ? [
        { name: `${name}_lo`, offset, bytes: 4, register },
        { name: `${name}_hi`, offset: offset + 4, bytes: 4, register },
      ]
    : [{ name, offset, bytes, register }];
});

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — the access of a name, or of an alias of its field. */
export const pciAccess = (name: string): PciAccess | undefined => accessByName.get(name);

// --- internal ---

const byName: ReadonlyMap<string, PciRegister> = new Map(
  pciRegisters.flatMap((register) =>
    [register.name, ...register.aliases].map((name) => [name, register] as const),
  ),
);

const accessByName: ReadonlyMap<string, PciAccess> = new Map(
  pciAccesses.flatMap((access) => {
    const { name, aliases } = access.register;
    const half = access.name.slice(name.length);
    return [name, ...aliases].map((known) => [known + half, access] as const);
  }),
);
