import { fromWindows } from '../../spec/features.ts';
import { isWriteForbidden, pciAccess } from '../../spec/pci-registers.ts';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  SUSPEND,
} from '../../spec/status.ts';
import { isRefused, isResetDone } from '../../spec/status-writes.ts';
import { isAligned } from '../../spec/virtqueues.ts';
import { sentCommand } from './commands.ts';
import { accessesByKind as cost, type EventKind, NEVER } from './events.ts';
import { otherRegister } from './other-registers.ts';
import { QueueResets } from './queue-resets.ts';
import { Round } from './round.ts';
import { IMPOSSIBLE, RAISED, REDUCED, Shaper, type TraceShape } from './shape.ts';
import { indexIn, kindIn, type Trace } from './trace.ts';

export { NEVER, Round };

/** Reads a trace into rounds: each begins with a reset, the first also where the trace begins. */
export const readRounds = (trace: Trace): Round[] => roundsOf(shaper.draw(trace), trace.fresh);

/** The same of a shape: no round hangs on the size of a ring. */
export function roundsOf({ heads, values, length }: TraceShape, fresh: boolean): Round[] {
  const rounds: Round[] = [];
  let round: Round | undefined;
  /** What of the status the driver has set; and what it wrote of it last, and has not seen cleared. */
  let set = 0;
  let kept = 0;
  /** Of SUSPEND and DRIVER_OK what the driver waits to see; 0: it waits for nothing. */
  let awaited = 0;
  let suspended = false;
  const offer = [0, 0, 0, 0];
  const answer = [0, 0, 0, 0];
  /** What was written of the answer when FEATURES_OK was set. */
  let settled = [0, 0, 0, 0];
  for (let at = 0; at < length; at++) {
    const head = heads[at] ?? 0;
    const kind = kindIn(head);
    const index = indexIn(head);
    const value = values[at] ?? 0;
    const reset = kind === 'status-write' && value === 0;
    if (round === undefined || reset) {
      if (round !== undefined) close(round, at, offer, answer);
      round = new Round(rounds.length, at, reset);
      rounds.push(round);
      set = 0;
      kept = 0;
      enabled.clear();
      addressed.clear();
      reduced.clear();
      sized.clear();
      found.clear();
      foundInUse.clear();
      awaited = 0;
      suspended = false;
      if (reset) {
        round.accesses = 1;
        continue;
      }
      if (kind === 'status-read' && !fresh) {
        kept = value;
        set = value & (ACKNOWLEDGE | DRIVER);
        round.found = set;
      }
    }
    const r: Round = round;
    if (!r.afterReset && r.changedUnreset === NEVER && changes.has(kind)) {
      r.changedUnreset = at;
      r.cut = !fresh;
    }
    if ((r.failed !== NEVER || r.needsReset !== NEVER || awaited !== 0) && changes.has(kind)) {
      const isStatus = kind === 'status-write';
      if (r.failed !== NEVER && r.afterFailed === NEVER && !isStatus) r.afterFailed = at;
      if (r.needsReset !== NEVER && r.afterNeedsReset === NEVER && !(isStatus && value & FAILED)) {
        r.afterNeedsReset = at;
      }
      if (awaited !== 0 && !isStatus && r.changedInSuspend === NEVER) r.changedInSuspend = at;
    }
    r.queueResets?.see(kind, index, value, at);
    // The most frequent first.
    switch (kind) {
      case 'queue-enabled-read':
      case 'queue-notify-off-read':
        if (kind === 'queue-enabled-read') note(foundInUse, index, value !== 0);
        r.accesses += cost['queue-enabled-read'];
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        break;
      case 'queue-size-read':
        r.accesses += cost['queue-size-read'];
        note(found, index, value !== 0);
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        break;
      case 'queue-size-write':
        r.accesses += cost['queue-size-write'];
        if (r.sizesWritten.length === 0) r.sizesWritten = [at];
        else r.sizesWritten.push(at);
        sized.add(index);
        if (value & REDUCED) reduced.add(index);
        program(r, index, at);
        if (value & IMPOSSIBLE && r.impossibleSize === NEVER) r.impossibleSize = at;
        if (value & RAISED && r.raisedSize === NEVER) r.raisedSize = at;
        break;
      case 'queue-addresses-write':
        r.accesses += cost['queue-addresses-write'];
        addressed.add(index);
        if (r.misaligned === NEVER && !isAligned(value)) r.misaligned = at;
        program(r, index, at);
        break;
      case 'queue-enable-write':
        r.accesses += cost['queue-enable-write'];
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        if (value === 0) {
          if (r.disabled === NEVER) r.disabled = at;
          enabled.delete(index);
        }
        if (value !== 1) break;
        if (r.firstEnable === NEVER) r.firstEnable = at;
        r.lastEnable = at;
        if (index > r.highestEnabled) r.highestEnabled = index;
        if (r.enabledBlank === NEVER && !addressed.has(index)) r.enabledBlank = at;
        if (r.enabledUnsized === NEVER && !sized.has(index)) r.enabledUnsized = at;
        if (r.driverOk !== NEVER && !enabled.has(index)) {
          if (r.enabledLate === NEVER) r.enabledLate = at;
          if (r.lowestEnabledLate === NEVER || index < r.lowestEnabledLate) r.lowestEnabledLate = index;
        }
        enabled.add(index);
        break;
      case 'config-read':
        r.accesses += cost['config-read'];
        if (r.firstConfigRead === NEVER) r.firstConfigRead = at;
        if (index < 31) r.configOffsetsRead |= 1 << index;
        break;
      case 'accepted-read':
        r.accesses += cost['accepted-read'];
        if (r.acceptedRead === NEVER) r.acceptedRead = at;
        break;
      case 'queue-count-read':
        r.accesses += cost['queue-count-read'];
        break;
      case 'config-generation-read':
        r.accesses += cost['config-generation-read'];
        if (r.generationRead === NEVER) r.generationRead = at;
        break;
      case 'other':
        r.accesses += cost.other;
        seeOther(r, index, value, at);
        break;
      case 'wrong-width':
        if (r.wrongWidth === NEVER) r.wrongWidth = at;
        break;

      case 'status-read':
        r.accesses += cost['status-read'];
        if (isResetDone(value) && r.zeroSeen === NEVER) r.zeroSeen = at;
        if (r.begun === NEVER) r.polls++;
        if (r.featuresOkWritten !== NEVER && r.featuresOkRead === NEVER) {
          r.featuresOkRead = at;
          r.refused = isRefused(value);
          r.confirmed = !r.refused && value !== GONE;
        }
        // What the device has cleared, or never set, no later write clears.
        kept &= value;
        if (value & ERROR_OR_SUSPENDED && value !== GONE && (r.begun !== NEVER || r.cut)) {
          if (value & DEVICE_NEEDS_RESET && r.needsReset === NEVER) r.needsReset = at;
          if (value & SUSPEND && r.suspendShown === NEVER) r.suspendShown = at;
        }
        if (awaited !== 0) {
          if ((value & SUSPEND_OR_LIVE) === awaited || value & DEVICE_NEEDS_RESET) {
            suspended = awaited === SUSPEND;
            awaited = 0;
            r.suspendPolls = 0;
          } else r.suspendPolls++;
        }
        break;
      case 'status-write':
        r.accesses += cost['status-write'];
        // PERF: as integers, which every property of the status reads twice as fast.
        r.statusWrites.push({ at, value: value | 0, before: set, kept: kept | 0 });
        set |= value;
        kept = value;
        if (value & ~FAILED && r.begun === NEVER) r.begun = at;
        if (value & FEATURES_OK && r.featuresOkWritten === NEVER) {
          r.featuresOkWritten = at;
          r.settled = fromWindows(answer);
          settled = [...answer];
        }
        if (value & DRIVER_OK && r.driverOk === NEVER) {
          r.driverOk = at;
          r.accepted = fromWindows(answer);
        }
        if (value & FAILED && r.failed === NEVER) r.failed = at;
        if (value & SUSPEND) {
          if (r.suspendWritten === NEVER) r.suspendWritten = at;
          // A suspended device has cleared DRIVER_OK: who writes back what it shows asks for nothing.
          awaited = suspended ? value & DRIVER_OK : SUSPEND;
        }
        break;
      case 'offer-read':
        r.accesses += cost['offer-read'];
        offer[index] = value;
        r.offerWindows |= 1 << index;
        if (r.firstOfferRead === NEVER) r.firstOfferRead = at;
        r.lastOfferRead = at;
        break;
      case 'accepted-write':
        r.accesses += cost['accepted-write'];
        answer[index] = value;
        r.acceptedWindows |= 1 << index;
        if (r.firstAcceptedWrite === NEVER) r.firstAcceptedWrite = at;
        r.lastAcceptedWrite = at;
        if (r.driverOk === NEVER) r.answered = at;
        else if (r.acceptedWhenLive === NEVER) r.acceptedWhenLive = at;
        if (r.featuresOkWritten !== NEVER || r.driverOk !== NEVER)
          r.acceptedLate = [...r.acceptedLate, fromWindows(answer)];
        if (r.featuresOkWritten !== NEVER) {
          const before = settled[index] ?? 0;
          if (r.acceptedMore === NEVER && value & ~before) r.acceptedMore = at;
          if (r.acceptedOtherwise === NEVER && value !== before) r.acceptedOtherwise = at;
        }
        break;
      case 'peek':
        r.accesses += cost.peek;
        note(found, index, value !== 0);
        if (r.firstPeek === NEVER) r.firstPeek = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        r.lastPeek = at;
        break;
      case 'queue-reset-write':
        r.accesses += cost['queue-reset-write'];
        foundInUse.delete(index);
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        if (value !== 1) break;
        r.queueResets ??= new QueueResets(at, reduced, addressed);
        r.queueResets.begin(index);
        break;
      case 'queue-reset-read':
        r.accesses += cost['queue-reset-read'];
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        break;
      case 'queue-release':
        r.accesses += cost['queue-release'];
        break;
      case 'used-read':
        if (r.firstUsedRead === NEVER) r.firstUsedRead = at;
        break;
      case 'transmit':
        if (index > 1) r.laterFrames.push({ at, queue: index });
        break;
      case 'descriptor':
        r.descriptors.push({ at, queue: index, value });
        break;
      case 'transmit-header':
        r.sentHeaders.push({ at, value });
        break;
      case 'receive-header':
        r.receivedHeaders.push({ at, value });
        break;
      case 'command':
        r.commands.push(sentCommand(at, index, value));
        break;
      case 'command-data':
        r.commands.at(-1)?.data.push(value);
        break;
      case 'command-ack': {
        const last = r.commands.at(-1);
        if (last) last.answer = value;
        break;
      }
      case 'notify':
        r.accesses += cost.notify;
        if (r.firstNotify === NEVER) r.firstNotify = at;
        break;
      case 'config-write':
        r.accesses += cost['config-write'];
        r.configWrites.push({ at, offset: index });
        break;
    }
  }
  if (round !== undefined) close(round, length, offer, answer);
  return rounds;
}

