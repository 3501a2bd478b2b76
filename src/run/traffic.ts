import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { intersects, NONE } from '../../spec/features.ts';
import { mtuFrameSize } from '../../spec/net/buffers.ts';
import { negotiated } from '../../spec/net/negotiated.ts';
import { controlQueue, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { slotsOf } from '../../spec/virtqueues.ts';
import type { DeviceState } from '../device/simulated-device.ts';
import type { LivePlan } from '../driver/outcome.ts';
import type { NetScenario } from '../scenario/scenario.ts';
import { codeOf } from '../trace/events.ts';
import type { Trace } from '../trace/trace.ts';

const POST = codeOf('post');
const CONTROL = codeOf('control');
const TRANSMIT = codeOf('transmit');
const STOP = codeOf('stop');

/** Small frames that a run tries to send on each transmit queue, before one that is as large as the driver sends any. */
export const FRAMES = 3;

/** Says that no queue is meant. */
export const NO_QUEUE = -1;

/** What became of a live driver's queues under worst-case traffic: the first queue, by index, of each trouble, or NO_QUEUE. */
export interface Traffic {
  /** A receive queue that is live with no buffer posted. */
  readonly deaf: number;
  /** A receive queue on which the largest frame that the device may send can never be completed. */
  readonly tooSmallForFrame: number;
  /** A receive queue that could take the largest frame, but for a device that never fills a whole ring with one. */
  readonly lostUnlessFilled: number;
  /** A receive queue that cannot take one MTU-sized frame though MTU was negotiated. */
  readonly tooSmallForMtu: number;
  /** A transmit queue that stopped and never wakes. */
  readonly stalled: number;
  /** A queue on which a chain was made of more descriptors than it has entries; no indirect table hides them. */
  readonly chainTooLong: number;
  /** A queue whose largest frame or longest command has more descriptors than it has entries, and is never sent. */
  readonly neverSent: number;
  /** A queue of which an indirect table held more descriptors than it has entries: too long under the strict reading. */
  readonly indirectTooLong: number;
  /** Whether the control queue cannot take the longest command. */
  readonly controlFails: boolean;
  /** Small frames sent, over all queues. */
  readonly framesTransmitted: number;
}

export const NO_TRAFFIC: Traffic = {
  deaf: NO_QUEUE,
  tooSmallForFrame: NO_QUEUE,
  lostUnlessFilled: NO_QUEUE,
  tooSmallForMtu: NO_QUEUE,
  stalled: NO_QUEUE,
  chainTooLong: NO_QUEUE,
  neverSent: NO_QUEUE,
  indirectTooLong: NO_QUEUE,
  controlFails: false,
  framesTransmitted: 0,
};

/** Bytes of a frame without offloads: 1500 and the Ethernet header. */
const PLAIN_FRAME = 1514;

/**
 * Runs worst-case traffic over a live plan, counted in descriptors: posts receive buffers until the ring is full,
 * issues the longest control command, sends small frames and then the largest, each completed before the next.
 * The device receives by the features that it uses, but for offloads that are switched off, whatever the driver has in mind.
 */
export function runTraffic(
  plan: LivePlan,
  scenario: NetScenario,
  device: DeviceState,
  legacy: boolean,
  trace: Trace,
): Traffic {
  const traffic = new Totals();
  const meaning = negotiated(device.inUse, scenario.version, legacy);
  const indirect = intersects(plan.features, INDIRECT_DESC);
  // The packet header is that of what was negotiated, whatever is switched off.
  const { largeReceive, largestFrame, headerLength } = negotiated(
    device.inUse & ~(device.switchedOff ?? NONE),
    scenario.version,
    legacy,
  );
  const largest = (largeReceive ? largestFrame - headerLength : PLAIN_FRAME) + meaning.headerLength;
  const mtuFrame = meaning.mtu ? mtuFrameSize(scenario.mtu, meaning.headerLength) : 0;
  const { activePairs } = plan;
  for (let i = 0; i < activePairs.length; i++) {
    const pair = activePairs[i] ?? 0;
    const queue = receiveQueue(pair);
    const ring = device.effectiveSize(queue);
    const posted = postBuffers(plan.receiveChain, ring, indirect);
    trace.record(POST, queue, posted);
    if (posted === 0) traffic.deaf = first(traffic.deaf, queue);
    else if (plan.receiveChain > ring) traffic.indirectTooLong = first(traffic.indirectTooLong, queue);
    const room = meaning.mergeable ? posted * plan.receiveBuffer : posted === 0 ? 0 : plan.receiveBuffer;
    if (room < largest) traffic.tooSmallForFrame = first(traffic.tooSmallForFrame, queue);
    if (room < mtuFrame) traffic.tooSmallForMtu = first(traffic.tooSmallForMtu, queue);
    if (scenario.quirks.neverFillsRing && meaning.mergeable) {
      const frame = Math.max(largest, mtuFrame);
      const used = Math.min(posted, ring - 1) * plan.receiveBuffer;
      if (used < frame && frame <= room) traffic.lostUnlessFilled = first(traffic.lostUnlessFilled, queue);
    }
  }
  if (plan.derived.hasControlQueue) sendCommand(plan, device, indirect, trace, traffic);
  const { separateHeader } = negotiated(plan.features, scenario.version, legacy);
  const small = Math.min(plan.transmitChain, separateHeader ? 2 : 1);
  for (let i = 0; i < activePairs.length; i++) {
    sendFrames(transmitQueue(activePairs[i] ?? 0), small, plan, device, indirect, trace, traffic);
  }
  return traffic;
}

// --- internal ---

class Totals implements Traffic {
  deaf = NO_QUEUE;
  tooSmallForFrame = NO_QUEUE;
  lostUnlessFilled = NO_QUEUE;
  tooSmallForMtu = NO_QUEUE;
  stalled = NO_QUEUE;
  chainTooLong = NO_QUEUE;
  neverSent = NO_QUEUE;
  indirectTooLong = NO_QUEUE;
  controlFails = false;
  framesTransmitted = 0;
}

const first = (known: number, queue: number): number => (known === NO_QUEUE || queue < known ? queue : known);

/** How many buffers of `chain` descriptors a ring takes. */
function postBuffers(chain: number, ring: number, indirect: boolean): number {
  const slots = slotsOf(Math.max(1, chain), indirect);
  return Math.floor(ring / slots);
}

/** A message has more descriptors than its ring has entries. */
function overrun(queue: number, { overlong }: LivePlan, traffic: Totals): void {
  if (overlong === 'made') traffic.chainTooLong = first(traffic.chainTooLong, queue);
  else traffic.neverSent = first(traffic.neverSent, queue);
}

function sendCommand(
  plan: LivePlan,
  device: DeviceState,
  indirect: boolean,
  trace: Trace,
  traffic: Totals,
): void {
  const queue = controlQueue(plan.derived.queuePairs);
  const ring = device.effectiveSize(queue);
  const chain = plan.controlChain;
  const fits = slotsOf(chain, indirect) <= ring;
  if (fits || plan.overlong === 'made') trace.record(CONTROL, queue, chain);
  if (!fits) {
    traffic.controlFails = true;
    overrun(queue, plan, traffic);
  } else if (chain > ring) traffic.indirectTooLong = first(traffic.indirectTooLong, queue);
}

/**
 * Small frames, then the largest, each completed before the next. A queue with fewer than `stopBelow` descriptors
 * free stops; one that is stopped while all its descriptors are free wakes only if they are `wakeAt`.
 */
function sendFrames(
  queue: number,
  small: number,
  plan: LivePlan,
  device: DeviceState,
  indirect: boolean,
  trace: Trace,
  traffic: Totals,
): void {
  const ring = device.effectiveSize(queue);
  const largest = plan.transmitChain;
  if (slotsOf(largest, indirect) > ring) overrun(queue, plan, traffic);
  else if (largest > ring) traffic.indirectTooLong = first(traffic.indirectTooLong, queue);
  for (let sent = 0; sent <= FRAMES; sent++) {
    const chain = sent < FRAMES ? small : largest;
    const slots = slotsOf(chain, indirect);
    // A frame that the ring will never take is lost either way, and the queue goes on.
    if (slots > ring) {
      if (plan.overlong === 'made') trace.record(TRANSMIT, queue, chain);
      continue;
    }
    trace.record(TRANSMIT, queue, chain);
    if (sent < FRAMES) traffic.framesTransmitted++;
    if (ring - slots >= plan.stopBelow) continue;
    trace.record(STOP, queue, ring - slots);
    if (ring < plan.wakeAt) {
      traffic.stalled = first(traffic.stalled, queue);
      return;
    }
  }
}
