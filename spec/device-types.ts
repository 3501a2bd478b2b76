import { blkRules } from './blk/rules.ts';
import { consoleRules } from './console/rules.ts';
import type { DeviceTypeRules } from './device-type-rules.ts';
import { UNUSED } from './feature-bits.ts';
import type { FeatureSet } from './features.ts';
import { type NegotiatedTypeName, negotiatedRules, tableOfNegotiated } from './negotiated-types.ts';
import { netRules } from './net/rules.ts';
import { scsiRules } from './scsi/rules.ts';
import { byTransport, negotiableOn, type Transport, transportRules } from './transports.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the device types whose drivers are judged. */
export const deviceTypeNames = ['net', 'blk', 'scsi', 'console'] as const;

/** A type whose drivers are judged, and all that devices of it do. */
export type JudgedTypeName = (typeof deviceTypeNames)[number];

/** Any type: one whose drivers are judged, or one that is negotiated with and no more. */
export type DeviceTypeName = JudgedTypeName | NegotiatedTypeName;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — by device type. */
export const deviceTypeRules: Readonly<Record<DeviceTypeName, DeviceTypeRules>> = {
  net: netRules,
  blk: blkRules,
  scsi: scsiRules,
  console: consoleRules,
  ...tableOfNegotiated(negotiatedRules),
};

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — every type that is known, those that are negotiated with and no more last. */
export const allTypeNames: readonly DeviceTypeName[] = Object.keys(deviceTypeRules) as DeviceTypeName[];

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — whether drivers of a type are judged. */
export const isJudged = (type: DeviceTypeName): type is JudgedTypeName =>
  deviceTypeNames.some((name) => name === type);

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — a table with one entry a device type. */
export const tableOfTypes = <Entry>(
  make: (type: DeviceTypeName) => Entry,
): Readonly<Record<DeviceTypeName, Entry>> =>
  // What is made of every name has every name.
  Object.fromEntries(allTypeNames.map((type) => [type, make(type)])) as Record<DeviceTypeName, Entry>;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — what is made once for each device type. */
export function byDeviceType<Entry>(make: (type: DeviceTypeName) => Entry): (type: DeviceTypeName) => Entry {
  const table = tableOfTypes(make);
  return (type) => table[type];
}

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a driver of a device type may accept over a transport.
 * It knows its transport and cannot read which version its device is of: what any version defines is no foreign bit to it.
 */
export const negotiable = (type: DeviceTypeName, transport: Transport): FeatureSet =>
  negotiableTables(type)(transport);

/** sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #3 — every bit of which only the legacy interface says anything: those that may be negotiated over it, and the one that nobody should. */
export const legacyOnly = (type: DeviceTypeName): FeatureSet => deviceTypeRules[type].legacy | UNUSED;

// --- internal ---

const negotiableTables = byDeviceType((type) => {
  const { known, legacy } = deviceTypeRules[type];
  return byTransport((transport) => {
    const defined = known('1.4');
    return negotiableOn(transport, transportRules[transport].legacy ? defined | legacy : defined);
  });
});