/** What is more than a look at the device. */
export const changes: ReadonlySet<EventKind> = new Set<EventKind>([
  'status-write',
  'accepted-write',
  'config-write',
  'queue-size-write',
  'queue-addresses-write',
  'queue-enable-write',
  'queue-reset-write',
  'notify',
]);

// --- internal ---

const shaper = new Shaper();

/** The queues of a round, emptied at its beginning, that are enabled; of which the addresses, the size, a smaller size than before was written; that were found, and found in use. */
const enabled = new Set<number>();
const addressed = new Set<number>();
const sized = new Set<number>();
const reduced = new Set<number>();
const found = new Set<number>();
const foundInUse = new Set<number>();

/** Notes whether something is so of a queue. */
function note(queues: Set<number>, queue: number, isSo: boolean): void {
  if (isSo) queues.add(queue);
  else queues.delete(queue);
}

/** A queue is programmed. */
function program(round: Round, queue: number, at: number): void {
  if (round.firstQueueChange === NEVER) round.firstQueueChange = at;
  if (round.firstQueueAccess === NEVER) round.firstQueueAccess = at;
  if (round.programmedLate === NEVER && enabled.has(queue) && isUp(round, queue)) round.programmedLate = at;
  if (round.programmedUnfound === NEVER && !found.has(queue)) round.programmedUnfound = at;
  if (round.programmedInUse === NEVER && foundInUse.has(queue)) round.programmedInUse = at;
}

