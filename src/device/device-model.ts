import { blkConfig } from '../../spec/blk/configuration.ts';
import { queueCount as blkQueueCount } from '../../spec/blk/queues.ts';
import { deviceMustRefuse, zonedModels } from '../../spec/blk/zones.ts';
import { type FeatureSet, intersects } from '../../spec/features.ts';
import { isLegalPairsSet, maySend, netCommand, VQ_PAIRS_SET } from '../../spec/net/commands.ts';
import { netConfig } from '../../spec/net/configuration.ts';
import { CTRL_VQ, MQ, RSS } from '../../spec/net/features.ts';
import type { BlkScenario, NetScenario, Scenario } from '../scenario/scenario.ts';
import type { ControlCommand } from '../trace/commands.ts';

/** What the configuration of a scenario's device says at an offset, in bytes; 0 where no field is modelled. */
export const configAt = (scenario: Scenario, offset: number): number =>
  scenario.type === 'net' ? netConfigAt(scenario, offset) : blkConfigAt(scenario, offset);

/** How many virtqueues a scenario's device has at the most. */
export const mostQueues = (scenario: Scenario): number =>
  scenario.type === 'net' ? 2 * scenario.maxVirtqueuePairs + 1 : scenario.numQueues;

/** Where the size of a virtqueue stands in a script under the accepted features; -1: there is no such queue. */
export const slotOf = (scenario: Scenario, queue: number, accepted: FeatureSet): number =>
  scenario.type === 'net'
    ? netSlotOf(scenario, queue, accepted)
    : queue < blkQueueCount(accepted, scenario.numQueues)
      ? queue
      : -1;

/** Whether a device of this type must turn a set down that is offered and closed. */
export const mustRefuse = (scenario: Scenario, accepted: FeatureSet): boolean =>
  scenario.type === 'blk' && deviceMustRefuse(accepted, scenario.zoned);

/** How a device that uses `inUse` answers a control command: 0 where it does it, else 1. */
export function answerTo(
  scenario: Scenario,
  inUse: FeatureSet,
  { class: commandClass, command, data: [pairs] = [] }: ControlCommand,
): number {
  const known = scenario.type === 'net' ? netCommand(commandClass, command) : undefined;
  if (scenario.type !== 'net' || known === undefined || !maySend(inUse, known)) return REFUSED;
  const isLegal =
    known !== VQ_PAIRS_SET || pairs === undefined || isLegalPairsSet(pairs, scenario.maxVirtqueuePairs);
  return isLegal ? DONE : REFUSED;
}

// --- internal ---

/** The acknowledgements of a command. */
const DONE = 0;
const REFUSED = 1;

function netConfigAt({ mtu, maxVirtqueuePairs }: NetScenario, offset: number): number {
  if (offset === netConfig.mtu) return mtu;
  if (offset === RSS_KEY_FIELD) return LEAST_RSS_KEY;
  if (offset === RSS_TABLE_FIELD) return LEAST_RSS_TABLE;
  return offset === netConfig.maxVirtqueuePairs ? maxVirtqueuePairs : 0;
}

/** Offsets in the configuration, in bytes: the longest hash key and the longest table of RSS. */
const RSS_KEY_FIELD = 17;
const RSS_TABLE_FIELD = 18;
/** Bytes, and entries: what a device must take at least. */
const LEAST_RSS_KEY = 40;
const LEAST_RSS_TABLE = 128;

function blkConfigAt({ segMax, numQueues, zoned }: BlkScenario, offset: number): number {
  if (offset === blkConfig.segMax) return segMax;
  if (offset === blkConfig.numQueues) return numQueues;
  return offset === blkConfig.zonedModel ? zonedModels.indexOf(zoned) : 0;
}

function netSlotOf({ maxVirtqueuePairs }: NetScenario, queue: number, accepted: FeatureSet): number {
  const pairs = intersects(accepted, MULTIQUEUE) ? maxVirtqueuePairs : 1;
  if (queue === 2 * pairs) return intersects(accepted, CTRL_VQ) ? 2 * maxVirtqueuePairs : -1;
  return queue < 2 * pairs ? queue : -1;
}

const MULTIQUEUE: FeatureSet = MQ | RSS;
