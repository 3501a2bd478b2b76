import { type FeatureSet, intersects } from '../../../spec/features.ts';
import { type NetCommand, RSS_CONFIG, VQ_PAIRS_SET } from '../../../spec/net/commands.ts';
import { headerValue, largestHeader, ofSentFrames } from '../../../spec/net/headers.ts';
import { controlQueue, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { DriverRing, type Manner } from '../../ring/driver-ring.ts';
import { factsOf, find } from '../../ring/queue-facts.ts';
import { remembered } from '../../run/remembered.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import { codeOf, commandValue } from '../../trace/events.ts';
import { CODE_MASK, type Trace } from '../../trace/trace.ts';
import { answerTo } from './model.ts';
import { negotiated } from './negotiated.ts';
import type { NetPlan } from './plan.ts';
import type { NetScenario } from './scenario.ts';

/** Small frames that a run tries to send on each transmit queue, after one that is as large as the driver sends any. */
export const FRAMES = 3;

/**
 * Runs worst-case traffic over a live plan, and writes down what its rings make of it: posts receive buffers until the ring is full,
 * unless the driver says or has shown how many; issues the commands that its pairs need and the longest control command, sends its
 * largest frame and then small ones, each completed before the next.
 */
export function carryTraffic(
  plan: NetPlan,
  scenario: NetScenario,
  device: DeviceState,
  legacy: boolean,
  trace: Trace,
): void {
  const { longestCommand, indirect } = negotiated(plan.features, scenario.version, legacy);
  const manner: Manner = { indirect, overlong: plan.overlong };
  const ringOf = (queue: number): DriverRing =>
    new DriverRing(trace, queue, device.effectiveSize(queue), manner);
  postBuffers(plan, ringOf, trace);
  let usesAllPairs = false;
  if (sendsCommands(plan)) {
    const control = ringOf(controlQueue(plan.derived.queuePairs));
    const sent = sendCommands(plan, longestCommand, scenario, device, control, trace);
    if (sent === 'awaited') return;
    usesAllPairs = sent === 'all-pairs';
  }
  const header = legacy ? undefined : largestSent(plan.features);
  const small = smallFrame(plan, scenario, legacy);
  for (const pair of plan.activePairs)
    if (pair === 0 || usesAllPairs) sendFrames(ringOf(transmitQueue(pair)), small, plan, header);
}

/** Descriptors of a small frame as a driver sends it. */
export const smallFrame = (
  { transmitChain, features }: NetPlan,
  { version }: NetScenario,
  legacy: boolean,
): number => Math.min(transmitChain, negotiated(features, version, legacy).separateHeader ? 2 : 1);

// --- internal ---

/** Whether a live driver sends any control command: a control queue that is negotiated may lie idle. */
const sendsCommands = ({ derived, controlChain, commands }: NetPlan): boolean =>
  (derived.hasControlQueue && controlChain > 0) || (commands !== 'sent' && (commands?.length ?? 0) > 0);

/** Posts the buffers of each receive ring that does not show them already; of those too, only the plan tells how they are made up. */
function postBuffers(plan: NetPlan, ringOf: (queue: number) => DriverRing, trace: Trace): void {
  const { activePairs, receiveChain, receiveBuffer, receiveBuffers } = plan;
  const shown = hasPosts(trace) ? factsOf(trace, true) : [];
  for (const pair of activePairs) {
    const queue = receiveQueue(pair);
    const ring = ringOf(queue);
    ring.layOut(receiveChain, receiveBuffer);
    if (!find(shown, queue)?.posted) ring.post(receiveChain, receiveBuffers);
  }
}

/**
 * The commands of a plan, and the longest that its features bring; gives which pairs frames go on: who says which commands it sends
 * uses its pairs whatever becomes of them. `awaited`: on none, as the driver waits for ever for the answer to a command that it could not send.
 */
function sendCommands(
  plan: NetPlan,
  longest: NetCommand | undefined,
  scenario: NetScenario,
  { inUse }: DeviceState,
  ring: DriverRing,
  trace: Trace,
): 'all-pairs' | 'first-pair' | 'awaited' {
  const { controlChain } = plan;
  const commands = commandsFor(plan);
  let usesAllPairs = plan.commands !== undefined;
  let isLongestSent = controlChain === 0;
  let fits = true;
  for (const command of commands) {
    if (!ring.sendCommand(command.descriptors, command)) {
      fits = false;
      continue;
    }
    const answer = answerTo(scenario, inUse, command);
    ring.use(1, answer);
    if (answer === 0) usesAllPairs = true;
    if (command.class === longest?.class && command.command === longest.command) isLongestSent = true;
  }
  if (!isLongestSent && !wasSent(longest, plan, trace)) {
    // Which is the longest of a driver that says what it sends, is not known.
    const isKnown = longest !== undefined && commands !== plan.commands;
    const command = isKnown ? commandOf(longest, plan, controlChain) : undefined;
    if (ring.sendCommand(controlChain, command)) ring.use(1, command && answerTo(scenario, inUse, command));
    else fits = false;
  }
  if (!fits && plan.overlong === 'awaited') {
    ring.stop(ring.size);
    return 'awaited';
  }
  return usesAllPairs ? 'all-pairs' : 'first-pair';
}

/** Whether a driver that has sent all it had to send in its probe has sent this command there, in as many descriptors as it takes at the most. */
function wasSent(
  command: NetCommand | undefined,
  { commands, controlChain }: NetPlan,
  { heads, values, length }: Trace,
): boolean {
  if (commands !== 'sent' || command === undefined) return false;
  const sent = commandValue(command.class, command.command);
  for (let at = 1; at < length; at++)
    if (((heads[at] ?? 0) & CODE_MASK) === COMMAND && values[at] === sent && values[at - 1] === controlChain)
      return true;
  return false;
}

/** Whether buffers were put into any queue in the probe. */
function hasPosts({ heads, length }: Trace): boolean {
  for (let at = 0; at < length; at++) if (((heads[at] ?? 0) & CODE_MASK) === POST) return true;
  return false;
}

const COMMAND = codeOf('command');
const POST = codeOf('post');

const NO_COMMANDS: readonly ControlCommand[] = [];

/** What a plan says that is still to be sent; else the command by which a driver may use its pairs, where they are several; none where no feature has it. */
function commandsFor(plan: NetPlan): readonly ControlCommand[] {
  const { activePairs, features, controlChain, commands } = plan;
  if (commands !== undefined) return commands === 'sent' ? NO_COMMANDS : commands;
  if (activePairs.length === 1 || controlChain === 0) return NO_COMMANDS;
  const command = [VQ_PAIRS_SET, RSS_CONFIG].find(({ needs }) => intersects(features, needs));
  if (command === undefined) return NO_COMMANDS;
  return [commandOf(command, plan, Math.min(command.separate, controlChain))];
}

const NO_DATA: readonly number[] = [];

/** A command as it is sent, with what is known of its data: of VQ_PAIRS_SET the number of pairs. */
const commandOf = (command: NetCommand, { activePairs }: NetPlan, descriptors: number): ControlCommand => ({
  class: command.class,
  command: command.command,
  data: command === VQ_PAIRS_SET ? [Math.max(...activePairs) + 1] : NO_DATA,
  descriptors,
});

/** The header of the largest frame that a driver sends which negotiated a set; over a modern interface, as the legacy one has a feature for all segments. */
const largestSent = remembered((accepted: FeatureSet): number => {
  const { flags, gsoType, gsoSize } = largestHeader(ofSentFrames, accepted);
  return headerValue({ flags, gsoType, gsoSize, buffers: 0 });
});

/**
 * The largest frame, then small ones, each completed before the next, which the driver looks for when it stops and at the end. A queue
 * with fewer than `stopBelow` descriptors free stops; one that is stopped while all its descriptors are free wakes only if they are
 * `wakeAt`.
 */
function sendFrames(
  ring: DriverRing,
  small: number,
  { transmitChain, stopBelow, wakeAt }: NetPlan,
  header: number | undefined,
): void {
  let unseen = 0;
  for (let sent = 0; sent <= FRAMES; sent++) {
    const chain = sent === 0 ? transmitChain : small;
    // A frame that the ring will never take is lost either way, and the queue goes on.
    if (!ring.sendFrame(chain, sent === 0 ? header : undefined, sent === 1)) continue;
    unseen++;
    const free = ring.size - ring.slots(chain);
    if (free >= stopBelow) continue;
    ring.stop(free);
    ring.use(unseen);
    unseen = 0;
    if (ring.size < wakeAt) return;
    ring.wake(ring.size);
  }
  if (unseen > 0) ring.use(unseen);
}
