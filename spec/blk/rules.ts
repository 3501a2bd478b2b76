import type { DeviceTypeRules } from '../device-type-rules.ts';
import { legacyFeatures } from '../feature-bits.ts';
import { union } from '../features.ts';
import { closureOf } from '../requirements.ts';
import { byVersion } from '../versions.ts';
import { blkConfigFields } from './configuration.ts';
import { blkFeatureNames, knownBlkFeatures, legacyBlkFeatures } from './features.ts';
import { blkAcceptRequirements, blkOfferRequirements } from './requirements.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — how features of a disk are negotiated. */
export const blkRules: DeviceTypeRules = {
  chapter: 'Device Types / Block Device',
  id: 2,
  pciClass: 0x0100,
  configuration: blkConfigFields,
  names: blkFeatureNames,
  known: byVersion(knownBlkFeatures),
  legacy: union(legacyFeatures, legacyBlkFeatures),
  notModern: {
    clause: 'sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits #1',
    bits: legacyBlkFeatures,
  },
  accepts: byVersion(() => {
    const closure = closureOf(blkAcceptRequirements);
    return { must: closure, should: closure, implied: closure, every: closure };
  }),
  offers: byVersion(() => closureOf(blkOfferRequirements)),
  activeAtOnce: 1,
};
