import { ADMIN_VQ } from '../../spec/feature-bits.ts';
import { CTRL_VQ, MQ, STATUS } from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

const pairs = net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 2 });

/** What driver and device do with the registers of PCI, and what a device has behind them. */
export const registerExamples: readonly Example[] = [
  {
    property: 'queue-never-disabled',
    scenario: net(),
    right: 'recommended',
    wrong: 'disables-queues-before-programming',
  },
  {
    property: 'driver-ok-after-queues',
    scenario: net(),
    right: 'recommended',
    wrong: 'enables-queues-with-0',
  },
  {
    property: 'read-only-fields-left-alone',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-the-number-of-queues',
    says: 'num_queues is written',
  },
  {
    property: 'fields-accessed-in-their-width',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-sizes-in-32-bits',
    says: 'an access of 4 bytes is made to a field that is accessed 2 at a time',
  },
  {
    property: 'offer-of-this-round',
    scenario: net(),
    right: 'recommended',
    wrong: 'selects-windows-of-the-offer-only',
    says: 'features are written while no window is selected',
  },
  {
    property: 'device-config-generation-changes',
    scenario: net(STATUS),
    right: 'reads-the-status-twice',
    wrong: 'device-keeps-its-generation',
    says: 'the generation is still 0 though the field at 6 has changed',
  },
  {
    property: 'device-reset-unmaps-vectors',
    scenario: net(),
    right: 'looks-at-vectors',
    wrong: 'device-keeps-vectors-over-a-reset',
  },
  {
    property: 'device-mirrors-accepted-features',
    scenario: net(STATUS),
    right: 'reads-features-back',
    wrong: 'device-reads-back-other-features',
  },
  {
    property: 'device-numbers-admin-queues-behind-the-others',
    scenario: net(ADMIN_VQ),
    right: 'looks-for-admin-queues',
    wrong: 'device-numbers-its-admin-queue-0',
  },
  {
    property: 'device-has-the-queues-it-states',
    scenario: pairs,
    right: 'linux-mainline',
    wrong: 'device-states-a-pair-that-it-lacks',
    says: '2 pairs are stated, and virtqueue 2 does not exist',
  },
  {
    property: 'device-has-the-queues-it-states',
    scenario: pairs,
    right: 'linux-mainline',
    wrong: 'device-counts-fewer-queues-than-its-pairs-take',
    says: '2 pairs are stated, which take 5 queues, and num_queues is 2',
  },
  {
    property: 'device-receives-only-on-enabled-pairs',
    scenario: pairs,
    right: 'listens-on-later-pairs',
    wrong: 'device-receives-on-the-second-pair',
    says: 'a frame comes in on receiveq2 while the first pair alone may receive',
  },
];
