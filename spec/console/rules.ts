import type { DeviceTypeRules } from '../device-type-rules.ts';
import { legacyFeatures } from '../feature-bits.ts';
import { closureOf } from '../requirements.ts';
import { byVersion } from '../versions.ts';
import { consoleFields, mayWriteConfig } from './configuration.ts';
import { consoleFeatureNames, consoleRequirements, knownConsoleFeatures } from './features.ts';
import { CONTROL_RECEIVE_QUEUE } from './queues.ts';

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — how features of a console are negotiated. */
export const consoleRules: DeviceTypeRules = {
  chapter: 'Device Types / Console Device',
  id: 3,
  pciClass: 0x0780,
  configuration: consoleFields,
  names: consoleFeatureNames,
  known: byVersion(knownConsoleFeatures),
  legacy: legacyFeatures,
  accepts: byVersion(() => {
    const closure = closureOf(consoleRequirements);
    return { must: closure, should: closure, implied: closure, every: closure };
  }),
  offers: byVersion(() => closureOf(consoleRequirements)),
  mayAlwaysWrite: mayWriteConfig,
  activeAtOnce: CONTROL_RECEIVE_QUEUE,
};
