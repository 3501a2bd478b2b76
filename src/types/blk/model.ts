import { blkConfig } from '../../../spec/blk/configuration.ts';
import { ZONED } from '../../../spec/blk/features.ts';
import { queueCount } from '../../../spec/blk/queues.ts';
import {
  type DiskRequest,
  diskRequests,
  isOfNoType,
  isOfZones,
  requestOf,
  requestStatus,
  requestValue,
} from '../../../spec/blk/requests.ts';
import { deviceMustRefuse, zonedModels } from '../../../spec/blk/zones.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { type DeviceModel, REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import type { BlkScenario } from './scenario.ts';

const { ok, failed, unsupported } = requestStatus;

const isUnknown = (request: Pick<DiskRequest, 'type'>, inUse: FeatureSet): boolean =>
  isOfNoType(request) || (isOfZones(request) && !includes(inUse, ZONED));

/** How a disk ends a request: it is empty, and keeps nothing. */
function statusOf(request: DiskRequest, inUse: FeatureSet): number {
  if (request.sent > 0) return failed;
  return isUnknown(request, inUse) ? unsupported : ok;
}

/** What a simulated disk does. */
const model: DeviceModel<BlkScenario> = {
  configAt: ({ segMax, numQueues, zoned }, offset) => {
    if (offset === blkConfig.segMax) return segMax;
    if (offset === blkConfig.numQueues) return numQueues;
    return offset === blkConfig.zonedModel ? zonedModels.indexOf(zoned) : 0;
  },
  mostQueues: ({ numQueues }) => numQueues,
  slotOf: ({ numQueues }, queue, accepted) => (queue < queueCount(accepted, numQueues) ? queue : -1),
  mustRefuse: ({ zoned }, accepted) => deviceMustRefuse(accepted, zoned),
  answerTo: (_, inUse, { class: type }) => (isUnknown({ type }, inUse) ? unsupported : REFUSED),
  requestEnded: (value, inUse) => {
    const { place } = requestOf(value);
    const request = diskRequests[place];
    return requestValue({ place, status: request ? statusOf(request, inUse) : unsupported });
  },
  switchedOffBy: () => undefined,
  configSetBy: () => [],
};

/** The simulated disk of a scenario. */
export const blkDevice = (scenario: BlkScenario): SimulatedDevice => new SimulatedDevice(scenario, model);
