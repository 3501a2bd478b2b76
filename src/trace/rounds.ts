import { fromWindows } from '../../spec/features.ts';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  SUSPEND,
} from '../../spec/status.ts';
import { accessesByKind as cost, type EventKind, NEVER } from './events.ts';
import { QueueResets } from './queue-resets.ts';
import { Round } from './round.ts';
import { IMPOSSIBLE, RAISED, type Sketch, Sketcher, UNEVEN } from './sketch.ts';
import { indexIn, kindIn, type Trace } from './trace.ts';

export { NEVER, Round };

/** Reads a trace into rounds: each begins with a reset, the first also where a recording begins. */
export const readRounds = (trace: Trace): Round[] => roundsOf(sketcher.draw(trace));

/** The same of a sketch: no round hangs on the size of a ring. */
export function roundsOf({ heads, values, length }: Sketch): Round[] {
  const rounds: Round[] = [];
  let round: Round | undefined;
  let status = 0;
  let enabled = 0;
  let addressed = 0;
  let sized = 0;
  /** Of SUSPEND and DRIVER_OK what the driver waits to see; 0: it waits for nothing. */
  let awaited = 0;
  let suspended = false;
  const offer = [0, 0, 0, 0];
  const answer = [0, 0, 0, 0];
  for (let at = 0; at < length; at++) {
    const head = heads[at] ?? 0;
    const kind = kindIn(head);
    const index = indexIn(head);
    const value = values[at] ?? 0;
    const reset = kind === 'status-write' && value === 0;
    if (round === undefined || reset) {
      if (round !== undefined) close(round, at, offer, answer);
      round = new Round(rounds.length, at, !reset);
      rounds.push(round);
      status = 0;
      enabled = 0;
      addressed = 0;
      sized = 0;
      awaited = 0;
      suspended = false;
      if (reset) {
        round.accesses = 1;
        continue;
      }
      if (kind === 'status-read') {
        status = value;
        if (value & ACKNOWLEDGE) round.acknowledged = at;
        if (value & DRIVER) round.driver = at;
      }
    }
    const r: Round = round;
    if ((r.failed !== NEVER || r.needsReset !== NEVER || awaited !== 0) && changes.has(kind)) {
      if (r.failed !== NEVER && r.afterFailed === NEVER) r.afterFailed = at;
      const isStatus = kind === 'status-write';
      if (r.needsReset !== NEVER && r.afterNeedsReset === NEVER && !(isStatus && value & FAILED)) {
        r.afterNeedsReset = at;
      }
      if (awaited !== 0 && !isStatus && r.changedInSuspend === NEVER) r.changedInSuspend = at;
    }
    r.queueResets?.see(kind, bitOf(index), value, at);
    // The most frequent first.
    switch (kind) {
      case 'queue-enabled-read':
      case 'queue-notify-off-read':
        r.accesses += cost['queue-enabled-read'];
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        break;
      case 'queue-size-read':
        r.accesses += cost['queue-size-read'];
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        break;
      case 'queue-size-write':
        r.accesses += cost['queue-size-write'];
        sized |= bitOf(index);
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        if (enabled & bitOf(index) && r.programmedLate === NEVER && isUp(r, index)) r.programmedLate = at;
        if (value & IMPOSSIBLE && r.impossibleSize === NEVER) r.impossibleSize = at;
        if (value & UNEVEN && r.unevenSize === NEVER) r.unevenSize = at;
        if (value & RAISED && r.raisedSize === NEVER) r.raisedSize = at;
        break;
      case 'queue-addresses-write':
        r.accesses += cost['queue-addresses-write'];
        addressed |= bitOf(index);
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        if (enabled & bitOf(index) && r.programmedLate === NEVER && isUp(r, index)) r.programmedLate = at;
        break;
      case 'queue-enable-write':
        r.accesses += cost['queue-enable-write'];
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        if (r.firstEnable === NEVER) r.firstEnable = at;
        r.lastEnable = at;
        if (index > r.highestEnabled) r.highestEnabled = index;
        if (index < WATCHED && !(addressed & bitOf(index)) && r.enabledBlank === NEVER) r.enabledBlank = at;
        if (r.driverOk !== NEVER && index < WATCHED && !(enabled & bitOf(index)) && r.enabledLate === NEVER) {
          r.enabledLate = at;
        }
        enabled |= bitOf(index);
        break;
      case 'config-read':
        r.accesses += cost['config-read'];
        if (r.firstConfigRead === NEVER) r.firstConfigRead = at;
        if (index < WATCHED) r.configOffsetsRead |= 1 << index;
        break;
      case 'queue-count-read':
      case 'other':
        r.accesses += cost.other;
        break;

      case 'status-read':
        r.accesses += cost['status-read'];
        if (value === 0 && r.zeroSeen === NEVER) r.zeroSeen = at;
        if (r.begun === NEVER) r.polls++;
        if (r.featuresOkWritten !== NEVER && r.featuresOkRead === NEVER) {
          r.featuresOkRead = at;
          r.confirmed = (value & FEATURES_OK) !== 0 && value !== GONE;
          r.refused = (value & FEATURES_OK) === 0;
          if (!r.confirmed) status &= ~FEATURES_OK;
        }
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
        if (status & ~value && r.clearedBit === NEVER) r.clearedBit = at;
        status = value;
        r.statusWritten |= value;
        if (value & ~FAILED && r.begun === NEVER) r.begun = at;
        if (value & ACKNOWLEDGE && r.acknowledged === NEVER) r.acknowledged = at;
        if (value & DRIVER && r.driver === NEVER) r.driver = at;
        if (value & FEATURES_OK && r.featuresOkWritten === NEVER) {
          r.featuresOkWritten = at;
          r.settled = fromWindows(answer);
        }
        if (value & DRIVER_OK && r.driverOk === NEVER) r.driverOk = at;
        if (value & FAILED && r.failed === NEVER) r.failed = at;
        if (value & SUSPEND) {
          if (r.suspendWritten === NEVER) r.suspendWritten = at;
          awaited = suspended ? DRIVER_OK : SUSPEND;
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
        break;
      case 'peek':
        r.accesses += cost.peek;
        if (r.firstPeek === NEVER) r.firstPeek = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        r.lastPeek = at;
        break;
      case 'queue-reset-write':
        r.accesses += cost['queue-reset-write'];
        if (r.firstQueueChange === NEVER) r.firstQueueChange = at;
        if (r.firstQueueAccess === NEVER) r.firstQueueAccess = at;
        r.queueResets ??= new QueueResets(at, sized, addressed);
        r.queueResets.begin(bitOf(index));
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
      case 'post':
      case 'transmit':
      case 'stop':
      case 'receive':
      case 'control':
      case 'command':
      case 'command-data':
      case 'command-ack':
        break;
      case 'notify':
        r.accesses += cost.notify;
        if (r.firstNotify === NEVER) r.firstNotify = at;
        break;
      case 'config-write':
        r.accesses += cost['config-write'];
        if (r.configWritten === NEVER) r.configWritten = at;
        break;
    }
  }
  if (round !== undefined) close(round, length, offer, answer);
  return rounds;
}

// --- internal ---

const sketcher = new Sketcher();

/** What is more than a look at the device. */
const changes: ReadonlySet<EventKind> = new Set<EventKind>([
  'status-write',
  'accepted-write',
  'config-write',
  'queue-size-write',
  'queue-addresses-write',
  'queue-enable-write',
  'queue-reset-write',
  'notify',
]);

/** Queues of which the order of programming and enabling is watched: one bit each. */
const WATCHED = 31;

const bitOf = (queue: number): number => (queue < WATCHED ? 1 << queue : 0);

/** Whether a queue is not one that was reset alone and waits to be enabled again. */
const isUp = ({ queueResets }: Round, queue: number): boolean => !queueResets?.isDown(bitOf(queue));

const ERROR_OR_SUSPENDED = DEVICE_NEEDS_RESET | SUSPEND;
const SUSPEND_OR_LIVE = SUSPEND | DRIVER_OK;

/** What every read gives where the device is gone. */
const GONE = 0xff;

function close(round: Round, end: number, offer: number[], answer: number[]): void {
  round.end = end;
  round.offered = fromWindows(offer);
  round.accepted = fromWindows(answer);
  offer.fill(0);
  answer.fill(0);
}
