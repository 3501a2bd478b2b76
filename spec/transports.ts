import { ADMIN_VQ, legacyFeatures, RING_RESET, SR_IOV } from './feature-bits.ts';
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
  /** Whether a driver must (or should) wait until the status reads 0; a channel command ends when the reset has. */
  readonly awaitReset: 'must' | 'should' | 'synchronous';
  /** Whether a driver can read back the features that it accepted; what it cannot read, it must remember. */
  readonly featuresReadBack: boolean;
  /** Whether the status can be read at all; a channel can since its revision 2. */
  readonly statusReadable: 'always' | 'since-revision-2';
  /** Features that the transport reserves: never offered, never accepted. */
  readonly unsupported: FeatureSet;
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5 */
export const transportRules: Readonly<Record<Transport, TransportRules>> = {
  pci: {
    legacy: false,
    refusal: 'features-ok-clear',
    awaitReset: 'must',
    featuresReadBack: true,
    statusReadable: 'always',
    unsupported: NONE,
  },
  'pci-legacy': {
    legacy: true,
    refusal: 'never',
    awaitReset: 'should',
    featuresReadBack: true,
    statusReadable: 'always',
    unsupported: NONE,
  },
  mmio: {
    legacy: false,
    refusal: 'features-ok-clear',
    awaitReset: 'should',
    featuresReadBack: false,
    statusReadable: 'always',
    unsupported: ADMIN_VQ | SR_IOV,
  },
  'mmio-legacy': {
    legacy: true,
    refusal: 'never',
    awaitReset: 'should',
    featuresReadBack: false,
    statusReadable: 'always',
    unsupported: ADMIN_VQ | SR_IOV,
  },
  ccw: {
    legacy: false,
    refusal: 'command-reject',
    awaitReset: 'synchronous',
    featuresReadBack: false,
    statusReadable: 'since-revision-2',
    unsupported: ADMIN_VQ | RING_RESET | SR_IOV,
  },
};

/** sec:Basic Facilities of a Virtio Device / Feature Bits #6 — those that have FEATURES_OK and VERSION_1. */
export const modernTransports: readonly Transport[] = transports.filter((one) => !transportRules[one].legacy);

/** sec:Basic Facilities of a Virtio Device / Feature Bits #6 — the others. */
export const legacyTransports: readonly Transport[] = transports.filter((one) => transportRules[one].legacy);

/** sec:Basic Facilities of a Virtio Device / Feature Bits #6 — a table with one entry a transport, made once. */
export function byTransport<Entry>(make: (transport: Transport) => Entry): (transport: Transport) => Entry {
  const table: Readonly<Record<Transport, Entry>> = {
    pci: make('pci'),
    'pci-legacy': make('pci-legacy'),
    mmio: make('mmio'),
    'mmio-legacy': make('mmio-legacy'),
    ccw: make('ccw'),
  };
  return (transport) => entryFor(transport, table);
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #6 — what a table says of a transport: quicker than a look by name, and asked dozens of times a run. */
export function entryFor<Entry>(transport: Transport, table: Readonly<Record<Transport, Entry>>): Entry {
  switch (transport) {
    case 'pci':
      return table.pci;
    case 'pci-legacy':
      return table['pci-legacy'];
    case 'mmio':
      return table.mmio;
    case 'mmio-legacy':
      return table['mmio-legacy'];
    case 'ccw':
      return table.ccw;
  }
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5 — what differs by transport, of one. */
export const rulesOver = (transport: Transport): TransportRules => entryFor(transport, transportRules);

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #5 — the bits a legacy interface can carry. */
export const LEGACY_WINDOW: FeatureSet = features(...Array.from({ length: 32 }, (_, bit) => bit));

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — what may be negotiated on a transport
 * of the features that a device type `defines`: what the transport carries and does not reserve, and on a legacy
 * one what only legacy knows. Anything else is ignored where it is offered.
 */
export const negotiableOn = (transport: Transport, defines: FeatureSet): FeatureSet => {
  const { legacy, unsupported } = transportRules[transport];
  return legacy ? (defines | legacyFeatures) & LEGACY_WINDOW : defines & ~unsupported;
};

/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1 — how many 32-bit feature windows a driver must cover. */
export const featureWindows = (transport: Transport, version: SpecVersion): number => {
  if (rulesOver(transport).legacy) return 1;
  return isSince(version, '1.4') ? 3 : 2;
};
