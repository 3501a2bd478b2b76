import { ADMIN_VQ, RING_RESET, SR_IOV } from './feature-bits.ts';
import { type FeatureSet, features, NONE } from './features.ts';
import type { SpecVersion } from './versions.ts';
import { isSince } from './versions.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #6 — how a driver and a device talk. */
export const transports = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy', 'ccw'] as const;

export type Transport = (typeof transports)[number];

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5 — what differs by transport. */
export interface TransportRules {
  /** No FEATURES_OK, no VERSION_1: a device cannot refuse, and only bits 0 to 31 exist. */
  readonly legacy: boolean;
  /** How a refusal shows: FEATURES_OK reads back clear, the status write is rejected, or not at all. */
  readonly refusal: 'features-ok-clear' | 'command-reject' | 'never';
  /** Whether the driver may use fewer entries than the device presents. */
  readonly sizeReducible: boolean;
  /** Whether a driver must (or should) wait until the status reads 0; a channel command ends when the reset has. */
  readonly awaitReset: 'must' | 'should' | 'synchronous';
  /** Features that the transport reserves: never offered, never accepted. */
  readonly unsupported: FeatureSet;
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5 */
export const transportRules: Readonly<Record<Transport, TransportRules>> = {
  pci: {
    legacy: false,
    refusal: 'features-ok-clear',
    sizeReducible: true,
    awaitReset: 'must',
    unsupported: NONE,
  },
  'pci-legacy': {
    legacy: true,
    refusal: 'never',
    sizeReducible: false,
    awaitReset: 'should',
    unsupported: NONE,
  },
  mmio: {
    legacy: false,
    refusal: 'features-ok-clear',
    sizeReducible: true,
    awaitReset: 'should',
    unsupported: ADMIN_VQ | SR_IOV,
  },
  'mmio-legacy': {
    legacy: true,
    refusal: 'never',
    sizeReducible: true,
    awaitReset: 'should',
    unsupported: SR_IOV,
  },
  ccw: {
    legacy: false,
    refusal: 'command-reject',
    sizeReducible: true,
    awaitReset: 'synchronous',
    unsupported: ADMIN_VQ | RING_RESET | SR_IOV,
  },
};

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #5 — the bits a legacy interface can carry. */
export const LEGACY_WINDOW: FeatureSet = features(...Array.from({ length: 32 }, (_, bit) => bit));

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1 — how many 32-bit feature windows a driver must cover. */
export const featureWindows = (transport: Transport, version: SpecVersion): number => {
  if (transportRules[transport].legacy) return 1;
  return isSince(version, '1.4') ? 3 : 2;
};