/** Whether a queue is not one that was reset alone and waits to be enabled again. */
const isUp = ({ queueResets }: Round, queue: number): boolean => !queueResets?.isDown(queue);

/** What is known of an access that has no event of its own. */
function seeOther(round: Round, index: number, value: number, at: number): void {
  if (round.firstOther === NEVER) round.firstOther = at;
  const { name, isWrite } = otherRegister(index);
  if (name === 'isr' && !isWrite) round.interruptReads.push({ at, value });
  if (!isWrite) return;
  if (name === 'driver_feature' && round.unselectedWrite === NEVER) round.unselectedWrite = at;
  const register = pciAccess(name)?.register;
  if (register && isWriteForbidden(register) && round.readOnlyWritten === NEVER) round.readOnlyWritten = at;
}

const ERROR_OR_SUSPENDED = DEVICE_NEEDS_RESET | SUSPEND;
const SUSPEND_OR_LIVE = SUSPEND | DRIVER_OK;

/** What every read gives where the device is gone. */
const GONE = 0xff;

function close(round: Round, end: number, offer: number[], answer: number[]): void {
  round.end = end;
  round.offered = fromWindows(offer);
  if (round.driverOk === NEVER) round.accepted = fromWindows(answer);
  offer.fill(0);
  answer.fill(0);
}
