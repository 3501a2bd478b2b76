import { includes } from '../../../spec/features.ts';
import { scsiConfig } from '../../../spec/scsi/configuration.ts';
import { T10_PI } from '../../../spec/scsi/features.ts';
import { CONTROL_QUEUE, requestQueue } from '../../../spec/scsi/queues.ts';
import {
  type HostAnswer,
  hostAnswerOf,
  hostRequests,
  hostResponse,
  hostValue,
  SENSE_BYTES,
} from '../../../spec/scsi/requests.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { scsiFitCommands } from '../../policies/scsi-fit-commands.ts';
import { NOTHING_CAME } from '../../transport/transport.ts';
import { deviceScsiRequests, scsiConfiguration, scsiControl, scsiRequests } from '../clauses.ts';
import { type DeviceMutant, faultyDriverOf, override, policyOf } from '../mutant.ts';

const { ok, overrun, aborted, badTarget } = hostResponse;

/** Asks its host for all that spares it once it is live, twice, where requests are laid out as they are without T10_PI: no fault. */
export const asksItsHost: Policy = policyOf(
  faultyDriverOf(scsiFitCommands)({
    id: 'asks-its-host',
    title: 'Asks its SCSI host for all that spares it once it is live',
    breaks: [],
    caughtBy: [],
    tamper: (core) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const { transport } = core;
        transport.readConfig(scsiConfig.maxTarget);
        const outcome = goLive(plan);
        if (includes(core.accepted, T10_PI)) return outcome;
        for (const [place, request] of [...hostRequests.entries(), ...hostRequests.entries()]) {
          const queue = request.queue === 'control' ? CONTROL_QUEUE : requestQueue(0);
          transport.rareAccess('request', queue, place);
          transport.rareAccess('ring-look', queue, 0);
        }
        return outcome;
      }),
  }),
);

/** Lets a host answer some requests, by name, otherwise than it should. */
const answering =
  (names: readonly string[], change: Partial<HostAnswer>) =>
  (device: SimulatedDevice): void =>
    override(device, 'rareAccess', (access) => (kind, index, value) => {
      const shown = access(kind, index, value);
      if (kind !== 'request' || shown === NOTHING_CAME) return shown;
      const answer = hostAnswerOf(shown);
      const request = hostRequests[answer.place];
      return request && names.includes(request.name) ? hostValue({ ...answer, ...change }) : shown;
    });

const faultyHost = (declared: Omit<DeviceMutant, 'kind' | 'type' | 'drivers'>): DeviceMutant => ({
  kind: 'device',
  type: 'scsi',
  drivers: [asksItsHost],
  ...declared,
});

/** Faults in what a SCSI host makes of requests. */
export const hostMutants = [
  faultyHost({
    id: 'device-writes-no-status-of-scsi',
    title: 'Says of a command that it is done, and writes no status',
    breaks: [deviceScsiRequests(1)],
    caughtBy: ['device-writes-a-status-of-scsi'],
    tamper: answering(['INQUIRY'], { status: 0xff }),
  }),
  faultyHost({
    id: 'device-responds-as-none-does',
    title: 'Answers a command by a response of task management functions',
    breaks: [deviceScsiRequests(2)],
    caughtBy: ['device-says-how-a-command-ends'],
    tamper: answering(['INQUIRY'], { response: 10 }),
  }),
  faultyHost({
    id: 'device-aborts-unasked',
    title: 'Says of a command that it was aborted, which nobody asked for',
    breaks: [deviceScsiRequests(2)],
    caughtBy: ['device-says-how-a-command-ends'],
    tamper: answering(['TEST UNIT READY'], { response: aborted }),
  }),
  faultyHost({
    id: 'device-finds-no-room-where-there-is',
    title: 'Says that data do not fit which have as much room as they need',
    breaks: [deviceScsiRequests(2)],
    caughtBy: ['device-says-how-a-command-ends'],
    tamper: answering(['INQUIRY'], { response: overrun }),
  }),
  faultyHost({
    id: 'device-cuts-data-in-silence',
    title: 'Cuts data to the room that there is, and says that all is well',
    breaks: [deviceScsiRequests(2)],
    caughtBy: ['device-says-that-data-do-not-fit'],
    tamper: answering(['INQUIRY without room'], { response: ok }),
  }),
  faultyHost({
    id: 'device-takes-data-both-ways-unasked',
    title: 'Does commands with data both ways whether or not INOUT is negotiated',
    breaks: [deviceScsiRequests(3)],
    caughtBy: ['device-takes-data-both-ways-only-where-negotiated'],
    tamper: answering(['INQUIRY with data both ways'], { response: ok, residual: 4 }),
  }),
  faultyHost({
    id: 'device-reads-no-format-of-addresses',
    title: 'Does not look at the first byte of an address, and finds its unit at any',
    breaks: [scsiRequests(3), deviceScsiRequests(2)],
    caughtBy: ['device-does-nothing-for-a-target-that-is-not-there'],
    tamper: answering(['INQUIRY of an address of no format'], { response: ok }),
  }),
  faultyHost({
    id: 'device-is-every-target',
    title: 'Does not look at the target of an address either',
    breaks: [deviceScsiRequests(2)],
    caughtBy: ['device-does-nothing-for-a-target-that-is-not-there'],
    tamper: answering(['INQUIRY of the last target'], { response: ok }),
  }),
  faultyHost({
    id: 'device-lists-no-units',
    title: 'Has no well-known unit that lists its units',
    origin: { project: 'QEMU', reference: 'virtio_scsi_device_get, hw/scsi/virtio-scsi.c' },
    breaks: [scsiRequests(3)],
    caughtBy: ['device-has-the-unit-that-lists-units'],
    tamper: answering(['REPORT LUNS'], { response: badTarget }),
  }),
  faultyHost({
    id: 'device-has-more-left-than-there-was',
    title: 'Says that of the data of a command more is left than there was',
    breaks: [scsiRequests(6)],
    caughtBy: ['device-counts-no-more-than-there-is'],
    tamper: answering(['INQUIRY'], { residual: 37 }),
  }),
  faultyHost({
    id: 'device-writes-sense-beyond-its-room',
    title: 'Tells of more sense data than sense_size',
    breaks: [scsiConfiguration(6)],
    caughtBy: ['device-counts-no-more-than-there-is'],
    tamper: answering(['TEST UNIT READY'], { status: 2, senseBytes: SENSE_BYTES + 1 }),
  }),
  faultyHost({
    id: 'device-answers-control-requests-as-commands',
    title: 'Answers a task management function by a response of commands',
    breaks: [scsiControl(1)],
    caughtBy: ['device-answers-control-requests'],
    tamper: answering(['QUERY TASK'], { response: overrun }),
  }),
] as const;
