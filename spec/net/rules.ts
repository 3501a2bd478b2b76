import type { DeviceTypeRules } from '../device-type-rules.ts';
import { legacyFeatures } from '../feature-bits.ts';
import { union } from '../features.ts';
import { netConfigFields } from './configuration.ts';
import { GSO, GUEST_RSC6, knownNetFeatures, netFeatureNames } from './features.ts';
import { netClosures } from './requirements.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — how features of a network device are negotiated. */
export const netRules: DeviceTypeRules = {
  chapter: 'Device Types / Network Device',
  id: 1,
  pciClass: 0x0200,
  configuration: netConfigFields,
  names: netFeatureNames,
  known: knownNetFeatures,
  legacy: union(legacyFeatures, GSO),
  // Bit 41 has a modern meaning as well, of which nothing is said there.
  notModern: {
    clause: 'sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1',
    bits: union(GSO, GUEST_RSC6),
  },
  accepts: netClosures,
  offers: (version) => netClosures(version).must,
  activeAtOnce: 2,
};
