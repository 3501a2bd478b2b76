import { RING_RESET } from '../../spec/feature-bits.ts';
import { type Example, net } from './example.ts';

const resettable = net(RING_RESET);

export const queueResetExamples: readonly Example[] = [
  {
    property: 'queue-reset-only-where-negotiated',
    scenario: net(),
    right: 'resets-queues',
    wrong: 'resets-a-queue-unasked',
  },
  {
    property: 'queue-reset-only-where-negotiated',
    scenario: resettable,
    right: 'resets-queues',
    wrong: 'resets-a-queue-too-early',
  },
  {
    property: 'queue-reset-awaited',
    scenario: resettable,
    right: 'resets-queues',
    wrong: 'does-not-await-a-queue-reset',
  },
  {
    property: 'queue-reset-awaited',
    scenario: net(RING_RESET, 256, { resetPolls: 1 }),
    right: 'resets-queues',
    wrong: 'looks-once-at-a-queue-reset',
  },
  {
    property: 'queue-set-up-again-after-its-reset',
    scenario: resettable,
    right: 'resets-queues',
    wrong: 're-enables-without-addresses',
  },
  {
    property: 'queue-reduced-again-after-its-reset',
    scenario: resettable,
    right: 'resets-queues',
    wrong: 're-enables-without-a-size',
  },
  {
    property: 'device-queue-reset-ends',
    scenario: resettable,
    right: 'waits-long-for-queue-resets',
    wrong: 'device-never-ends-a-queue-reset',
  },
  {
    property: 'device-queue-reset-shows-while-it-goes-on',
    scenario: resettable,
    right: 'looks-after-a-queue-reset',
    wrong: 'device-shows-a-queue-reset-that-is-over',
  },
  {
    property: 'device-queue-reset-restores-defaults',
    scenario: resettable,
    right: 'looks-after-a-queue-reset',
    wrong: 'device-queue-reset-leaves-the-queue-enabled',
  },
  {
    property: 'device-queue-reset-restores-defaults',
    scenario: resettable,
    right: 'looks-after-a-queue-reset',
    wrong: 'device-queue-reset-keeps-the-size',
  },
  {
    property: 'device-takes-a-new-size-after-a-queue-reset',
    scenario: resettable,
    right: 'looks-after-a-queue-reset',
    wrong: 'device-ignores-a-new-size-after-a-queue-reset',
  },
  {
    property: 'device-leaves-a-reset-queue-alone',
    scenario: resettable,
    right: 'looks-after-a-queue-reset',
    wrong: 'device-goes-on-with-a-queue-that-was-reset',
  },
  {
    property: 'device-has-the-capabilities-of-pci',
    scenario: net(),
    right: 'looks-for-capabilities',
    wrong: 'device-has-no-capability-pci',
  },
  {
    property: 'device-writes-no-readable-buffer',
    scenario: net(),
    right: 'looks-into-its-ring',
    wrong: 'device-writes-what-it-reads',
  },
  {
    property: 'device-says-no-more-than-it-writes',
    scenario: net(),
    right: 'looks-into-its-ring',
    wrong: 'device-says-more-than-it-writes',
  },
  {
    property: 'device-writes-as-much-as-it-says',
    scenario: net(),
    right: 'looks-into-its-ring',
    wrong: 'device-counts-the-room-for-a-frame',
  },
  {
    property: 'device-uses-what-it-was-given',
    scenario: net(),
    right: 'looks-into-its-ring',
    wrong: 'device-uses-a-chain-twice',
  },
  {
    property: 'device-loses-no-frame-that-fits',
    scenario: net(),
    right: 'waits-for-a-frame',
    wrong: 'device-never-fills-its-ring',
  },
  {
    property: 'device-uses-no-buffer-before-driver-ok',
    scenario: net(),
    right: 'notifies-early',
    wrong: 'device-uses-buffers-before-driver-ok',
  },
  {
    property: 'device-uses-no-buffer-after-a-reset',
    scenario: net(),
    right: 'notifies-after-a-reset',
    wrong: 'device-goes-on-after-a-reset',
  },
];
