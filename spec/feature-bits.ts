import { type FeatureSet, features, union } from './features.ts';
import { isSince, type Since, type SpecVersion } from './versions.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — legacy only. */
export const NOTIFY_ON_EMPTY = features(24);
/** sec:Basic Facilities of a Virtio Device / Virtqueues / Message Framing / Legacy Interface: Message Framing #1 — legacy only; VERSION_1 implies it. */
export const ANY_LAYOUT = features(27);
/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 */
export const INDIRECT_DESC = features(28);
/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 */
export const EVENT_IDX = features(29);
/** sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #3 — legacy only: a marker of QEMU's that nobody should negotiate. */
export const UNUSED = features(30);
/** drivernormative:Reserved Feature Bits #1 */
export const VERSION_1 = features(32);
/** drivernormative:Reserved Feature Bits #3 */
export const ACCESS_PLATFORM = features(33);
/** drivernormative:Reserved Feature Bits #5 */
export const RING_PACKED = features(34);
/** devicenormative:Reserved Feature Bits #3 */
export const IN_ORDER = features(35);
/** drivernormative:Reserved Feature Bits #6 */
export const ORDER_PLATFORM = features(36);
/** drivernormative:Reserved Feature Bits #7 */
export const SR_IOV = features(37);
/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 */
export const NOTIFICATION_DATA = features(38);
/** drivernormative:Reserved Feature Bits #9 */
export const NOTIF_CONFIG_DATA = features(39);
/** sec:Basic Facilities of a Virtio Device / Virtqueues / Virtqueue Reset #1 */
export const RING_RESET = features(40);
/** sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use #1 — PCI only. */
export const ADMIN_VQ = features(41);
/** sec:General Initialization And Device Operation / Device Suspend #1 — `VIRTIO_F_SUSPEND`, since 1.4. */
export const F_SUSPEND = features(43);

interface ReservedBit {
  readonly name: string;
  readonly set: FeatureSet;
  readonly since: Since;
}

const bit = (name: string, set: FeatureSet, since: Since = '1.0'): ReservedBit => ({ name, set, since });

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — every named device-independent bit. */
export const deviceIndependentBits: readonly ReservedBit[] = [
  bit('NOTIFY_ON_EMPTY', NOTIFY_ON_EMPTY, 'legacy'),
  bit('ANY_LAYOUT', ANY_LAYOUT, 'legacy'),
  bit('INDIRECT_DESC', INDIRECT_DESC),
  bit('EVENT_IDX', EVENT_IDX),
  bit('UNUSED', UNUSED, 'legacy'),
  bit('VERSION_1', VERSION_1),
  bit('ACCESS_PLATFORM', ACCESS_PLATFORM, '1.1'),
  bit('RING_PACKED', RING_PACKED, '1.1'),
  bit('IN_ORDER', IN_ORDER, '1.1'),
  bit('ORDER_PLATFORM', ORDER_PLATFORM, '1.1'),
  bit('SR_IOV', SR_IOV, '1.1'),
  bit('NOTIFICATION_DATA', NOTIFICATION_DATA, '1.1'),
  bit('NOTIF_CONFIG_DATA', NOTIF_CONFIG_DATA, '1.2'),
  bit('RING_RESET', RING_RESET, '1.2'),
  bit('ADMIN_VQ', ADMIN_VQ, '1.3'),
  bit('SUSPEND', F_SUSPEND, '1.4'),
];

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the device-independent bits that `version` defines for modern use. */
export const reservedFeatures = (version: SpecVersion): FeatureSet =>
  union(...deviceIndependentBits.filter((b) => isSince(version, b.since)).map((b) => b.set));

/** sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #2 — the bits that only the legacy interface knows and may negotiate. */
export const legacyFeatures: FeatureSet = union(NOTIFY_ON_EMPTY, ANY_LAYOUT);

/**
 * drivernormative:Reserved Feature Bits #1 — what survives every mask that a driver may lay over an offer:
 * VERSION_1 must be accepted whenever offered; a device may stop working without ACCESS_PLATFORM
 * (devicenormative:Reserved Feature Bits #2) or ORDER_PLATFORM (devicenormative:Reserved Feature Bits #4).
 */
export const survivesEveryMask: FeatureSet = union(VERSION_1, ACCESS_PLATFORM, ORDER_PLATFORM);

/**
 * sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #2 — what survives every mask on the
 * interface in use: on the legacy one ANY_LAYOUT, which must be accepted, and nothing else can be offered there.
 */
export const survivors = (legacy: boolean): FeatureSet => (legacy ? ANY_LAYOUT : survivesEveryMask);

/** drivernormative:Reserved Feature Bits #5 — what a mask should leave: RING_PACKED, and NOTIF_CONFIG_DATA (drivernormative:Reserved Feature Bits #9). */
export const shouldSurvive: FeatureSet = union(RING_PACKED, NOTIF_CONFIG_DATA);

/** Whom a bit number is set aside for: a device type, the queues and the negotiation, or the future. */
export type BitRange = 'device-type' | 'device-independent' | 'future';

/**
 * sec:Basic Facilities of a Virtio Device / Feature Bits #3 — whom a version sets bit number `bit` aside for.
 * Bit 41 changed sides twice; 1.4 counts it to the device types and yet keeps ADMIN_VQ there, so ask
 * `reservedFeatures` what a bit means, not its range.
 */
export function rangeOf(bit: number, version: SpecVersion): BitRange {
  const { independent, deviceTypeNames } = ranges[version];
  const within = ([first, last]: readonly [number, number]): boolean => first <= bit && bit <= last;
  if (deviceTypeNames.some(within)) return 'device-type';
  return independent.some(within) ? 'device-independent' : 'future';
}

// --- internal ---

interface Ranges {
  /** First and last bit. */
  readonly deviceTypeNames: readonly (readonly [number, number])[];
  readonly independent: readonly (readonly [number, number])[];
}

const lowest = [0, 23] as const;
const highest = [50, 127] as const;

const ranges: Readonly<Record<SpecVersion, Ranges>> = {
  '1.0': { deviceTypeNames: [lowest], independent: [[24, 32]] },
  '1.1': { deviceTypeNames: [lowest], independent: [[24, 37]] },
  '1.2': { deviceTypeNames: [lowest, highest], independent: [[24, 40]] },
  '1.3': { deviceTypeNames: [lowest, highest], independent: [[24, 41]] },
  '1.4': {
    deviceTypeNames: [lowest, [41, 42], highest],
    independent: [
      [24, 40],
      [43, 43],
    ],
  },
};
