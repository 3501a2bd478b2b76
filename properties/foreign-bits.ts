import { deviceTypeNames, deviceTypeRules } from '../spec/device-types.ts';
import { ADMIN_VQ, RING_RESET, rangeOf, SR_IOV } from '../spec/feature-bits.ts';
import { bitsOf, type FeatureSet, intersects } from '../spec/features.ts';
import { transportRules } from '../spec/transports.ts';
import type { Side } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';

const RANGES = 'sec:Basic Facilities of a Virtio Device / Feature Bits #3';
const ALLOW_LISTS = 'sec:Basic Facilities of a Virtio Device / Feature Bits #6';
const MMIO = 'sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use #1';
const CHANNEL =
  'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use #1';
/** Which bits of a device type only the legacy interface knows: the clauses of those that say so. */
export const NOT_MODERN: readonly string[] = deviceTypeNames.flatMap(
  (type) => deviceTypeRules[type].notModern?.clause ?? [],
);

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
  ...NOT_MODERN,
];

/** Those of them that one such set breaks in a run. */
export function brokenByForeignBits({ scenario, legacy }: TraceView, side: Side, bits: FeatureSet): string[] {
  const { transport, type } = scenario;
  // A driver cannot read of which version its device is: to it a bit is foreign that no version knows.
  const version = side === 'driver' ? '1.4' : scenario.version;
  const { notModern } = deviceTypeRules[type];
  const reserved = bits & transportRules[transport].unsupported;
  const broken: readonly (readonly [string, boolean])[] = [
    [bySide[side].general, true],
    [RANGES, bitsOf(bits).some((bit) => rangeOf(bit, version) === 'future')],
    [ALLOW_LISTS, reserved !== 0n],
    [bySide[side].srIov, intersects(reserved, SR_IOV)],
    [MMIO, transport === 'mmio' && intersects(reserved, ADMIN_VQ)],
    [CHANNEL, transport === 'ccw' && intersects(reserved, ADMIN_VQ | RING_RESET)],
    ...(notModern ? [[notModern.clause, !legacy && intersects(bits, notModern.bits)] as const] : []),
  ];
  return broken.flatMap(([clause, is]) => (is ? [clause] : []));
}
