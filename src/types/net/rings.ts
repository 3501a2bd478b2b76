import { type FeatureSet, intersects, NONE, without } from '../../../spec/features.ts';
import { MIN_CONTROL_DESCRIPTORS } from '../../../spec/net/control.ts';
import { RECEIVED, type Rings } from '../../../spec/net/feasibility.ts';
import { CTRL_VQ } from '../../../spec/net/features.ts';
import { frameBytes, receiveKind } from '../../../spec/net/footprints.ts';
import { controlQueue, queuePairs, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { slotsOf } from '../../../spec/virtqueues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { find, type QueueFacts } from '../../ring/queue-facts.ts';
import { infeasible } from './feasibility.ts';
import { negotiated } from './negotiated.ts';
import type { NetRun } from './run.ts';
import type { NetScenario } from './scenario.ts';
import { roleIn } from './troubles.ts';

/** The rings that a live driver uses, as large as its device has them, in entries. */
export interface RingsInUse {
  /** The smallest receive ring and the smallest transmit ring of the pairs in use; and of both. */
  readonly receive: number;
  readonly transmit: number;
  readonly data: number;
  /** 0 where there is no control queue. */
  readonly control: number;
  /** The features in use whose messages these rings cannot hold, as the oracle counts; but for frames that the driver's own buffers hold, and commands that it packs otherwise, or never sends. */
  readonly unfit: FeatureSet;
}

/** The rings in use by the pairs of a live driver, and what they cannot hold of the features that the device uses, as its queues tell how the driver packs its messages. */
export function ringsInUse(
  pairs: readonly number[],
  scenario: NetScenario,
  device: DeviceState,
  legacy: boolean,
  { queues, isWhole }: Pick<NetRun, 'queues' | 'isWhole'> = { queues: [], isWhole: false },
): RingsInUse {
  let receive = Number.POSITIVE_INFINITY;
  let transmit = Number.POSITIVE_INFINITY;
  let buffers: QueueFacts | undefined;
  for (const pair of pairs) {
    buffers ??= find(queues, receiveQueue(pair));
    receive = Math.min(receive, device.effectiveSize(receiveQueue(pair)));
    transmit = Math.min(transmit, device.effectiveSize(transmitQueue(pair)));
  }
  const { version, layout, maxSkbFrags, mtu, maxVirtqueuePairs } = scenario;
  const queue = controlQueue(queuePairs(device.inUse, maxVirtqueuePairs));
  // In a recording nobody may have read the size of a ring that is not used.
  const control = isWhole || intersects(device.inUse, CTRL_VQ) ? device.effectiveSize(queue) : 0;
  const rings: Rings = { version, legacy, layout, maxSkbFrags, mtu, receive, transmit, control };
  const off = device.switchedOff ?? NONE;
  const unfit = without(infeasible(device.inUse, rings), off);
  const received =
    intersects(unfit, RECEIVED) &&
    buffers !== undefined &&
    holdsLargest(buffers, without(device.inUse, off), rings);
  const commanded = isWhole && unfit !== NONE && commandsFit(queues, control);
  const kept = commanded ? unfit & RECEIVED : unfit;
  return {
    receive,
    transmit,
    data: Math.min(receive, transmit),
    control,
    unfit: received ? without(kept, RECEIVED) : kept,
  };
}

// --- internal ---

/** Whether a driver sends no command, or packs the longest in a way of its own, in a readable and a writable part at the least, and sends it on its ring. */
function commandsFit(queues: NetRun['queues'], ring: number): boolean {
  for (const facts of queues) {
    if (roleIn(facts) !== 'control') continue;
    const chain = Math.max(facts.longest, facts.longestIndirect, facts.dropped);
    return chain >= MIN_CONTROL_DESCRIPTORS && chain <= ring;
  }
  return true;
}

/** Whether a receive ring holds the largest frame in the buffers of a driver that lays them out in a way of its own, in larger pieces. */
function holdsLargest({ bufferChain, bufferBytes }: QueueFacts, inUse: FeatureSet, rings: Rings): boolean {
  const meaning = negotiated(inUse, rings.version, rings.legacy);
  if (bufferChain > rings.receive || bufferChain < (meaning.separateHeader ? 2 : 1)) return false;
  const buffers = meaning.mergeable ? Math.floor(rings.receive / slotsOf(bufferChain, meaning.indirect)) : 1;
  return buffers * bufferBytes >= frameBytes(receiveKind(meaning, rings), meaning, rings);
}
