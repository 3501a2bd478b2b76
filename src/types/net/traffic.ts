import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects, NONE } from '../../../spec/features.ts';
import { mtuFrameSize } from '../../../spec/net/buffers.ts';
import { type NetCommand, RSS_CONFIG, VQ_PAIRS_SET } from '../../../spec/net/commands.ts';
import { negotiated } from '../../../spec/net/negotiated.ts';
import { controlQueue, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { slotsOf } from '../../../spec/virtqueues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { postsIn } from '../../run/posts.ts';
import { type ControlCommand, recordAnswer, recordCommand } from '../../trace/commands.ts';
import { codeOf, commandValue } from '../../trace/events.ts';
import { CODE_MASK, type Trace } from '../../trace/trace.ts';
import { answerTo } from './model.ts';
import type { NetPlan } from './plan.ts';
import type { NetScenario } from './scenario.ts';

const POST = codeOf('post');
const CONTROL = codeOf('control');
const COMMAND = codeOf('command');
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
  /** A receive queue whose buffers take more descriptors than it has entries. */
  readonly overfilled: number;
  /** A receive queue on which the largest frame that the device may send can never be completed. */
  readonly tooSmallForFrame: number;
  /** A receive queue that could take the largest frame, but for a device that never fills a whole ring with one. */
  readonly lostUnlessFilled: number;
  /** A receive queue that cannot take one MTU-sized frame though MTU was negotiated. */
  readonly tooSmallForMtu: number;
  /** A transmit queue that stopped and never wakes, or never begins as the driver waits for the answer to a command that it could not send. */
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
  overfilled: NO_QUEUE,
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
 * Runs worst-case traffic over a live plan, counted in descriptors: posts receive buffers until the ring is full, unless the
 * driver says or has shown how many; issues the commands that its pairs need and the longest control command, sends small
 * frames and then the largest, each completed before the next. The device receives by the features that it uses, but for
 * offloads that are switched off, whatever the driver has in mind.
 */
export function runTraffic(
  plan: NetPlan,
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
  // A device that is told of the last pair gives frames to each before it.
  const idle = firstIdle(activePairs);
  if (idle >= 0) traffic.deaf = receiveQueue(idle);
  const shown = postsIn(trace);
  for (let i = 0; i < activePairs.length; i++) {
    const pair = activePairs[i] ?? 0;
    const queue = receiveQueue(pair);
    const ring = device.effectiveSize(queue);
    const posted = postBuffers(queue, ring, plan, indirect, shown?.get(queue), trace, traffic);
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
  const { separateHeader, longestCommand } = negotiated(plan.features, scenario.version, legacy);
  const usesAllPairs =
    usesControlQueue(plan) && sendCommands(plan, longestCommand, scenario, device, indirect, trace, traffic);
  if (traffic.controlFails && plan.overlong === 'awaited') {
    traffic.stalled = transmitQueue(activePairs[0] ?? 0);
    return traffic;
  }
  const small = Math.min(plan.transmitChain, separateHeader ? 2 : 1);
  for (let i = 0; i < activePairs.length; i++) {
    const pair = activePairs[i] ?? 0;
    if (pair === 0 || usesAllPairs)
      sendFrames(transmitQueue(pair), small, plan, device, indirect, trace, traffic);
  }
  return traffic;
}

/** Whether a live driver sends any control command: a control queue that is negotiated may lie idle. */
export const usesControlQueue = ({
  derived,
  controlChain,
  commands,
}: Pick<NetPlan, 'derived' | 'controlChain' | 'commands'>): boolean =>
  (derived.hasControlQueue && controlChain > 0) || (commands !== 'sent' && (commands?.length ?? 0) > 0);

// --- internal ---

class Totals implements Traffic {
  deaf = NO_QUEUE;
  overfilled = NO_QUEUE;
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

/** The first pair that lies idle before one that does not; negative: none. */
function firstIdle(activePairs: readonly number[]): number {
  let pair = 0;
  for (const active of activePairs) {
    if (active > pair) return pair;
    if (active === pair) pair++;
  }
  return -1;
}

/** Posts the buffers of a receive ring, `shown` of which lie there since the probe; gives how many of them it holds. */
function postBuffers(
  queue: number,
  ring: number,
  { receiveChain, receiveBuffers, overlong }: NetPlan,
  indirect: boolean,
  shown: number | undefined,
  trace: Trace,
  traffic: Totals,
): number {
  const slots = slotsOf(Math.max(1, receiveChain), indirect);
  const fitting = Math.floor(ring / slots);
  // Who makes chains of any length, and who has posted already, asks nobody whether they fit.
  const wanted = shown ?? receiveBuffers ?? fitting;
  const posted = shown !== undefined || overlong === 'made' ? wanted : Math.min(wanted, fitting);
  if (shown === undefined) trace.record(POST, queue, posted);
  if (posted > fitting) {
    if (slots > ring) traffic.chainTooLong = first(traffic.chainTooLong, queue);
    else traffic.overfilled = first(traffic.overfilled, queue);
  }
  return Math.min(posted, fitting);
}

/** A message has more descriptors than its ring has entries. */
function overrun(queue: number, { overlong }: NetPlan, traffic: Totals): void {
  if (overlong === 'made') traffic.chainTooLong = first(traffic.chainTooLong, queue);
  else traffic.neverSent = first(traffic.neverSent, queue);
}

/**
 * The commands of a plan, and the longest that its features bring; gives whether frames go on more pairs than the first: who
 * says which commands it sends uses its pairs whatever becomes of them.
 */
function sendCommands(
  plan: NetPlan,
  longest: NetCommand | undefined,
  scenario: NetScenario,
  device: DeviceState,
  indirect: boolean,
  trace: Trace,
  traffic: Totals,
): boolean {
  const queue = controlQueue(plan.derived.queuePairs);
  const ring = device.effectiveSize(queue);
  const { controlChain, overlong } = plan;
  const commands = commandsFor(plan);
  let usesAllPairs = plan.commands !== undefined;
  let isLongestSent = false;
  for (const command of commands) {
    if (!passes(command.descriptors, queue, ring, plan, indirect, traffic)) {
      if (overlong === 'made') recordCommand(trace, queue, command, command.data, command.descriptors);
      continue;
    }
    recordCommand(trace, queue, command, command.data, command.descriptors);
    const answer = answerTo(scenario, device.inUse, command);
    recordAnswer(trace, queue, answer);
    if (answer === 0) usesAllPairs = true;
    if (command.class === longest?.class && command.command === longest.command) isLongestSent = true;
  }
  if (controlChain === 0 || isLongestSent) return usesAllPairs;
  if (!passes(controlChain, queue, ring, plan, indirect, traffic) && overlong !== 'made') return usesAllPairs;
  if (plan.commands === 'sent' && longest !== undefined && shows(trace, longest)) return usesAllPairs;
  // Which is the longest of a driver that says what it sends, is not known.
  if (longest === undefined || commands === plan.commands) trace.record(CONTROL, queue, controlChain);
  else recordCommand(trace, queue, longest, dataOf(longest, plan), controlChain);
  return usesAllPairs;
}

/** Whether a command passes the control ring. */
function passes(
  chain: number,
  queue: number,
  ring: number,
  plan: NetPlan,
  indirect: boolean,
  traffic: Totals,
): boolean {
  if (slotsOf(chain, indirect) > ring) {
    traffic.controlFails = true;
    overrun(queue, plan, traffic);
    return false;
  }
  if (chain > ring) traffic.indirectTooLong = first(traffic.indirectTooLong, queue);
  return true;
}

/** Whether a command was sent in the probe. */
function shows({ heads, values, length }: Trace, { class: commandClass, command }: NetCommand): boolean {
  const sent = commandValue(commandClass, command);
  for (let at = 0; at < length; at++)
    if (values[at] === sent && ((heads[at] ?? 0) & CODE_MASK) === COMMAND) return true;
  return false;
}

const NO_COMMANDS: readonly ControlCommand[] = [];

/** What a plan says that is still to be sent; else the command by which a driver may use its pairs, where they are several; none where no feature has it. */
function commandsFor(plan: NetPlan): readonly ControlCommand[] {
  const { activePairs, features, controlChain, commands } = plan;
  if (commands !== undefined) return commands === 'sent' ? NO_COMMANDS : commands;
  if (activePairs.length === 1 || controlChain === 0) return NO_COMMANDS;
  const command = [VQ_PAIRS_SET, RSS_CONFIG].find(({ needs }) => intersects(features, needs));
  if (command === undefined) return NO_COMMANDS;
  return [{ ...command, data: dataOf(command, plan), descriptors: Math.min(command.separate, controlChain) }];
}

const NO_DATA: readonly number[] = [];

/** What is known of the data of a command: of VQ_PAIRS_SET the number of pairs. */
const dataOf = (command: NetCommand, { activePairs }: NetPlan): readonly number[] =>
  command === VQ_PAIRS_SET ? [Math.max(...activePairs) + 1] : NO_DATA;

/**
 * Small frames, then the largest, each completed before the next. A queue with fewer than `stopBelow` descriptors
 * free stops; one that is stopped while all its descriptors are free wakes only if they are `wakeAt`.
 */
function sendFrames(
  queue: number,
  small: number,
  plan: NetPlan,
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
