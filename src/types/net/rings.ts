import { type FeatureSet, intersects, NONE } from '../../../spec/features.ts';
import { MIN_CONTROL_DESCRIPTORS } from '../../../spec/net/control.ts';
import { infeasible, RECEIVED, type Rings } from '../../../spec/net/feasibility.ts';
import { frameBytes, receiveKind } from '../../../spec/net/footprints.ts';
import { negotiated } from '../../../spec/net/negotiated.ts';
import { controlQueue, queuePairs, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { slotsOf } from '../../../spec/virtqueues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import type { NetPlan } from './plan.ts';
import type { NetScenario } from './scenario.ts';
import { usesControlQueue } from './traffic.ts';

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

/** The rings in use by the pairs of a live driver, and what they cannot hold of the features that the device uses. */
export function ringsInUse(
  plan: Pick<NetPlan, 'activePairs'> & Partial<ReceiveSide & ControlSide>,
  scenario: NetScenario,
  device: DeviceState,
  legacy: boolean,
): RingsInUse {
  let receive = Number.POSITIVE_INFINITY;
  let transmit = Number.POSITIVE_INFINITY;
  const { activePairs, receiveChain, receiveBuffer, controlChain, derived } = plan;
  for (let i = 0; i < activePairs.length; i++) {
    const pair = activePairs[i] ?? 0;
    receive = Math.min(receive, device.effectiveSize(receiveQueue(pair)));
    transmit = Math.min(transmit, device.effectiveSize(transmitQueue(pair)));
  }
  const { version, layout, maxSkbFrags, mtu, maxVirtqueuePairs } = scenario;
  const control = device.effectiveSize(controlQueue(queuePairs(device.inUse, maxVirtqueuePairs)));
  const rings: Rings = { version, legacy, layout, maxSkbFrags, mtu, receive, transmit, control };
  const off = device.switchedOff ?? NONE;
  const unfit = infeasible(device.inUse, rings) & ~off;
  const received =
    intersects(unfit, RECEIVED) &&
    receiveChain !== undefined &&
    receiveBuffer !== undefined &&
    holdsLargest({ receiveChain, receiveBuffer }, device.inUse & ~off, rings);
  const commanded =
    controlChain !== undefined &&
    derived !== undefined &&
    (!usesControlQueue({ derived, controlChain }) || isCommandLaidOutIn(controlChain, control));
  return {
    receive,
    transmit,
    data: Math.min(receive, transmit),
    control,
    unfit: unfit & ~(received ? RECEIVED : NONE) & ~(commanded ? ~RECEIVED : NONE),
  };
}

// --- internal ---

type ReceiveSide = Pick<NetPlan, 'receiveChain' | 'receiveBuffer'>;
type ControlSide = Pick<NetPlan, 'controlChain' | 'derived'>;

/** Whether a driver that packs its commands in a way of its own, in a readable and a writable part at the least, sends the longest on a ring. */
const isCommandLaidOutIn = (chain: number, ring: number): boolean =>
  chain >= MIN_CONTROL_DESCRIPTORS && chain <= ring;

/** Whether a receive ring holds the largest frame in the buffers of a driver that lays them out in a way of its own, in larger pieces. */
function holdsLargest(
  { receiveChain, receiveBuffer }: ReceiveSide,
  inUse: FeatureSet,
  rings: Rings,
): boolean {
  const meaning = negotiated(inUse, rings.version, rings.legacy);
  if (receiveChain > rings.receive || receiveChain < (meaning.separateHeader ? 2 : 1)) return false;
  const buffers = meaning.mergeable ? Math.floor(rings.receive / slotsOf(receiveChain, meaning.indirect)) : 1;
  return buffers * receiveBuffer >= frameBytes(receiveKind(meaning, rings), meaning, rings);
}
