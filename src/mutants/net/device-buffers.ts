import { type RingFault, ringFaultValue } from '../../../spec/ring-faults.ts';
import { DRIVER_OK } from '../../../spec/status.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { deviceReset, deviceStatus, deviceTable, deviceUsedRing, incoming, usedRing } from '../clauses.ts';
import { override } from '../mutant.ts';
import { looksIntoItsRing, notifiesAfterReset, notifiesEarly, waitsForAFrame } from './device-probes.ts';
import { faultyDevice } from './mutant.ts';

/** A device that does something to its rings that whoever looks into them finds. */
const spoils =
  (fault: RingFault['name']) =>
  (device: SimulatedDevice): void =>
    override(device, 'rareAccess', (access) => (kind, index, value) => {
      const shown = access(kind, index, value);
      return kind === 'ring-look' ? ringFaultValue(fault) : shown;
    });

/** Faults in when a device uses the buffers of its queues, and what it does to them. */
export const deviceBufferMutants = [
  faultyDevice({
    id: 'device-writes-what-it-reads',
    title: 'Writes into a frame that it is to send',
    drivers: [looksIntoItsRing],
    breaks: [deviceTable(1)],
    caughtBy: ['device-writes-no-readable-buffer'],
    tamper: spoils('writes-what-it-reads'),
  }),
  faultyDevice({
    id: 'device-says-more-than-it-writes',
    title: 'Says of a frame that it has sent that it has written it',
    drivers: [looksIntoItsRing],
    breaks: [deviceUsedRing(1)],
    caughtBy: ['device-says-no-more-than-it-writes'],
    tamper: spoils('says-more-than-there-is'),
  }),
  faultyDevice({
    id: 'device-counts-the-room-for-a-frame',
    title: 'Says of a buffer that it has put a frame into that it has written all of it',
    drivers: [looksIntoItsRing],
    breaks: [deviceUsedRing(1)],
    caughtBy: ['device-writes-as-much-as-it-says'],
    tamper: spoils('says-what-it-has-not-written'),
  }),
  faultyDevice({
    id: 'device-uses-a-chain-twice',
    title: 'Uses a frame a second time',
    drivers: [looksIntoItsRing],
    breaks: [usedRing(1)],
    caughtBy: ['device-uses-what-it-was-given'],
    tamper: spoils('uses-what-it-has-not'),
  }),
  faultyDevice({
    id: 'device-never-fills-its-ring',
    title: 'Loses a frame that would fill all buffers of the receive queue',
    origin: {
      project: 'DPDK',
      reference:
        'vhost, rte_vhost_enqueue_burst: MRG_RXBUF on a ring of 1; on purpose since 14962a9c4f55 (18.08), still so at 38f72e500b3b (July 2026)',
    },
    drivers: [waitsForAFrame],
    breaks: [incoming(1)],
    caughtBy: ['device-loses-no-frame-that-fits'],
    tamper: (device) =>
      override(device, 'rareAccess', (access) => (kind, index, value) => {
        const shown = access(kind, index, value);
        return kind === 'receive' ? 0 : shown;
      }),
  }),
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
