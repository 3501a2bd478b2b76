import { CTRL_VQ, HASH_REPORT, MQ, MTU } from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

export const configurationExamples: readonly Example[] = [
  {
    property: 'config-read-only-where-offered',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'reads-the-speed-unasked',
  },
  {
    property: 'config-read-only-where-offered',
    scenario: net(),
    right: 'recommended',
    wrong: 'uses-the-mtu-field-unasked',
  },
  {
    property: 'device-offer-keeps-recommendations',
    scenario: net(CTRL_VQ | HASH_REPORT),
    right: 'recommended',
    wrong: 'device-offers-hash-report-without-ctrl-vq',
  },
  {
    property: 'device-offer-keeps-recommendations',
    scenario: net(0n, 256, { version: '1.4' }),
    right: 'recommended',
    wrong: 'device-offers-ipsec-without-its-header',
  },
  {
    property: 'device-mtu-never-changes',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'device-changes-its-mtu',
  },
  {
    property: 'device-config-readable-before-features-ok',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'device-hides-its-configuration',
  },
  {
    property: 'device-virtqueue-count-legal',
    scenario: net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 2 }),
    right: 'linux-mainline',
    wrong: 'device-has-too-many-virtqueues',
  },
];
