import { CTRL_VQ, GUEST_CSUM, GUEST_TSO4, MQ, MRG_RXBUF } from '../../spec/net/features.ts';
import { type Example, net, refusing } from './example.ts';

export const queueExamples: readonly Example[] = [
  {
    property: 'no-queue-before-features-ok',
    scenario: net(),
    right: 'recommended',
    wrong: 'discovers-queues-before-features-ok',
  },
  {
    property: 'driver-ok-after-queues',
    scenario: net(),
    right: 'recommended',
    wrong: 'driver-ok-before-queues',
  },
  {
    property: 'no-notification-before-driver-ok',
    scenario: net(),
    right: 'recommended',
    wrong: 'notifies-before-driver-ok',
  },
  {
    property: 'queue-programmed-before-enabled',
    scenario: net(),
    right: 'recommended',
    wrong: 'enables-before-programming',
  },
  {
    property: 'queue-programmed-before-enabled',
    scenario: net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 17 }),
    right: 'recommended',
    wrong: 'programs-32-queues-and-enables-all',
  },
  {
    property: 'queue-size-written-is-legal',
    scenario: net(0n, 32),
    right: 'recommended',
    wrong: 'takes-as-many-entries-as-it-needs',
  },
  {
    property: 'queue-size-written-is-legal',
    scenario: net(0n, 1),
    right: 'recommended',
    wrong: 'halves-a-ring-to-nothing',
  },
  {
    property: 'queues-are-those-negotiated',
    scenario: net(CTRL_VQ, [256, 256, 1]),
    right: 'recommended',
    wrong: 'makes-the-control-queue-unasked',
  },
  {
    property: 'used-queues-enabled',
    scenario: net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 4 }),
    right: 'recommended',
    wrong: 'control-queue-after-the-pairs-in-use',
  },
  {
    property: 'no-queue-made-in-abandoned-round',
    scenario: net(GUEST_CSUM | GUEST_TSO4, 16),
    right: 'probe-renegotiate',
    wrong: 'measures-rings-by-making-them',
  },
  {
    property: 'peek-in-its-window',
    scenario: net(),
    right: 'recommended',
    wrong: 'peeks-before-features-ok',
  },
  {
    property: 'peek-in-its-window',
    scenario: net(0n, 256, { peek: false }),
    right: 'recommended',
    wrong: 'peeks-where-it-cannot',
  },
  {
    property: 'blocked-set-only-grows',
    scenario: refusing(net(MRG_RXBUF)),
    right: 'recommended',
    wrong: 'forgets-what-it-blocked',
  },
  {
    property: 'no-queue-made-before-features-ok',
    scenario: net(),
    right: 'recommended',
    wrong: 'makes-a-queue-before-features-ok',
  },
  {
    property: 'no-queue-made-after-driver-ok',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'makes-later-queues-when-live',
  },
  {
    property: 'queue-size-written-fits-its-ring',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-an-ordinary-size-for-any',
  },
  {
    property: 'queue-size-written-is-legal',
    scenario: net(0n, 128, { transport: 'mmio' }),
    right: 'recommended',
    wrong: 'assumes-rings-of-256',
  },
  {
    property: 'descriptors-aligned',
    scenario: net(),
    right: 'recommended',
    wrong: 'places-descriptors-anywhere',
  },
  {
    property: 'descriptors-aligned',
    scenario: net(0n, 256, { format: 'packed' }),
    right: 'recommended',
    wrong: 'places-descriptors-anywhere',
  },
  {
    property: 'no-config-write-before-features-ok',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-the-mac-field',
  },
];
