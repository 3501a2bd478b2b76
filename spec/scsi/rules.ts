import type { DeviceTypeRules } from '../device-type-rules.ts';
import { legacyFeatures } from '../feature-bits.ts';
import { closureOf } from '../requirements.ts';
import { byVersion } from '../versions.ts';
import { scsiConfigFields } from './configuration.ts';
import { knownScsiFeatures, scsiFeatureNames, scsiRequirements } from './features.ts';
import { requestQueue } from './queues.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — how features of a SCSI host are negotiated. */
export const scsiRules: DeviceTypeRules = {
  chapter: 'Device Types / SCSI Host Device',
  id: 8,
  pciClass: 0x0100,
  configuration: scsiConfigFields,
  names: scsiFeatureNames,
  known: byVersion(knownScsiFeatures),
  legacy: legacyFeatures,
  accepts: byVersion(() => {
    const closure = closureOf(scsiRequirements);
    return { must: closure, should: closure, implied: closure, every: closure };
  }),
  offers: byVersion(() => closureOf(scsiRequirements)),
  activeAtOnce: requestQueue(1),
};
