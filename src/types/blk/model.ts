import { blkConfig } from '../../../spec/blk/configuration.ts';
import { queueCount } from '../../../spec/blk/queues.ts';
import { deviceMustRefuse, zonedModels } from '../../../spec/blk/zones.ts';
import { type DeviceModel, REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import type { BlkScenario } from './scenario.ts';

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
  answerTo: () => REFUSED,
  switchedOffBy: () => undefined,
  configSetBy: () => [],
};

/** The simulated disk of a scenario. */
export const blkDevice = (scenario: BlkScenario): SimulatedDevice => new SimulatedDevice(scenario, model);
