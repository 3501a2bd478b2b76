import { NONE, windowOf } from '../../../spec/features.ts';
import { STATUS } from '../../../spec/net/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../../../spec/status.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import {
  ccwConfig,
  ccwFeatures,
  ccwQueues,
  driverConfigSpace,
  driverInit,
  driverMmio,
  driverMmioInit,
  driverPci,
  driverPciLayout,
  mmioLayout,
  mmioLegacy,
  mmioQueues,
  pciLayout,
  pciLegacy,
  pciLegacyQueues,
  pciQueues,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';
import { STATUS_FIELD } from './register-probes.ts';
import { beforeAll, identify, layRingsOut, readOther, whenLive, writeOther } from './steps.ts';

const NUM_QUEUES = otherIndex({ name: 'num_queues', isWrite: true });
const DRIVER_FEATURE = otherIndex({ name: 'driver_feature', isWrite: true });

/** The status of a device that somebody has left live. */
const LIVE = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

/** Faults in what a driver does with the registers of PCI. */
export const registerMutants = [
  faultyPolicy({
    id: 'disables-queues-before-programming',
    title: 'Writes 0 to queue_enable of each virtqueue before it programs it',
    breaks: [driverPci(6)],
    caughtBy: ['queue-never-disabled'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        core.transport.rareAccess('queue-enable-write', queue, 0);
        program(queue, size);
      }),
  }),
  faultyPolicy({
    id: 'enables-queues-with-0',
    title: 'Writes 0 to queue_enable where it means 1',
    breaks: [driverPci(6), driverInit(10), pciLayout(6), mmioLayout(5), mmioLegacy(6)],
    caughtBy: ['queue-never-disabled', 'driver-ok-after-queues', 'used-queues-enabled'],
    tamper: ({ core }) => {
      core.enableQueue = (queue) => {
        core.transport.rareAccess('queue-enable-write', queue, 0);
      };
    },
  }),
  faultyPolicy({
    id: 'writes-the-number-of-queues',
    title: 'Writes to num_queues how many virtqueues it wants',
    breaks: [driverPci(1)],
    caughtBy: ['read-only-fields-left-alone'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.rareAccess('other', NUM_QUEUES, 7);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'writes-sizes-in-32-bits',
    title: 'Writes each queue size, and the vector beside it, in one access of 4 bytes',
    breaks: [driverPciLayout(1)],
    caughtBy: ['fields-accessed-in-their-width'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        core.transport.rareAccess('wrong-width', 2, 4);
        program(queue, size);
      }),
  }),
  faultyPolicy({
    id: 'selects-windows-of-the-offer-only',
    title: 'Writes device_feature_select where it means driver_feature_select',
    origin: { project: 'show_me_the_code', reference: 's008, issue #1' },
    breaks: [driverInit(4), pciLayout(1)],
    caughtBy: ['offer-of-this-round'],
    tamper: ({ core }) => {
      core.accept = (set) => {
        core.transport.rareAccess('other', DRIVER_FEATURE, Number(set & 0xffff_ffffn));
        core.accepted = set;
      };
    },
  }),
  faultyPolicy({
    id: 'reads-an-offer-of-no-window',
    title: 'Reads DeviceFeatures over MMIO before it has selected a window',
    breaks: [driverMmio(4), mmioLayout(1)],
    caughtBy: ['mmio-feature-window-selected-first'],
    tamper: ({ core }) => beforeAll(core, ['mmio'], () => readOther(core, 'device_feature', 0)),
  }),
  faultyPolicy({
    id: 'stops-queues-blindly',
    title: 'Stops a virtqueue over MMIO and sets it up again without a look at whether it has stopped',
    breaks: [driverMmio(7)],
    caughtBy: ['mmio-stopped-queue-read-back'],
    tamper: ({ core }) => {
      if (core.env.transport !== 'mmio') return;
      whenLive(core, NONE, () => {
        core.transport.rareAccess('queue-enable-write', 0, 0);
        core.reEnableQueue(0, core.transport.readQueueSize(0));
      });
    },
  }),
  faultyPolicy({
    id: 'reads-a-size-of-no-queue',
    title: 'Reads the size of the first virtqueue before it has selected any',
    breaks: [pciLayout(4), mmioLayout(2)],
    caughtBy: ['queue-selected-first'],
    tamper: ({ core }) => {
      let asked = false;
      override(core, 'confirm', (confirm) => () => {
        const confirmed = confirm();
        if (!asked) readOther(core, 'queue_size', 256);
        asked = true;
        return confirmed;
      });
    },
  }),
  faultyPolicy({
    id: 'reads-notification-data-unasked',
    title: 'Reads what to notify the first virtqueue with, where NOTIF_CONFIG_DATA is not negotiated',
    breaks: [pciLayout(7)],
    caughtBy: ['fields-accessed-only-where-negotiated'],
    tamper: ({ core }) => whenLive(core, NONE, () => readOther(core, 'queue_notif_config_data', 0)),
  }),
  faultyPolicy({
    id: 'takes-every-queue-for-256-entries',
    title: 'Programs virtqueues of 256 entries, and reads no size',
    breaks: [pciQueues(1), mmioQueues(1), mmioLegacy(8)],
    caughtBy: ['queue-found-before-programmed'],
    tamper: ({ core: { transport } }) => {
      transport.readQueueSize = () => 256;
      transport.peekQueueSize = () => 256;
    },
  }),
  faultyPolicy({
    id: 'programs-queues-in-use',
    title: 'Reads whether a virtqueue is in use already, and programs it all the same',
    base: linuxMainline,
    breaks: [mmioQueues(1), mmioLegacy(8)],
    caughtBy: ['queue-found-before-programmed'],
    meets: (scenario) => ({ ...scenario, quirks: { resetKeeps: ['queues'] }, initialStatus: LIVE }),
    tamper: ({ core: { transport } }) =>
      override(transport, 'readQueueEnabled', (read) => (queue) => {
        read(queue);
        return 0;
      }),
  }),
  faultyPolicy({
    id: 'writes-no-queue-size',
    title: 'Writes no size of a virtqueue, over any transport',
    breaks: [mmioLayout(4), mmioQueues(1), mmioLegacy(8), ccwQueues(2)],
    caughtBy: ['queue-size-told-before-enabled'],
    tamper: ({ core: { transport } }) => {
      transport.writeQueueSize = () => {};
    },
  }),
  faultyPolicy({
    id: 'reads-features-back-everywhere',
    title: 'Reads back the features that it has written, over any transport',
    breaks: [driverMmio(1), mmioLayout(1), mmioLegacy(1), ccwFeatures(1)],
    caughtBy: ['mmio-registers-read-and-written-as-they-may-be', 'interface-used-as-it-is'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.rareAccess('accepted-read', 0, windowOf(core.accepted, 0));
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'acknowledges-where-interrupts-show',
    title: 'Writes to InterruptStatus which interrupts it has seen',
    breaks: [driverMmio(1)],
    caughtBy: ['mmio-registers-read-and-written-as-they-may-be'],
    tamper: ({ core }) => whenLive(core, NONE, () => writeOther(core, 'isr', 1)),
  }),
  faultyPolicy({
    id: 'reads-the-status-in-8-bits',
    title: 'Reads the status over MMIO in one access of a byte, as over PCI',
    breaks: [driverMmio(2)],
    caughtBy: ['fields-accessed-in-their-width'],
    tamper: ({ core }) => {
      if (core.env.transport !== 'mmio') return;
      override(core.transport, 'readStatus', (read) => () => {
        core.transport.rareAccess('wrong-width', 4, 1);
        return read();
      });
    },
  }),
  faultyPolicy({
    id: 'asks-for-the-type-first',
    title: 'Reads DeviceID before it knows that there is a virtio device',
    breaks: [driverMmioInit(1)],
    caughtBy: ['mmio-device-identified-first'],
    tamper: ({ core }) =>
      beforeAll(core, ['mmio'], () => {
        readOther(core, 'device_id', 1);
        identify(core);
      }),
  }),
  faultyPolicy({
    id: 'asks-what-it-has-reset',
    title: 'Asks what the device is when it has reset it',
    breaks: [driverMmioInit(1)],
    caughtBy: ['mmio-device-identified-first'],
    tamper: ({ core }) =>
      override(core, 'greet', (greet) => () => {
        if (core.env.transport === 'mmio') identify(core);
        greet();
      }),
  }),
  faultyPolicy({
    id: 'drives-a-device-of-no-type',
    title: 'Reads a DeviceID of 0, which says that there is no device, and goes on',
    breaks: [driverMmio(3), driverMmioInit(1)],
    caughtBy: ['mmio-stranger-left-alone'],
    tamper: ({ core }) => beforeAll(core, ['mmio'], () => identify(core, { device_id: 0 })),
  }),
  faultyPolicy({
    id: 'drives-a-device-of-version-1',
    title: 'Reads a Version of 1, and drives the device as one of version 2',
    breaks: [driverMmio(3)],
    caughtBy: ['mmio-stranger-left-alone'],
    tamper: ({ core }) => beforeAll(core, ['mmio'], () => identify(core, { version: 1 })),
  }),
  faultyPolicy({
    id: 'reads-generations-everywhere',
    title: 'Reads the generation of the configuration, over any transport',
    breaks: [pciLegacy(3), mmioLegacy(1), ccwConfig(1)],
    caughtBy: ['interface-used-as-it-is'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.rareAccess('config-generation-read', 0, 0);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'ignores-that-generations-differ',
    title:
      'Reads the generation before and after the link status, and takes what it has read whether or not they differ',
    breaks: [driverConfigSpace(1)],
    caughtBy: ['config-read-again-where-it-changed'],
    tamper: ({ core }) => {
      if (!['pci', 'mmio'].includes(core.env.transport)) return;
      whenLive(core, STATUS, () => {
        for (const generation of [0, 1]) {
          core.transport.rareAccess('config-generation-read', 0, generation);
          if (generation === 0) core.transport.readConfig(STATUS_FIELD);
        }
      });
    },
  }),
  faultyPolicy({
    id: 'writes-fixed-sizes',
    title: 'Writes the size of a virtqueue over legacy PCI too, where it is fixed',
    breaks: [pciLegacy(3), pciLegacyQueues(2)],
    caughtBy: ['interface-used-as-it-is'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        if (core.env.transport === 'pci-legacy') core.transport.writeQueueSize(queue, size);
        program(queue, size);
      }),
  }),
  faultyPolicy({
    id: 'reads-two-windows-everywhere',
    title: 'Reads a second window of the offer, over any transport',
    breaks: [pciLegacy(3)],
    caughtBy: ['interface-used-as-it-is'],
    tamper: ({ core }) =>
      override(core, 'offered', (offered) => () => {
        const offer = offered();
        if (core.legacy) core.transport.readOffer(1);
        return offer;
      }),
  }),
  faultyPolicy({
    id: 'has-pages-of-3000-bytes',
    title: 'Writes a GuestPageSize that is no power of two',
    breaks: [mmioLegacy(2)],
    caughtBy: ['legacy-rings-laid-out-in-pages'],
    tamper: ({ core }) => layRingsOut(core, 3000),
  }),
  faultyPolicy({
    id: 'says-late-how-large-its-pages-are',
    title: 'Writes GuestPageSize when its virtqueues are there already',
    breaks: [mmioLegacy(2)],
    caughtBy: ['legacy-rings-laid-out-in-pages'],
    tamper: ({ core }) => {
      if (core.env.transport === 'mmio-legacy')
        whenLive(core, NONE, () => writeOther(core, 'guest_page_size', 4096));
    },
  }),
  faultyPolicy({
    id: 'aligns-rings-to-24-bytes',
    title: 'Writes a QueueAlign that is no power of two',
    breaks: [mmioLegacy(5)],
    caughtBy: ['legacy-rings-laid-out-in-pages'],
    tamper: ({ core }) => layRingsOut(core, 4096, 24),
  }),
  faultyPolicy({
    id: 'reads-sizes-of-queues-in-use',
    title: 'Reads the size of each virtqueue once it is enabled',
    breaks: [mmioLegacy(3)],
    caughtBy: ['legacy-queue-size-read-while-idle'],
    tamper: ({ core }) =>
      override(core, 'enableQueue', (enable) => (queue) => {
        enable(queue);
        core.transport.readQueueSize(queue);
      }),
  }),
] as const;
