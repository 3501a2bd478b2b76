import { consoleConfig, mayWriteConfig } from '../../../spec/console/configuration.ts';
import { EMERG_WRITE } from '../../../spec/console/features.ts';
import { queueCount } from '../../../spec/console/queues.ts';
import { type DeviceModel, REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import { type ConsoleScenario, mostQueues } from './scenario.ts';

/** What a simulated console does. */
const model: DeviceModel<ConsoleScenario> = {
  configAt: ({ maxPorts }, offset) => {
    if (offset === consoleConfig.cols) return 80;
    if (offset === consoleConfig.rows) return 25;
    return offset === consoleConfig.maxPorts ? maxPorts : 0;
  },
  isWritable: (offset) => mayWriteConfig(offset, EMERG_WRITE),
  mostQueues,
  slotOf: ({ maxPorts }, queue, accepted) => (queue < queueCount(accepted, maxPorts) ? queue : -1),
  mustRefuse: () => false,
  answerTo: () => REFUSED,
  switchedOffBy: () => undefined,
};

/** The simulated console of a scenario. */
export const consoleDevice = (scenario: ConsoleScenario): SimulatedDevice =>
  new SimulatedDevice(scenario, model);
