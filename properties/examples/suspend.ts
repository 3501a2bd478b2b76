import { F_SUSPEND } from '../../spec/feature-bits.ts';
import { DEVICE_NEEDS_RESET } from '../../spec/status.ts';
import { type Example, net } from './example.ts';

const suspendable = net(F_SUSPEND, 256, { version: '1.4' });

export const suspendExamples: readonly Example[] = [
  {
    property: 'suspend-only-when-live',
    scenario: suspendable,
    right: 'recommended',
    wrong: 'suspends-before-driver-ok',
  },
  {
    property: 'suspend-only-when-live',
    scenario: net(0n, 256, { version: '1.4' }),
    right: 'recommended',
    wrong: 'suspends-unasked',
  },
  {
    property: 'suspend-awaited',
    scenario: suspendable,
    right: 'suspends-and-wakes',
    wrong: 'does-not-await-the-suspend',
  },
  {
    property: 'suspend-awaited',
    scenario: suspendable,
    right: 'suspends-and-wakes',
    wrong: 'does-not-await-the-end-of-a-suspend',
  },
  {
    property: 'device-shows-no-early-suspend',
    scenario: suspendable,
    right: 'suspends-at-once',
    wrong: 'device-suspends-while-it-is-initialised',
  },
  {
    property: 'device-suspends-as-asked',
    scenario: suspendable,
    right: 'suspends-and-wakes',
    wrong: 'device-stays-live-while-suspended',
  },
  {
    property: 'device-suspends-as-asked',
    scenario: suspendable,
    right: 'suspends-and-wakes',
    wrong: 'device-never-wakes',
  },
  {
    property: 'device-rests-while-suspended',
    scenario: suspendable,
    right: 'looks-while-suspended',
    wrong: 'device-goes-on-while-suspended',
  },
  {
    property: 'device-rests-while-suspended',
    scenario: suspendable,
    right: 'looks-while-suspended',
    wrong: 'device-changes-while-suspended',
  },
  {
    property: 'needs-reset-answered-by-reset',
    scenario: net(0n, 256, { initialStatus: DEVICE_NEEDS_RESET }),
    right: 'recommended',
    wrong: 'goes-on-with-a-device-in-need-of-a-reset',
  },
];
