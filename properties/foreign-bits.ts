import { ADMIN_VQ, RING_RESET, rangeOf, SR_IOV } from '../spec/feature-bits.ts';
import { bitsOf, type FeatureSet, intersects } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import { transportRules } from '../spec/transports.ts';
import type { Side } from '../src/run/property.ts';
import type { Reading } from '../src/run/reading.ts';

const RANGES = 'sec:Basic Facilities of a Virtio Device / Feature Bits #3';
const ALLOW_LISTS = 'sec:Basic Facilities of a Virtio Device / Feature Bits #6';
const MMIO = 'sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use #1';
const CHANNEL =
  'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use #1';
/** Which bits of net only the legacy interface knows. */
export const LEGACY_NET =
  'sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1';

/** What each side is told of such bits: in general, and of SR_IOV. */
const bySide: Readonly<Record<Side, { readonly general: string; readonly srIov: string }>> = {
  driver: {
    general: 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4',
    srIov: 'drivernormative:Reserved Feature Bits #7',
  },
  device: {
    general: 'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #4',
    srIov: 'devicenormative:Reserved Feature Bits #5',
  },
};

/** Ids of the clauses against negotiating bits that are undefined, reserved or foreign to their transport. */
export const againstForeignBits = (side: Side): readonly string[] => [
  bySide[side].general,
  RANGES,
  ALLOW_LISTS,
  bySide[side].srIov,
  MMIO,
  CHANNEL,
  LEGACY_NET,
];

/** Those of them that one such set breaks in a run. */
export function brokenByForeignBits({ scenario, legacy }: Reading, side: Side, bits: FeatureSet): string[] {
  const { transport, type } = scenario;
  // A driver cannot read of which version its device is: to it a bit is foreign that no version knows.
  const version = side === 'driver' ? '1.4' : scenario.version;
  const reserved = bits & transportRules[transport].unsupported;
  const broken: readonly (readonly [string, boolean])[] = [
    [bySide[side].general, true],
    [RANGES, bitsOf(bits).some((bit) => rangeOf(bit, version) === 'future')],
    [ALLOW_LISTS, reserved !== 0n],
    [bySide[side].srIov, intersects(reserved, SR_IOV)],
    [MMIO, transport === 'mmio' && intersects(reserved, ADMIN_VQ)],
    [CHANNEL, transport === 'ccw' && intersects(reserved, ADMIN_VQ | RING_RESET)],
    [LEGACY_NET, type === 'net' && !legacy && intersects(bits, LEGACY_NET_BITS)],
  ];
  return broken.flatMap(([clause, is]) => (is ? [clause] : []));
}

/** Bit 41 has a modern meaning as well, of which nothing is said there. */
const LEGACY_NET_BITS = net.GSO | net.GUEST_RSC6;
