import { type FeatureSet, intersects } from '../../../spec/features.ts';
import {
  ANNOUNCE_ACK,
  addressIn,
  isLegalPairsSet,
  MAC_ADDR_SET,
  maySend,
  netCommand,
  VQ_PAIRS_SET,
} from '../../../spec/net/commands.ts';
import { ANNOUNCE, LINK_UP, netConfig } from '../../../spec/net/configuration.ts';
import { CTRL_VQ, GUEST_ANNOUNCE, MQ, RSS } from '../../../spec/net/features.ts';
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
  configAt: ({ mtu, maxVirtqueuePairs }, offset, inUse) => {
    // A driver that is live has always just come to where it is.
    if (offset === netConfig.status) return intersects(inUse, GUEST_ANNOUNCE) ? LINK_UP | ANNOUNCE : 0;
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
  configSetBy: ({ class: commandClass, command, data = [] }) => {
    const known = netCommand(commandClass, command);
    if (known === ANNOUNCE_ACK) return [[netConfig.status, LINK_UP]];
    return known === MAC_ADDR_SET
      ? addressIn(data).map((byte, i) => [netConfig.mac + i, byte] as const)
      : NOTHING_SET;
  },
};

/** The simulated device of a virtio-net scenario. */
export const netDevice = (scenario: NetScenario): SimulatedDevice => new SimulatedDevice(scenario, model);

// --- internal ---

/** Bytes, and entries: what a device must take at least. */
const LEAST_RSS_KEY = 40;
const LEAST_RSS_TABLE = 128;

const NOTHING_SET: readonly (readonly [number, number])[] = [];

const MULTIQUEUE: FeatureSet = MQ | RSS;
