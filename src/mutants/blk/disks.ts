import { RO, ZONED } from '../../../spec/blk/features.ts';
import {
  type AskedRequest,
  diskRequests,
  isOfNoType,
  isOfZones,
  requestNamed,
  requestOf,
  requestStatus,
  requestValue,
} from '../../../spec/blk/requests.ts';
import { fromWindows, includes } from '../../../spec/features.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { blkFitRequests } from '../../policies/blk-fit-requests.ts';
import { NOTHING_CAME } from '../../transport/transport.ts';
import { blkOperation, deviceBlkOperation } from '../clauses.ts';
import { type DeviceMutant, faultyDriverOf, override, policyOf } from '../mutant.ts';

const WRITE = requestNamed('write');
const READ = requestNamed('read');
const { ok } = requestStatus;

/** Asks its disk for all that there is once it is live, but for a write to one that may be written to: no fault. */
export const asksItsDisk: Policy = policyOf(
  faultyDriverOf(blkFitRequests)({
    id: 'asks-its-disk',
    title: 'Asks its disk for all that spares it once it is live',
    breaks: [],
    caughtBy: [],
    tamper: (core) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        const places = [READ, ...diskRequests.map((_, place) => place), READ];
        for (const place of places)
          if (place !== WRITE || includes(core.offered(), RO)) core.transport.rareAccess('request', 0, place);
        return outcome;
      }),
  }),
);

/** Lets a disk end requests otherwise than it should. */
const ending =
  (change: (asked: AskedRequest, device: SimulatedDevice) => AskedRequest) =>
  (device: SimulatedDevice): void =>
    override(device, 'rareAccess', (access) => (kind, index, value) => {
      const shown = access(kind, index, value);
      return kind === 'request' && shown !== NOTHING_CAME
        ? requestValue(change(requestOf(shown), device))
        : shown;
    });

const isProtected = (device: SimulatedDevice): boolean => includes(fromWindows([device.readOffer(0)]), RO);

/** Writes all the same to a disk that offers RO, and says that it has not. */
function writesInSilence(device: SimulatedDevice): void {
  let begins = 0;
  ending((asked) => {
    if (asked.place === WRITE && isProtected(device)) begins = 0xb5b5_b5b5;
    return asked.place === READ ? { ...asked, begins } : asked;
  })(device);
}

const faultyDevice = (declared: Omit<DeviceMutant, 'kind' | 'type' | 'drivers'>): DeviceMutant => ({
  kind: 'device',
  type: 'blk',
  drivers: [asksItsDisk],
  ...declared,
});

/** Faults in what a disk makes of requests. */
export const diskMutants = [
  faultyDevice({
    id: 'device-takes-writes-where-read-only',
    title: 'Says of a write that it is done though it offers RO',
    breaks: [deviceBlkOperation(2)],
    caughtBy: ['device-writes-nothing-where-read-only'],
    tamper: ending((asked, device) =>
      asked.place === WRITE && isProtected(device) ? { ...asked, status: ok } : asked,
    ),
  }),
  faultyDevice({
    id: 'device-writes-what-it-says-it-did-not',
    title: 'Fails a write where it offers RO, and writes it all the same',
    breaks: [deviceBlkOperation(2)],
    caughtBy: ['device-writes-nothing-where-read-only'],
    tamper: writesInSilence,
  }),
  faultyDevice({
    id: 'device-has-zones-unasked',
    title: 'Does what is asked of zones where ZONED is not negotiated',
    breaks: [deviceBlkOperation(8)],
    caughtBy: ['device-has-zones-only-where-negotiated'],
    tamper: ending((asked, { inUse }) => {
      const request = diskRequests[asked.place];
      return request && isOfZones(request) && !includes(inUse, ZONED) ? { ...asked, status: ok } : asked;
    }),
  }),
  faultyDevice({
    id: 'device-leaves-the-status-open',
    title: 'Uses a request for its identity and writes no status of it',
    breaks: [blkOperation(5)],
    caughtBy: ['device-says-how-a-request-ends'],
    tamper: ending((asked) => (asked.place === requestNamed('get ID') ? { ...asked, status: 0xff } : asked)),
  }),
  faultyDevice({
    id: 'device-does-what-is-of-no-type',
    title: 'Says of a request of no type that it is done',
    breaks: [blkOperation(5)],
    caughtBy: ['device-says-how-a-request-ends'],
    tamper: ending((asked) => {
      const request = diskRequests[asked.place];
      return request && isOfNoType(request) ? { ...asked, status: ok } : asked;
    }),
  }),
] as const;
