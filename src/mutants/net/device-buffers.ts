import { DRIVER_OK } from '../../../spec/status.ts';
import { deviceReset, deviceStatus } from '../clauses.ts';
import { override } from '../mutant.ts';
import { notifiesAfterReset, notifiesEarly } from './device-probes.ts';
import { faultyDevice } from './mutant.ts';

/** Faults in when a device uses the buffers of its queues. */
export const deviceBufferMutants = [
  faultyDevice({
    id: 'device-uses-buffers-before-driver-ok',
    title: 'Uses the buffers of a queue that is enabled and notified before DRIVER_OK',
    drivers: [notifiesEarly],
    breaks: [deviceStatus(1)],
    caughtBy: ['device-uses-no-buffer-before-driver-ok'],
    tamper: (device) =>
      override(device, 'notify', () => (queue) => {
        if (device.isEnabled(queue)) device.useBuffers(queue);
      }),
  }),
  faultyDevice({
    id: 'device-goes-on-after-a-reset',
    title: 'Uses the buffers of a queue that was live before the device was reset',
    drivers: [notifiesAfterReset],
    breaks: [deviceReset(2)],
    caughtBy: ['device-uses-no-buffer-after-a-reset'],
    tamper: (device) => {
      let wasLive = false;
      override(device, 'writeStatus', (write) => (value) => {
        wasLive ||= (value & DRIVER_OK) !== 0;
        write(value);
      });
      override(device, 'notify', () => (queue) => {
        if (wasLive) device.useBuffers(queue);
      });
    },
  }),
] as const;
