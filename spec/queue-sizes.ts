import { RING_PACKED } from './feature-bits.ts';
import { type FeatureSet, includes } from './features.ts';
import { DRIVER, FEATURES_OK } from './status.ts';
import { byTransport, type Transport } from './transports.ts';
import { isLegalSize, largestLegalSize } from './virtqueues.ts';

/** How a transport tells the size of a virtqueue, and lets the driver choose one. */
export interface SizeRules {
  /** The register or command that tells it. */
  readonly readFrom: string;
  /** What must come before: a selection, which is a write, or the revision of the channel. */
  readonly readAfter: 'queue-select' | 'set-revision';
  /** How long the device's maximum can be read: always, until the driver writes a size of its own, or while the queue is idle. */
  readonly maximumShows: 'always' | 'until-size-written' | 'while-idle';
  /** Whether 0 says that there is no queue; a channel gives it no meaning. */
  readonly zeroMeansAbsent: boolean;
  /** Whether what it tells must be 0 or a power of two where RING_PACKED is not negotiated: PCI says so, and a size that cannot be changed is the size in use. */
  readonly powerOfTwoUnlessPacked: boolean;
  /** How strongly the driver's size is bound by the maximum; `fixed`: it cannot choose. */
  readonly bound: 'must' | 'should' | 'described' | 'unstated' | 'fixed';
}

const COMMON =
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';

/** sec:Basic Facilities of a Virtio Device / Split Virtqueues #6 — where and when each transport tells the size of a queue, which the standard leaves to it. */
export const sizeRules: Readonly<Record<Transport, SizeRules & { readonly clause: string }>> = {
  pci: {
    readFrom: 'queue_size',
    readAfter: 'queue-select',
    maximumShows: 'until-size-written',
    zeroMeansAbsent: true,
    powerOfTwoUnlessPacked: true,
    bound: 'described',
    clause: `${COMMON} #5`,
  },
  'pci-legacy': {
    readFrom: 'queue_size',
    readAfter: 'queue-select',
    maximumShows: 'always',
    zeroMeansAbsent: true,
    powerOfTwoUnlessPacked: true,
    bound: 'fixed',
    clause:
      'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration #2',
  },
  mmio: {
    readFrom: 'QueueSizeMax',
    readAfter: 'queue-select',
    maximumShows: 'always',
    zeroMeansAbsent: true,
    powerOfTwoUnlessPacked: false,
    bound: 'must',
    clause: 'sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #3',
  },
  'mmio-legacy': {
    readFrom: 'QueueNumMax',
    readAfter: 'queue-select',
    maximumShows: 'while-idle',
    zeroMeansAbsent: true,
    powerOfTwoUnlessPacked: false,
    bound: 'should',
    clause: 'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #3',
  },
  ccw: {
    readFrom: 'READ_VQ_CONF',
    readAfter: 'set-revision',
    maximumShows: 'always',
    zeroMeansAbsent: false,
    powerOfTwoUnlessPacked: false,
    bound: 'unstated',
    clause:
      'sec:Virtio Transport Options / Virtio over channel I/O / Device Initialization / Configuring a Virtqueue #1',
  },
};

/** What a driver has done to a virtqueue since the last reset. */
export interface QueueState {
  /** It wrote a size of its own. */
  readonly sizeWritten: boolean;
  /** The queue is in use: enabled, ready, or has an address. */
  readonly inUse: boolean;
}

/**
 * What a driver learns by reading a size: the device's maximum, or its own choice; a `provisional` number,
 * which may change with what is negotiated; or nothing, because it may not read now.
 */
export type SizeReading = 'maximum' | 'own-choice' | 'provisional' | 'barred';

/**
 * drivernormative:General Initialization And Device Operation / Device Initialization #9 — what a read of a
 * queue's size tells at `status`. Queues are discovered after FEATURES_OK; nothing bars an earlier look, but
 * then the size of a queue that exists by feature may be 0, and on PCI a maximum must be a power of two until
 * RING_PACKED is negotiated. Legacy has no FEATURES_OK and is looked at any time.
 */
export function sizeReading(transport: Transport, status: number, queue: QueueState): SizeReading {
  const { maximumShows } = sizeRules[transport];
  if (maximumShows === 'while-idle' && queue.inUse) return 'barred';
  if (maximumShows === 'until-size-written' && queue.sizeWritten) return 'own-choice';
  return (status & closedBy(transport)) !== 0 ? 'maximum' : 'provisional';
}

/** devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #10 — whether a device may tell `size` under what is negotiated; 0 where there is no queue. */
export const mayTell = (transport: Transport, size: number, accepted: FeatureSet): boolean => {
  if (size === 0) return sizeRules[transport].zeroMeansAbsent;
  const bound = sizeRules[transport].powerOfTwoUnlessPacked && !includes(accepted, RING_PACKED);
  // Stryker disable next-line StringLiteral: "" does not compile
  return isLegalSize(size, bound ? 'split' : 'packed');
};

/**
 * drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #5 — whether a
 * driver may use `size` entries where the device told `maximum`. Only MMIO makes the bound a must; a channel
 * states none, and legacy PCI leaves no choice. What is legal for the format binds everywhere
 * (sec:Basic Facilities of a Virtio Device / Split Virtqueues #4).
 */
export function mayUse(transport: Transport, size: number, maximum: number, accepted: FeatureSet): boolean {
  // Stryker disable next-line StringLiteral: "" does not compile
  if (!isLegalSize(size, includes(accepted, RING_PACKED) ? 'packed' : 'split')) return false;
  switch (sizeRules[transport].bound) {
    case 'fixed':
      return size === maximum;
    case 'unstated':
      return true;
    case 'must':
    case 'should':
    case 'described':
      return size <= maximum;
  }
}

/**
 * sec:Basic Facilities of a Virtio Device / Split Virtqueues #4 — the most entries that a driver can use of a queue whose device told
 * `told`; 0: none. Where the maximum may be any number, a split ring is the largest power of two within it.
 */
export function usableSize(transport: Transport, told: number, accepted: FeatureSet): number {
  if (!mayTell(transport, told, accepted)) return 0;
  // Stryker disable next-line StringLiteral: "" does not compile
  return largestLegalSize(told, includes(accepted, RING_PACKED) ? 'packed' : 'split');
}

// --- internal ---

/** The status from which on a transport's features are settled. */
const closedBy = byTransport((transport) => (transport.endsWith('-legacy') ? DRIVER : FEATURES_OK));
