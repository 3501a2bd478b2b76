import type { FeatureSet } from '../../spec/features.ts';
import { infeasible, type Rings } from '../../spec/net/feasibility.ts';
import { controlQueue, queuePairs, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import type { DeviceState } from '../device/simulated-device.ts';
import type { LivePlan } from '../driver/outcome.ts';
import type { NetScenario } from '../scenario/scenario.ts';

/** The rings that a live driver uses, as large as its device has them, in entries. */
export interface RingsInUse {
  /** The smallest receive ring and the smallest transmit ring of the pairs in use; and of both. */
  readonly receive: number;
  readonly transmit: number;
  readonly data: number;
  /** 0 where there is no control queue. */
  readonly control: number;
  /** The features in use whose messages these rings cannot hold, as the oracle counts. */
  readonly unfit: FeatureSet;
}

/** The rings in use by the pairs of a live driver, and what they cannot hold of the features that the device uses. */
export function ringsInUse(
  { activePairs }: Pick<LivePlan, 'activePairs'>,
  scenario: NetScenario,
  device: DeviceState,
  legacy: boolean,
): RingsInUse {
  let receive = Number.POSITIVE_INFINITY;
  let transmit = Number.POSITIVE_INFINITY;
  for (let i = 0; i < activePairs.length; i++) {
    const pair = activePairs[i] ?? 0;
    receive = Math.min(receive, device.effectiveSize(receiveQueue(pair)));
    transmit = Math.min(transmit, device.effectiveSize(transmitQueue(pair)));
  }
  const { version, layout, maxSkbFrags, mtu, maxVirtqueuePairs } = scenario;
  const control = device.effectiveSize(controlQueue(queuePairs(device.inUse, maxVirtqueuePairs)));
  const rings: Rings = { version, legacy, layout, maxSkbFrags, mtu, receive, transmit, control };
  const unfit = infeasible(device.inUse, rings);
  return { receive, transmit, data: Math.min(receive, transmit), control, unfit };
}
