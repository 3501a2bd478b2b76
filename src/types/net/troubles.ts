import { NONE, without } from '../../../spec/features.ts';
import { mtuFrameSize } from '../../../spec/net/buffers.ts';
import { type NetQueueRole, receiveQueue } from '../../../spec/net/queues.ts';
import { heldOf, type QueueFacts } from '../../ring/queue-facts.ts';
import { chainTooLong, firstQueue, indirectTooLong, known, NO_QUEUE, stalled } from '../../run/queues.ts';
import { negotiated } from './negotiated.ts';
import type { NetRun } from './run.ts';

/** Bytes of a frame without offloads: 1500 and the Ethernet header. */
const PLAIN_FRAME = 1514;

/** Of a run, what the troubles of its queues hang on. */
export type Seen = Pick<NetRun, 'scenario' | 'device' | 'inUse' | 'legacy' | 'queues' | 'isWhole'>;

/** What a queue is for, as its index and what its driver did there tell: which one is the control queue hangs on what a driver took the device for. */
export function roleIn({ queue, commands, bufferChain, posted = 0, dropped }: QueueFacts): NetQueueRole {
  if (queue % 2 === 1) return 'transmit';
  if (commands > 0) return 'control';
  return dropped > 0 && bufferChain === 0 && posted === 0 ? 'control' : 'receive';
}

/** The pairs that anything happened on, each once or twice. */
export function pairsIn(queues: NetRun['queues']): readonly number[] {
  const pairs: number[] = [];
  for (const facts of queues) if (roleIn(facts) !== 'control') pairs.push(facts.queue >> 1);
  return pairs;
}

/** Whether the driver sends control commands, or would. */
export const usesControlQueue = ({ queues }: Pick<Seen, 'queues'>): boolean => {
  for (const facts of queues) if (roleIn(facts) === 'control') return true;
  return false;
};

/** A receive queue that is live with no buffer posted, of a pair in use or before one: a device that is told of the last pair gives frames to each. Throws UnobservedError where nobody looked. */
export function deaf(run: Seen): number {
  const { queues, isWhole } = run;
  let pairs = 1;
  let isKnown = isWhole;
  for (const facts of queues) {
    if (facts.queue % 2 === 0 && facts.posted !== undefined) isKnown = true;
    if (facts.queue >= 2 * pairs && roleIn(facts) !== 'control') pairs = (facts.queue >> 1) + 1;
  }
  if (!isKnown) return known<number>(undefined, 'rxBuffersPostedAtEnd');
  if (pairs === 1) return hears(run, queues.find(isFirst)) ? NO_QUEUE : 0;
  const byQueue = new Map(queues.map((facts) => [facts.queue, facts]));
  for (let pair = 0; pair < pairs; pair++)
    if (!hears(run, byQueue.get(receiveQueue(pair)))) return receiveQueue(pair);
  return NO_QUEUE;
}

/** A receive queue whose buffers take more descriptors than it has entries; one of which a single one does is none. */
export function overfilled(run: Seen): number {
  return firstQueue(run, (facts, ring) => {
    if (!isLaidOut(facts)) return false;
    return facts.slots > ring && (facts.bufferIndirect || facts.bufferChain <= ring);
  });
}

/** A receive queue on which the largest frame that the device may send can never be completed. */
export const tooSmallForFrame = (run: Seen): number => {
  const largest = largestFrame(run);
  return firstReceiving(run, (facts, ring, mergeable) => roomOf(facts, ring, mergeable) < largest);
};

/** A receive queue that cannot take one MTU-sized frame though MTU was negotiated. */
export function tooSmallForMtu(run: Seen): number {
  const due = mtuFrame(run);
  if (due === 0) return NO_QUEUE;
  return firstReceiving(run, (facts, ring, mergeable) => roomOf(facts, ring, mergeable) < due);
}

/** A receive queue that could take the largest frame, but for a device that never fills a whole ring with one. */
export function lostUnlessFilled(run: Seen): number {
  if (!run.scenario.quirks.neverFillsRing) return NO_QUEUE;
  const frame = Math.max(largestFrame(run), mtuFrame(run));
  return firstReceiving(run, (facts, ring, mergeable) => {
    if (!mergeable) return false;
    const used = Math.min(heldOf(facts, ring), ring - 1) * facts.bufferBytes;
    return used < frame && frame <= roomOf(facts, ring, mergeable);
  });
}

/** A queue whose largest frame or longest command has more descriptors than it has entries, and is never sent. */
export const neverSent = (run: Seen): number =>
  firstQueue(run, (facts) => facts.dropped > 0 && roleIn(facts) !== 'receive');

/** Every trouble of the queues of a run, by the first queue that is in it. */
export const troublesOf = (run: NetRun) => ({
  deaf: deaf(run),
  overfilled: overfilled(run),
  tooSmallForFrame: tooSmallForFrame(run),
  lostUnlessFilled: lostUnlessFilled(run),
  tooSmallForMtu: tooSmallForMtu(run),
  stalled: stalled(run),
  chainTooLong: chainTooLong(run),
  neverSent: neverSent(run),
  indirectTooLong: indirectTooLong(run),
});

/** Whether the driver is live and everything moves under worst-case traffic, and no message is too long for its ring. */
export const moves = (run: NetRun): boolean =>
  run.plan !== undefined && Object.values(troublesOf(run)).every((queue) => queue === NO_QUEUE);

// --- internal ---

const isFirst = ({ queue }: QueueFacts): boolean => queue === 0;

/** Whether a receive queue has a buffer that it holds, or nobody looked. */
const hears = ({ isWhole, device }: Seen, facts: QueueFacts | undefined): boolean =>
  facts?.posted === undefined ? !isWhole : heldOf(facts, device.effectiveSize(facts.queue)) > 0;

/** The first receive queue in trouble of those of which it is told how buffers there are made up. */
function firstReceiving(
  run: Seen,
  isTroubled: (facts: QueueFacts, ring: number, mergeable: boolean) => boolean,
): number {
  const { mergeable } = negotiated(run.inUse, run.scenario.version, run.legacy);
  return firstQueue(run, (facts, ring) => isLaidOut(facts) && isTroubled(facts, ring, mergeable));
}

/** Whether it is told how the buffers of a receive queue are made up. */
export const isLaidOut = (facts: QueueFacts): boolean => facts.bufferChain > 0 && roleIn(facts) === 'receive';

/** Bytes of the largest frame that the buffers in a ring can hold. */
const roomOf = (facts: QueueFacts, ring: number, mergeable: boolean): number => {
  const held = heldOf(facts, ring);
  return (mergeable ? held : Math.min(1, held)) * facts.bufferBytes;
};

/** Bytes of the largest frame that a device may send by the features that it uses, but for offloads that are switched off. The header in front of it is that of what was negotiated. */
function largestFrame({ scenario, device, inUse, legacy }: Seen): number {
  const off = device.switchedOff ?? NONE;
  const {
    largeReceive,
    largestFrame: most,
    headerLength,
  } = negotiated(without(inUse, off), scenario.version, legacy);
  const header = off === NONE ? headerLength : negotiated(inUse, scenario.version, legacy).headerLength;
  return (largeReceive ? most - headerLength : PLAIN_FRAME) + header;
}

/** … of one that is as long as the negotiated MTU; 0 where there is none. */
function mtuFrame({ scenario, inUse, legacy }: Seen): number {
  const { mtu, headerLength } = negotiated(inUse, scenario.version, legacy);
  return mtu ? mtuFrameSize(scenario.mtu, headerLength) : 0;
}
