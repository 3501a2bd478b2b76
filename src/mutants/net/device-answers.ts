import { fromWindows } from '../../../spec/features.ts';
import { DRIVER, DRIVER_OK, FEATURES_OK } from '../../../spec/status.ts';
import { ccwQueues, featureBits, mmioLayout } from '../clauses.ts';
import { override } from '../mutant.ts';
import { writtenTo } from '../written.ts';
import {
  asksForTooLargeRings,
  mendsARefusedSet,
  readsDriverOkBack,
  writesOneWindow,
} from './answer-probes.ts';
import { takesFeaturesBack } from './device-probes.ts';
import { faultyDevice } from './mutant.ts';

/** Faults in what a device makes of a write, and when. */
export const deviceAnswerMutants = [
  faultyDevice({
    id: 'device-takes-features-with-every-status',
    title: 'Takes the features anew with every status that has FEATURES_OK in it',
    origin: { project: 'propolis', reference: 'issue #1053' },
    drivers: [takesFeaturesBack],
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    tamper: (device) => {
      const written = writtenTo(device);
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (device.status & FEATURES_OK) device.inUse = fromWindows(written);
      });
    },
  }),
  faultyDevice({
    id: 'device-accepts-its-offer-beforehand',
    title: 'Begins with all that it offers accepted',
    origin: { project: 'v86', reference: 'src/virtio.js @71a9784' },
    drivers: [writesOneWindow],
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        const begins = value & DRIVER & ~device.status;
        write(value);
        if (begins) for (const window of [0, 1, 2, 3]) device.writeAccepted(window, device.readOffer(window));
      }),
  }),
  faultyDevice({
    id: 'device-sticks-to-a-refusal',
    title: 'Having refused a set, refuses every other until a reset',
    origin: { project: 'v86', reference: 'src/virtio.js, features_ok @71a9784' },
    drivers: [mendsARefusedSet],
    breaks: [],
    caughtBy: [],
    escapes: 'the standard does not say whether a refused set may be mended without a reset',
    tamper: (device) => {
      let refused = false;
      override(device, 'writeStatus', (write) => (value) => {
        if (value === 0) refused = false;
        write(refused ? value & ~FEATURES_OK : value);
        if (value & FEATURES_OK && !(device.status & FEATURES_OK)) refused = true;
      });
    },
  }),
  faultyDevice({
    id: 'device-shows-driver-ok-late',
    title: 'Shows DRIVER_OK only from the second read on',
    origin: { project: 'OpenVMM', reference: 'e29e332d1, its pending reset' },
    drivers: [readsDriverOkBack],
    breaks: [],
    caughtBy: [],
    escapes: 'the standard does not say when DRIVER_OK reads back, and no driver here waits for it',
    tamper: (device) => {
      let isNew = false;
      override(device, 'writeStatus', (write) => (value) => {
        isNew = (value & DRIVER_OK & ~device.status) !== 0;
        write(value);
      });
      override(device, 'readStatus', (read) => () => {
        const status = isNew ? read() & ~DRIVER_OK : read();
        isNew = false;
        return status;
      });
    },
  }),
  faultyDevice({
    id: 'device-takes-any-ring-size',
    title: 'Takes whatever size a driver writes for a ring',
    origin: { project: 'QEMU', reference: 'CVE-2026-50626; DPDK vhost eb7c574b21, Firecracker fe0b5a2a8' },
    drivers: [asksForTooLargeRings],
    breaks: [mmioLayout(3), ccwQueues(1)],
    caughtBy: ['device-keeps-the-largest-size'],
    tamper: (device) => {
      const written = new Map<number, number>();
      override(device, 'writeQueueSize', (write) => (queue, size) => {
        written.set(queue, size);
        write(queue, size);
      });
      override(device, 'readQueueSize', (read) => (queue) => written.get(queue) ?? read(queue));
    },
  }),
] as const;
