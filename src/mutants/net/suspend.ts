import { F_SUSPEND } from '../../../spec/feature-bits.ts';
import { DEVICE_NEEDS_RESET, DRIVER, DRIVER_OK, SUSPEND } from '../../../spec/status.ts';
import { deviceSuspend, driverStatus, driverSuspend, statusField, suspension } from '../clauses.ts';
import { override } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { looksWhileSuspended, suspendsAndWakes, suspendsAtOnce } from './device-probes.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';
import { suspend, whenLive } from './steps.ts';

/** Faults of drivers that suspend their device, or meet one that wants to be reset. */
export const suspendMutants = [
  faultyPolicy({
    id: 'suspends-before-driver-ok',
    title: 'Sets SUSPEND together with DRIVER',
    breaks: [driverSuspend(1)],
    caughtBy: ['suspend-only-when-live'],
    tamper: ({ core }) =>
      override(core, 'addStatus', (add) => (bits) => add(bits & DRIVER ? bits | SUSPEND : bits)),
  }),
  faultyPolicy({
    id: 'suspends-unasked',
    title: 'Suspends its device without having negotiated that it may',
    breaks: [driverSuspend(1), statusField(6)],
    caughtBy: ['suspend-only-when-live'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.addStatus(SUSPEND);
        return outcome;
      }),
  }),
  faultyPolicy({
    id: 'does-not-await-the-suspend',
    title: 'Notifies a queue between SUSPEND and the status that confirms it',
    base: knowsAll,
    breaks: [driverSuspend(2)],
    caughtBy: ['suspend-awaited'],
    tamper: ({ core }) =>
      whenLive(core, F_SUSPEND, () => {
        core.addStatus(SUSPEND);
        core.transport.notify(0);
      }),
  }),
  faultyPolicy({
    id: 'does-not-await-the-end-of-a-suspend',
    title: 'Wakes a suspended device and notifies a queue before the status says that it is awake',
    base: knowsAll,
    breaks: [driverSuspend(3)],
    caughtBy: ['suspend-awaited'],
    tamper: ({ core }) =>
      whenLive(core, F_SUSPEND, () => {
        suspend(core);
        core.addStatus(DRIVER_OK);
        core.transport.notify(0);
      }),
  }),
  faultyPolicy({
    id: 'goes-on-with-a-device-in-need-of-a-reset',
    title: 'Finds DEVICE_NEEDS_RESET set and begins without a reset all the same',
    breaks: [driverStatus(4)],
    caughtBy: ['needs-reset-answered-by-reset'],
    meets: (scenario) => ({
      ...scenario,
      quirks: {},
      initialStatus: DEVICE_NEEDS_RESET | scenario.initialStatus,
    }),
    tamper: ({ core }) =>
      override(core, 'reset', (reset) => () => {
        if ((core.readStatus() & DEVICE_NEEDS_RESET) === 0) reset();
      }),
  }),
  faultyDevice({
    id: 'device-suspends-while-it-is-initialised',
    title: 'Shows SUSPEND before DRIVER_OK where a driver sets it that early',
    drivers: [suspendsAtOnce],
    breaks: [deviceSuspend(1)],
    caughtBy: ['device-shows-no-early-suspend'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (device.status !== 0) device.status |= value & SUSPEND;
      }),
  }),
  faultyDevice({
    id: 'device-stays-live-while-suspended',
    title: 'Leaves DRIVER_OK set when it is suspended',
    drivers: [suspendsAndWakes],
    breaks: [suspension(1), deviceSuspend(3)],
    caughtBy: ['device-suspends-as-asked'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (device.status & SUSPEND) device.status |= DRIVER_OK;
      }),
  }),
  faultyDevice({
    id: 'device-never-wakes',
    title: 'Ignores a driver that wakes it from a suspend',
    drivers: [suspendsAndWakes],
    breaks: [suspension(1), deviceSuspend(3)],
    caughtBy: ['device-suspends-as-asked'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        if (value === 0 || (device.status & SUSPEND) === 0) write(value);
      }),
  }),
  faultyDevice({
    id: 'device-goes-on-while-suspended',
    title: 'Uses the buffers of a queue that is notified while the device is suspended',
    drivers: [looksWhileSuspended],
    breaks: [deviceSuspend(2)],
    caughtBy: ['device-rests-while-suspended'],
    tamper: (device) =>
      override(device, 'notify', () => (queue) => {
        if (device.status & SUSPEND) device.useBuffers(queue);
      }),
  }),
  faultyDevice({
    id: 'device-changes-while-suspended',
    title: 'Changes its configuration with each read while it is suspended',
    drivers: [looksWhileSuspended],
    breaks: [deviceSuspend(2)],
    caughtBy: ['device-rests-while-suspended'],
    tamper: (device) => {
      let reads = 0;
      override(
        device,
        'readConfig',
        (read) => (offset) => (device.status & SUSPEND ? ++reads : read(offset)),
      );
    },
  }),
] as const;
