import { NONE } from '../../../spec/features.ts';
import { USED_BUFFERS } from '../../../spec/pci-registers.ts';
import { DEVICE_NEEDS_RESET, DRIVER_OK } from '../../../spec/status.ts';
import type { Policy } from '../../driver/policy.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import { changeNotification, deviceStatus } from '../clauses.ts';
import { override, policyOf } from '../mutant.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';
import { whenLive } from './steps.ts';

/** The interrupt status, read. */
const INTERRUPTS_READ = otherIndex({ name: 'isr', isWrite: false });

/** Looks at the interrupt status before it is live, and when it has looked at the status twice after that: no fault. */
export const looksAtInterrupts: Policy = policyOf(
  faultyPolicy({
    id: 'looks-at-interrupts',
    title: 'Reads the interrupt status before DRIVER_OK, and after two looks at the status behind it',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) => {
      const look = (): number => core.transport.rareAccess('other', INTERRUPTS_READ, 0);
      override(core, 'confirm', (confirm) => () => {
        look();
        return confirm();
      });
      whenLive(core, NONE, () => {
        core.readStatus();
        core.readStatus();
        look();
      });
    },
  }),
);

const drivers = [looksAtInterrupts];

/** Faults in what a device tells of itself unasked. */
export const deviceNotificationMutants = [
  faultyDevice({
    id: 'device-notifies-before-driver-ok',
    title: 'Says that it has used buffers as soon as a driver has begun',
    drivers,
    breaks: [deviceStatus(2)],
    caughtBy: ['device-notifies-of-no-buffer-before-driver-ok'],
    tamper: (device) =>
      override(device, 'rareAccess', (access) => (kind, index, value) => {
        const shown = access(kind, index, value);
        return kind === 'other' && index === INTERRUPTS_READ ? shown | USED_BUFFERS : shown;
      }),
  }),
  faultyDevice({
    id: 'device-fails-in-silence',
    title: 'Comes to need a reset once it is live, and tells nobody',
    drivers,
    breaks: [deviceStatus(4), changeNotification(1)],
    caughtBy: ['device-notifies-of-its-error'],
    tamper: (device) => {
      let looks = 0;
      override(device, 'readStatus', (read) => () => {
        const status = read();
        if ((status & DRIVER_OK) === 0) return status;
        return ++looks > 1 ? status | DEVICE_NEEDS_RESET : status;
      });
    },
  }),
] as const;
