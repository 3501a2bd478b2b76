import { mayWriteConfig, scsiConfig, sizesAfterReset } from '../../../spec/scsi/configuration.ts';
import { queueCount } from '../../../spec/scsi/queues.ts';
import { type DeviceModel, REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import { hostAnswers } from './answers.ts';
import type { ScsiScenario } from './scenario.ts';

/** What a simulated SCSI host does. */
const model: DeviceModel<ScsiScenario> = {
  configAt: ({ numQueues, segMax, cmdPerLun, eventInfoSize }, offset) => {
    switch (offset) {
      case scsiConfig.numQueues:
        return numQueues;
      case scsiConfig.segMax:
        return segMax;
      case scsiConfig.cmdPerLun:
        return cmdPerLun;
      case scsiConfig.eventInfoSize:
        return eventInfoSize;
      default:
        return sizesAfterReset.get(offset) ?? 0;
    }
  },
  isWritable: mayWriteConfig,
  mostQueues: ({ numQueues }) => queueCount(numQueues),
  slotOf: ({ numQueues }, queue) => (queue < queueCount(numQueues) ? queue : -1),
  mustRefuse: () => false,
  answerTo: () => REFUSED,
  requestEnded: hostAnswers,
  switchedOffBy: () => undefined,
};

/** The simulated host of a scenario. */
export const scsiDevice = (scenario: ScsiScenario): SimulatedDevice => new SimulatedDevice(scenario, model);
