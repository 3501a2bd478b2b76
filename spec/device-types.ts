import { blkFeatureNames, knownBlkFeatures, legacyBlkFeatures } from './blk/features.ts';
import { blkAcceptRequirements, blkOfferRequirements } from './blk/requirements.ts';
import { legacyFeatures, UNUSED } from './feature-bits.ts';
import type { FeatureNames } from './feature-names.ts';
import { type FeatureSet, union } from './features.ts';
import { GSO, knownNetFeatures, netFeatureNames } from './net/features.ts';
import { netClosures } from './net/requirements.ts';
import { type Closure, closureOf } from './requirements.ts';
import { byTransport, negotiableOn, type Transport, transportRules } from './transports.ts';
import { byVersion, type SpecVersion } from './versions.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the device types whose drivers are judged. */
export const deviceTypeNames = ['net', 'blk'] as const;

export type DeviceTypeName = (typeof deviceTypeNames)[number];

/** What the rules of negotiation need to know of a device type. */
export interface DeviceTypeRules {
  readonly names: FeatureNames;
  /** All that may be accepted in a version; over a legacy interface `legacy` too. */
  readonly known: (version: SpecVersion) => FeatureSet;
  readonly legacy: FeatureSet;
  /** The requirements that an accepted set must meet, by strength; `every`: all of them. */
  readonly accepts: (
    version: SpecVersion,
  ) => Readonly<Record<'must' | 'should' | 'implied' | 'every', Closure>>;
  /** The requirements that an offer must meet. */
  readonly offers: (version: SpecVersion) => Closure;
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — by device type. */
export const deviceTypeRules: Readonly<Record<DeviceTypeName, DeviceTypeRules>> = {
  net: {
    names: netFeatureNames,
    known: knownNetFeatures,
    legacy: union(legacyFeatures, GSO),
    accepts: netClosures,
    offers: (version) => netClosures(version).must,
  },
  blk: {
    names: blkFeatureNames,
    known: byVersion(knownBlkFeatures),
    legacy: union(legacyFeatures, legacyBlkFeatures),
    accepts: byVersion(() => {
      const closure = closureOf(blkAcceptRequirements);
      return { must: closure, should: closure, implied: closure, every: closure };
    }),
    offers: byVersion(() => closureOf(blkOfferRequirements)),
  },
};

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a driver of a device type may accept over a transport.
 * It knows its transport and cannot read which version its device is of: what any version defines is no foreign bit to it.
 */
export const negotiable = (type: DeviceTypeName, transport: Transport): FeatureSet =>
  negotiableTables[type](transport);

/** sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #3 — every bit of which only the legacy interface says anything: those that may be negotiated over it, and the one that nobody should. */
export const legacyOnly = (type: DeviceTypeName): FeatureSet => deviceTypeRules[type].legacy | UNUSED;

// --- internal ---

const negotiableOf = ({ known, legacy }: DeviceTypeRules) =>
  byTransport((transport) => {
    const defined = known('1.4');
    return negotiableOn(transport, transportRules[transport].legacy ? defined | legacy : defined);
  });

const negotiableTables: Readonly<Record<DeviceTypeName, (transport: Transport) => FeatureSet>> = {
  net: negotiableOf(deviceTypeRules.net),
  blk: negotiableOf(deviceTypeRules.blk),
};
