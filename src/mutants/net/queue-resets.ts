import { RING_RESET } from '../../../spec/feature-bits.ts';
import { includes } from '../../../spec/features.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import {
  deviceMmio,
  devicePci,
  deviceQueueReset,
  deviceReEnable,
  driverMmio,
  driverPci,
  driverQueueReset,
  driverReEnable,
  mmioLayout,
  pciLayout,
  queueReset,
  reEnable,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { resetsQueues } from './bases.ts';
import { looksAfterQueueReset, waitsLongForQueueResets } from './device-probes.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';

/** Calls back when the reset of a queue begins, and when the queue is enabled again. */
function watch(device: SimulatedDevice, onReset: (queue: number) => void, onEnable: () => void): void {
  override(device, 'resetQueue', (reset) => (queue) => {
    onReset(queue);
    reset(queue);
  });
  override(device, 'enableQueue', (enable) => (queue) => {
    onEnable();
    enable(queue);
  });
}

/** Faults of drivers that reset a single virtqueue, and of devices that are told to. */
export const queueResetMutants = [
  faultyPolicy({
    id: 'resets-a-queue-unasked',
    title: 'Resets a queue without having negotiated that it may',
    breaks: [queueReset(1), pciLayout(7), mmioLayout(7)],
    caughtBy: ['queue-reset-only-where-negotiated'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        if (!includes(core.accepted, RING_RESET)) core.resetQueue(0);
        return outcome;
      }),
  }),
  faultyPolicy({
    id: 'resets-a-queue-too-early',
    title: 'Resets a queue before FEATURES_OK, as it will negotiate that it may',
    breaks: [queueReset(1)],
    caughtBy: ['queue-reset-only-where-negotiated'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.resetQueue(0);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'does-not-await-a-queue-reset',
    title: 'Resets a queue and enables it again without a look at whether the reset has ended',
    base: resetsQueues,
    breaks: [driverQueueReset(1), driverPci(7), driverMmio(8)],
    caughtBy: ['queue-reset-awaited'],
    tamper: ({ core }) =>
      override(core, 'resetQueue', () => (queue) => {
        core.transport.resetQueue(queue);
      }),
  }),
  faultyPolicy({
    id: 'looks-once-at-a-queue-reset',
    title: 'Enables a queue again after one look at its reset, whatever that shows',
    base: resetsQueues,
    breaks: [driverQueueReset(1), driverPci(7), driverMmio(8)],
    caughtBy: ['queue-reset-awaited'],
    meets: (scenario) => ({ ...scenario, quirks: {}, resetPolls: 1 }),
    tamper: ({ core }) =>
      override(core, 'resetQueue', () => (queue) => {
        core.transport.resetQueue(queue);
        core.transport.readQueueReset(queue);
      }),
  }),
  faultyPolicy({
    id: 're-enables-without-addresses',
    title: 'Enables a queue that was reset without the addresses of its ring',
    base: resetsQueues,
    breaks: [driverReEnable(1)],
    caughtBy: ['queue-set-up-again-after-its-reset'],
    tamper: ({ core }) =>
      override(core, 'reEnableQueue', () => (queue, size) => {
        core.transport.writeQueueSize(queue, size);
        core.enableQueue(queue);
      }),
  }),
  faultyPolicy({
    id: 're-enables-without-a-size',
    title: 'Enables a queue that was reset and leaves out the size, which it had reduced at first',
    base: resetsQueues,
    breaks: [reEnable(1)],
    caughtBy: ['queue-reduced-again-after-its-reset'],
    tamper: ({ core }) => {
      override(
        core,
        'programQueue',
        (program) => (queue, size) => program(queue, Math.max(1, Math.floor(size / 2))),
      );
      override(core, 'reEnableQueue', () => (queue) => {
        core.transport.writeQueueAddresses(queue);
        core.enableQueue(queue);
      });
    },
  }),
  faultyDevice({
    id: 'device-never-ends-a-queue-reset',
    title: 'Shows for ever that a queue is being reset',
    drivers: [waitsLongForQueueResets],
    breaks: [devicePci(8), deviceMmio(4)],
    caughtBy: ['device-queue-reset-ends'],
    tamper: (device) => override(device, 'readQueueReset', (read) => (queue) => read(queue) | 1),
  }),
  faultyDevice({
    id: 'device-shows-a-queue-reset-that-is-over',
    title: 'Shows that a queue is being reset which is enabled again',
    drivers: [looksAfterQueueReset],
    breaks: [devicePci(7), deviceMmio(4)],
    caughtBy: ['device-queue-reset-shows-while-it-goes-on'],
    tamper: (device) => {
      override(device, 'readQueueReset', (read) => (queue) => (device.isEnabled(queue) ? 1 : read(queue)));
    },
  }),
  faultyDevice({
    id: 'device-queue-reset-leaves-the-queue-enabled',
    title: 'Resets a queue and leaves it enabled',
    drivers: [looksAfterQueueReset],
    breaks: [deviceQueueReset(2), devicePci(8), deviceMmio(4)],
    caughtBy: ['device-queue-reset-restores-defaults'],
    tamper: (device) =>
      override(device, 'resetQueue', (reset) => (queue) => {
        reset(queue);
        device.enableQueue(queue);
      }),
  }),
  faultyDevice({
    id: 'device-queue-reset-keeps-the-size',
    title: 'Resets a queue and leaves it the size that the driver had reduced it to',
    drivers: [looksAfterQueueReset],
    breaks: [deviceQueueReset(2)],
    caughtBy: ['device-queue-reset-restores-defaults'],
    tamper: (device) =>
      override(device, 'resetQueue', (reset) => (queue) => {
        const size = device.effectiveSize(queue);
        reset(queue);
        device.writeQueueSize(queue, size);
      }),
  }),
  faultyDevice({
    id: 'device-ignores-a-new-size-after-a-queue-reset',
    title: 'Ignores the size that a queue is given after its reset',
    drivers: [looksAfterQueueReset],
    breaks: [deviceReEnable(1)],
    caughtBy: ['device-takes-a-new-size-after-a-queue-reset'],
    tamper: (device) => {
      let isDown = false;
      watch(
        device,
        () => {
          isDown = true;
        },
        () => {
          isDown = false;
        },
      );
      override(device, 'writeQueueSize', (write) => (queue, size) => {
        if (!isDown) write(queue, size);
      });
    },
  }),
  faultyDevice({
    id: 'device-goes-on-with-a-queue-that-was-reset',
    title: 'Uses the buffers of a queue that is notified after its reset',
    drivers: [looksAfterQueueReset],
    breaks: [deviceQueueReset(1)],
    caughtBy: ['device-leaves-a-reset-queue-alone'],
    tamper: (device) => override(device, 'notify', () => (queue) => device.useBuffers(queue)),
  }),
] as const;
