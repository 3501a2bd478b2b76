import { includes, intersects } from '../../spec/features.ts';
import { headerLength, mtuFrameSize, receiveBufferSize } from '../../spec/net/buffers.ts';
import * as net from '../../spec/net/features.ts';
import { controlQueue, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { BufferLayout } from '../scenario/scenario.ts';
import type { LivePlan } from './outcome.ts';

/** Frames that a run tries to send on each transmit queue. */
export const FRAMES = 3;

/** What became of a live driver's queues under worst-case traffic. Queues by index; the counts add up over all. */
export interface Traffic {
  /** Receive queues that are live with no buffer posted. */
  readonly deaf: readonly number[];
  /** Receive queues on which the largest frame that the device may send can never be completed. */
  readonly tooSmallForFrame: readonly number[];
  /** Receive queues that cannot take one MTU-sized frame though MTU was negotiated. */
  readonly tooSmallForMtu: readonly number[];
  /** Transmit queues that stopped and never wake. */
  readonly stalled: readonly number[];
  /** Queues that were, or would be, handed a chain longer than they have entries. */
  readonly chainTooLong: readonly number[];
  /** Whether the control queue cannot take the longest command. */
  readonly controlFails: boolean;
  readonly framesTransmitted: number;
}

export const NO_TRAFFIC: Traffic = {
  deaf: [],
  tooSmallForFrame: [],
  tooSmallForMtu: [],
  stalled: [],
  chainTooLong: [],
  controlFails: false,
  framesTransmitted: 0,
};

interface Wire {
  readonly version: SpecVersion;
  readonly legacy: boolean;
  readonly layout: BufferLayout;
  /** The features that the device uses: it sends by these, whatever the driver has in mind. */
  readonly deviceFeatures: bigint;
  /** Bytes; the device's MTU. */
  readonly mtu: number;
  /** Entries of a queue as the device uses it. */
  readonly sizeOf: (queue: number) => number;
}

/** Runs worst-case traffic over a live plan, counted in descriptors. */
export function runTraffic(plan: LivePlan, wire: Wire): Traffic {
  const deaf: number[] = [];
  const tooSmallForFrame: number[] = [];
  const tooSmallForMtu: number[] = [];
  const stalled: number[] = [];
  const chainTooLong: number[] = [];
  let framesTransmitted = 0;
  for (const pair of plan.activePairs) {
    const receive = receiveQueue(pair);
    const ring = wire.sizeOf(receive);
    const posted = Math.floor(ring / Math.max(1, plan.receiveChain));
    if (posted === 0) deaf.push(receive);
    if (!holds(largestFrame(wire), posted, plan, wire)) tooSmallForFrame.push(receive);
    if (includes(wire.deviceFeatures, net.MTU)) {
      const frame = mtuFrameSize(wire.mtu, headerLength(wire.deviceFeatures, wire.version, wire.legacy));
      if (!holds(frame, posted, plan, wire)) tooSmallForMtu.push(receive);
    }
    const transmit = transmitQueue(pair);
    const slots = wire.sizeOf(transmit);
    // The strict reading: a chain never exceeds the queue, indirect or not.
    if (plan.transmitChain > slots) chainTooLong.push(transmit);
    const sent = transmitFrames(slots, plan);
    if (sent < FRAMES) stalled.push(transmit);
    framesTransmitted += sent;
  }
  const controlRing = plan.derived.hasControlQueue ? wire.sizeOf(controlQueue(plan.derived.queuePairs)) : 0;
  const controlFails = plan.derived.hasControlQueue && plan.controlChain > controlRing;
  if (controlFails) chainTooLong.push(controlQueue(plan.derived.queuePairs));
  return { deaf, tooSmallForFrame, tooSmallForMtu, stalled, chainTooLong, controlFails, framesTransmitted };
}

// --- internal ---

/** Bytes, header included, of the largest frame that the device may deliver. */
const largestFrame = (wire: Wire): number =>
  intersects(wire.deviceFeatures, net.GUEST_GSO)
    ? receiveBufferSize(wire.deviceFeatures, wire.version)
    : 1526;

/** Whether a frame of `bytes` fits: over all posted buffers where they merge, in one buffer otherwise. */
function holds(bytes: number, posted: number, plan: LivePlan, wire: Wire): boolean {
  if (posted === 0) return false;
  const { pageSize } = wire.layout;
  if (plan.derived.mergeableBuffers) return posted * pageSize >= bytes;
  // Linux: a descriptor for the header, the rest of its page, and a page a fragment.
  const one = plan.receiveChain > 2 ? (plan.receiveChain - 1) * pageSize : 1536;
  return one >= Math.min(bytes, 65562);
}

/** Small frames sent one after the other, each completed before the next; a stopped queue wakes at the threshold. */
function transmitFrames(slots: number, plan: LivePlan): number {
  const chain = Math.min(plan.transmitChain, 1);
  for (let sent = 0; sent < FRAMES; sent++) {
    if (chain > slots) return sent;
    const stopped = slots - chain < plan.stopThreshold;
    if (stopped && slots < plan.stopThreshold) return sent + 1;
  }
  return FRAMES;
}
