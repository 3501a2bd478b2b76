import {
  CSUM,
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_TSO4,
  MAC,
  MQ,
  MTU,
  RSS,
  STANDBY,
} from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;

/** The right device and the faulty one are driven by `right`. */
export const deviceExamples: readonly Example[] = [
  {
    property: 'device-offers-version-1',
    scenario: net(MAC),
    right: 'recommended',
    wrong: 'device-without-version-1',
  },
  {
    property: 'device-offer-closed',
    scenario: net(MAC),
    right: 'recommended',
    wrong: 'device-offers-multiqueue-alone',
  },
  {
    property: 'device-offer-fits-transport',
    scenario: net(MAC),
    right: 'recommended',
    wrong: 'device-offers-all-future-bits',
  },
  {
    property: 'device-reset-ends-at-zero',
    scenario: net(segmentation, 16, { initialStatus: 15 }),
    right: 'linux-mainline',
    wrong: 'device-cannot-reset',
  },
  {
    property: 'device-keeps-status',
    scenario: net(),
    right: 'recommended',
    wrong: 'device-forgets-status-bits',
  },
  {
    property: 'device-refuses-invalid-sets',
    scenario: net(CSUM),
    right: 'asks-for-more',
    wrong: 'device-refuses-nothing',
  },
  {
    property: 'device-refuses-unclosed-sets',
    scenario: net(segmentation),
    right: 'asks-for-dependents',
    wrong: 'device-checks-the-offer-only',
  },
  {
    property: 'device-accepts-valid-sets',
    scenario: net(segmentation, 16),
    right: 'recommended',
    wrong: 'device-wants-all-that-it-offers',
  },
  {
    property: 'device-accepts-the-same-set-again',
    scenario: net(MAC),
    right: 'asks-twice',
    wrong: 'device-accepts-once',
  },
  {
    property: 'device-uses-what-was-accepted',
    scenario: net(STANDBY | segmentation),
    right: 'recommended',
    wrong: 'device-accumulates',
  },
  {
    property: 'device-uses-what-was-accepted',
    scenario: net(segmentation, 16),
    right: 'recommended',
    wrong: 'device-uses-its-whole-offer',
  },
  {
    property: 'device-uses-what-was-accepted',
    scenario: net(segmentation, 16),
    right: 'recommended',
    wrong: 'device-accumulates-over-resets',
  },
  ...['device-takes-features-after-features-ok', 'device-takes-features-with-every-status'].map((wrong) => ({
    property: 'device-uses-what-was-accepted',
    scenario: net(MAC | segmentation),
    right: 'takes-features-back',
    wrong,
  })),
  {
    property: 'device-uses-what-was-accepted',
    scenario: net(segmentation),
    right: 'writes-one-window',
    wrong: 'device-accepts-its-offer-beforehand',
  },
  {
    property: 'device-reset-disables-queues',
    scenario: net(segmentation, 16, { peek: false, initialStatus: 15 }),
    right: 'recommended',
    wrong: 'device-reset-leaves-queues-enabled',
  },
  {
    property: 'device-presents-legal-sizes',
    scenario: net(0n, 32),
    right: 'recommended',
    wrong: 'device-has-an-uneven-ring',
  },
  {
    property: 'device-keeps-sizes',
    scenario: net(),
    right: 'recommended',
    wrong: 'device-shrinks-after-the-peek',
  },
  {
    property: 'device-keeps-sizes',
    scenario: net(),
    right: 'halves-rings',
    wrong: 'device-ignores-a-reduced-size',
  },
  {
    property: 'device-mtu-legal',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'device-states-an-mtu-below-68',
  },
  {
    property: 'device-mtu-at-least-1280',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'device-states-an-mtu-of-576',
  },
  {
    property: 'device-multiqueue-limits-legal',
    scenario: net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 2 }),
    right: 'recommended',
    wrong: 'device-has-no-pairs',
  },
  {
    property: 'device-multiqueue-limits-legal',
    scenario: net(CTRL_VQ | RSS),
    right: 'reads-rss-limits',
    wrong: 'device-takes-no-hash-keys',
  },
  {
    property: 'device-presents-usable-sizes',
    scenario: net(0n, 256, { transport: 'mmio' }),
    right: 'recommended',
    wrong: 'device-has-a-ring-of-65536',
  },
  {
    property: 'device-offers-no-legacy-bits',
    scenario: net(),
    right: 'recommended',
    wrong: 'device-offers-gso-to-modern-drivers',
  },
  {
    property: 'device-notifies-of-no-buffer-before-driver-ok',
    scenario: net(),
    right: 'looks-at-interrupts',
    wrong: 'device-notifies-before-driver-ok',
  },
  {
    property: 'device-notifies-of-its-error',
    scenario: net(),
    right: 'looks-at-interrupts',
    wrong: 'device-fails-in-silence',
  },
];
