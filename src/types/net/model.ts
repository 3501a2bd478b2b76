import { type FeatureSet, intersects } from '../../../spec/features.ts';
import { isLegalPairsSet, maySend, netCommand, VQ_PAIRS_SET } from '../../../spec/net/commands.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import { CTRL_VQ, MQ, RSS } from '../../../spec/net/features.ts';
import { type DeviceModel, DONE, REFUSED } from '../../device/device-model.ts';
import { SimulatedDevice } from '../../device/simulated-device.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import { switchedOffBy } from './offloads.ts';
import { type NetScenario, queueCount } from './scenario.ts';

/** How a network device that uses `inUse` answers a control command. */
export function answerTo(
  { maxVirtqueuePairs }: NetScenario,
  inUse: FeatureSet,
  { class: commandClass, command, data: [pairs] = [] }: ControlCommand,
): number {
  const known = netCommand(commandClass, command);
  if (known === undefined || !maySend(inUse, known)) return REFUSED;
  const isLegal = known !== VQ_PAIRS_SET || pairs === undefined || isLegalPairsSet(pairs, maxVirtqueuePairs);
  return isLegal ? DONE : REFUSED;
}

/** What a simulated virtio-net device does. */
const model: DeviceModel<NetScenario> = {
  configAt: ({ mtu, maxVirtqueuePairs }, offset) => {
    if (offset === netConfig.mtu) return mtu;
    if (offset === netConfig.maxVirtqueuePairs) return maxVirtqueuePairs;
    if (offset === netConfig.rssMaxKeySize) return LEAST_RSS_KEY;
    return offset === netConfig.rssMaxIndirectionTableLength ? LEAST_RSS_TABLE : 0;
  },
  mostQueues: queueCount,
  slotOf: ({ maxVirtqueuePairs }, queue, accepted) => {
    const pairs = intersects(accepted, MULTIQUEUE) ? maxVirtqueuePairs : 1;
    if (queue === 2 * pairs) return intersects(accepted, CTRL_VQ) ? 2 * maxVirtqueuePairs : -1;
    return queue < 2 * pairs ? queue : -1;
  },
  mustRefuse: () => false,
  answerTo,
  switchedOffBy,
};

/** The simulated device of a virtio-net scenario. */
export const netDevice = (scenario: NetScenario): SimulatedDevice => new SimulatedDevice(scenario, model);

// --- internal ---

/** Bytes, and entries: what a device must take at least. */
const LEAST_RSS_KEY = 40;
const LEAST_RSS_TABLE = 128;

const MULTIQUEUE: FeatureSet = MQ | RSS;
