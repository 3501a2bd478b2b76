import { type FeatureSet, NONE } from './features.ts';
import type { SpecVersion } from './versions.ts';

/** The registers whose value says what other registers are about. */
export type RegisterSelector =
  | 'device_feature_select'
  | 'driver_feature_select'
  | 'queue_select'
  | 'shm_select';

/** A register of a transport's map: a field of the common configuration over PCI, or its counterpart elsewhere. */
export interface Register {
  /** The same in every map that has such a register: as the common configuration over PCI calls it in the latest version, if it does. */
  readonly name: string;
  /** What the map itself, recordings and earlier versions also call it. */
  readonly aliases: readonly string[];
  /** Bytes from the beginning of the map. */
  readonly offset: number;
  /** Width in bytes; a driver reaches one of 8 as two halves of 4. */
  readonly bytes: 1 | 2 | 4 | 8;
  /** RO: for the device to set; WO: for the driver to set, and not to read. */
  readonly access: 'RO' | 'WO' | 'RW';
  /** The register that says which window, virtqueue or region this one is about. */
  readonly selectedBy: RegisterSelector | undefined;
  readonly since: SpecVersion;
  /** Negotiated features without which it does not exist. */
  readonly needs: FeatureSet;
}

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — a register that exists in every version, whatever is negotiated, and needs no selection, but for what `more` says. */
export const register = (
  offset: number,
  bytes: Register['bytes'],
  access: Register['access'],
  name: string,
  more: Partial<Omit<Register, 'offset' | 'bytes' | 'access' | 'name'>> = {},
): Register => ({
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

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #4 — of a register of one virtqueue. */
export const ofQueue = { selectedBy: 'queue_select' } as const;

/** One access of natural width: a whole register, or half of one that is 8 bytes wide. */
export interface NaturalAccess {
  /** The name of the register, `_lo` or `_hi` after it for a half. */
  readonly name: string;
  readonly offset: number;
  readonly bytes: 1 | 2 | 4;
  readonly register: Register;
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — what a driver reads and writes of a map: 64-bit registers as two halves, the lower first. */
export const naturalAccesses = (registers: readonly Register[]): NaturalAccess[] =>
  registers.flatMap((whole): NaturalAccess[] => {
    const { name, offset, bytes } = whole;
    return bytes === 8
      ? [
          { name: `${name}_lo`, offset, bytes: 4, register: whole },
          { name: `${name}_hi`, offset: offset + 4, bytes: 4, register: whole },
        ]
      : [{ name, offset, bytes, register: whole }];
  });
