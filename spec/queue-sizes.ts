import { RING_PACKED } from './feature-bits.ts';
import { type FeatureSet, includes } from './features.ts';
import { entryFor, type Transport } from './transports.ts';
import { isLegalSize, largestLegalSize } from './virtqueues.ts';

/** How a transport tells the size of a virtqueue, and lets the driver choose one. */
export interface SizeRules {
  /** Whether 0 says that there is no queue; a channel gives it no meaning. */
  readonly zeroMeansAbsent: boolean;
  /** Whether what it tells must be 0 or a power of two where RING_PACKED is not negotiated: PCI says so, and a size that cannot be changed is the size in use. */
  readonly powerOfTwoUnlessPacked: boolean;
  /** How strongly the driver's size is bound by the maximum; `fixed`: it cannot choose. */
  readonly bound: 'must' | 'should' | 'described' | 'unstated' | 'fixed';
  /** What a driver reads once it has chosen a size: that one, or the maximum as before, which is told apart. */
  readonly reads: 'chosen' | 'maximum';
}

/**
 * sec:Basic Facilities of a Virtio Device / Split Virtqueues #6 — how each transport tells the size of a queue, which the
 * standard leaves to it
 * (sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5;
 * sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration #2;
 * sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #3;
 * sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #3;
 * sec:Virtio Transport Options / Virtio over channel I/O / Device Initialization / Configuring a Virtqueue #1).
 */
export const sizeRules: Readonly<Record<Transport, SizeRules>> = {
  pci: { zeroMeansAbsent: true, powerOfTwoUnlessPacked: true, bound: 'described', reads: 'chosen' },
  'pci-legacy': { zeroMeansAbsent: true, powerOfTwoUnlessPacked: true, bound: 'fixed', reads: 'chosen' },
  mmio: { zeroMeansAbsent: true, powerOfTwoUnlessPacked: false, bound: 'must', reads: 'maximum' },
  'mmio-legacy': { zeroMeansAbsent: true, powerOfTwoUnlessPacked: false, bound: 'should', reads: 'maximum' },
  ccw: { zeroMeansAbsent: false, powerOfTwoUnlessPacked: false, bound: 'unstated', reads: 'maximum' },
};

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #6 — how one transport tells the size of a queue. */
export const sizeRulesOver = (transport: Transport): SizeRules => entryFor(transport, sizeRules);

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #10 — whether a device may tell `size` under what is negotiated; 0 where there is no queue. */
export const mayTell = (transport: Transport, size: number, accepted: FeatureSet): boolean => {
  const { zeroMeansAbsent, powerOfTwoUnlessPacked } = sizeRulesOver(transport);
  if (size === 0) return zeroMeansAbsent;
  const bound = powerOfTwoUnlessPacked && !includes(accepted, RING_PACKED);
  // Stryker disable next-line StringLiteral: "" does not compile
  return isLegalSize(size, bound ? 'split' : 'packed');
};

/**
 * sec:Basic Facilities of a Virtio Device / Split Virtqueues #4 — the most entries that a driver can use of a queue whose device told
 * `told`; 0: none. Where the maximum may be any number, a split ring is the largest power of two within it.
 */
export function usableSize(transport: Transport, told: number, accepted: FeatureSet): number {
  if (!mayTell(transport, told, accepted)) return 0;
  // Stryker disable next-line StringLiteral: "" does not compile
  return largestLegalSize(told, includes(accepted, RING_PACKED) ? 'packed' : 'split');
}
