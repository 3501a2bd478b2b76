import { otherIndex } from '../../trace/other-registers.ts';
import { driverInit, driverPci, driverPciLayout, mmioLayout, mmioLegacy, pciLayout } from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

const NUM_QUEUES = otherIndex({ name: 'num_queues', isWrite: true });
const DRIVER_FEATURE = otherIndex({ name: 'driver_feature', isWrite: true });

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
] as const;
