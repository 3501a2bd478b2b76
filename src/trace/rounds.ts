import { type FeatureSet, fromWindows } from '../../spec/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../spec/status.ts';
import type { TraceEvent } from './events.ts';

/** One negotiation as its events tell it. Positions are indices into the events; -1: did not happen. */
export interface Round {
  readonly index: number;
  readonly start: number;
  /** Position after its last event. */
  readonly end: number;
  /** Whether the events begin within the round: nothing is known of its reset. */
  readonly cut: boolean;
  /** Where the status first read 0 after the reset. */
  readonly zeroSeen: number;
  readonly acknowledged: number;
  readonly driver: number;
  readonly offered: FeatureSet;
  readonly accepted: FeatureSet;
  readonly offerWindows: number;
  readonly acceptedWindows: number;
  readonly lastOfferRead: number;
  readonly firstAcceptedWrite: number;
  readonly lastAcceptedWrite: number;
  readonly featuresOkWritten: number;
  /** Where the status was read again after FEATURES_OK, and whether the bit was still there. */
  readonly featuresOkRead: number;
  readonly confirmed: boolean;
  readonly firstPeek: number;
  readonly firstQueueAccess: number;
  readonly firstQueueChange: number;
  readonly firstEnable: number;
  readonly firstNotify: number;
  readonly driverOk: number;
  readonly failed: number;
  /** Position of a status write that cleared a bit. */
  readonly clearedBit: number;
  /** Position in the device's latched sets; -1: the device took none. */
  readonly latched: number;
  readonly configWritten: number;
}

type Draft = { -readonly [K in keyof Round]: Round[K] } & {
  offer: number[];
  answer: number[];
  status: number;
};

/** Reads events into rounds: each begins with a reset, the first also where a recording begins. */
export function readRounds(events: readonly TraceEvent[]): Round[] {
  const rounds: Draft[] = [];
  let round: Draft | undefined;
  for (let i = 0; i < events.length; i++) {
    const event = events[i];
    if (!event) continue;
    if (!round || (event.kind === 'status-write' && event.value === 0)) {
      const cut = event.kind !== 'status-write' || event.value !== 0;
      round = draft(rounds.length, i, cut, cut && event.kind === 'status-read' ? event.value : 0);
      rounds.push(round);
      if (!cut) {
        round.end = i + 1;
        continue;
      }
    }
    round.end = i + 1;
    take(round, event, i);
  }
  for (const r of rounds) {
    r.offered = fromWindows(r.offer);
    r.accepted = fromWindows(r.answer);
  }
  return rounds;
}

// --- internal ---

function draft(index: number, start: number, cut: boolean, status: number): Draft {
  return {
    index,
    start,
    end: start,
    cut,
    zeroSeen: -1,
    acknowledged: status & ACKNOWLEDGE ? start : -1,
    driver: status & DRIVER ? start : -1,
    offered: 0n,
    accepted: 0n,
    offerWindows: 0,
    acceptedWindows: 0,
    lastOfferRead: -1,
    firstAcceptedWrite: -1,
    lastAcceptedWrite: -1,
    featuresOkWritten: -1,
    featuresOkRead: -1,
    confirmed: false,
    firstPeek: -1,
    firstQueueAccess: -1,
    firstQueueChange: -1,
    firstEnable: -1,
    firstNotify: -1,
    driverOk: -1,
    failed: -1,
    clearedBit: -1,
    latched: -1,
    configWritten: -1,
    offer: [],
    answer: [],
    status,
  };
}

const first = (known: number, at: number): number => (known < 0 ? at : known);

function take(r: Draft, { kind, index, value }: TraceEvent, at: number): void {
  switch (kind) {
    case 'status-read':
      if (value === 0) r.zeroSeen = first(r.zeroSeen, at);
      if (r.featuresOkWritten >= 0 && r.featuresOkRead < 0) {
        r.featuresOkRead = at;
        r.confirmed = (value & FEATURES_OK) !== 0;
        r.status = value === 0xff ? r.status : value;
      }
      return;
    case 'status-write':
      if (r.status & ~value) r.clearedBit = first(r.clearedBit, at);
      r.status = value;
      if (value & ACKNOWLEDGE) r.acknowledged = first(r.acknowledged, at);
      if (value & DRIVER) r.driver = first(r.driver, at);
      if (value & FEATURES_OK) r.featuresOkWritten = first(r.featuresOkWritten, at);
      if (value & DRIVER_OK) r.driverOk = first(r.driverOk, at);
      if (value & FAILED) r.failed = first(r.failed, at);
      return;
    case 'offer-read':
      r.offer[index] = value;
      r.offerWindows |= 1 << index;
      r.lastOfferRead = at;
      return;
    case 'accepted-write':
      r.answer[index] = value;
      r.acceptedWindows |= 1 << index;
      r.firstAcceptedWrite = first(r.firstAcceptedWrite, at);
      r.lastAcceptedWrite = at;
      return;
    case 'config-write':
      r.configWritten = first(r.configWritten, at);
      return;
    case 'peek':
      r.firstPeek = first(r.firstPeek, at);
      r.firstQueueAccess = first(r.firstQueueAccess, at);
      return;
    case 'queue-size-read':
    case 'queue-enabled-read':
    case 'queue-notify-off-read':
      r.firstQueueAccess = first(r.firstQueueAccess, at);
      return;
    case 'queue-size-write':
    case 'queue-addresses-write':
      r.firstQueueAccess = first(r.firstQueueAccess, at);
      r.firstQueueChange = first(r.firstQueueChange, at);
      return;
    case 'queue-enable-write':
      r.firstQueueAccess = first(r.firstQueueAccess, at);
      r.firstQueueChange = first(r.firstQueueChange, at);
      r.firstEnable = first(r.firstEnable, at);
      return;
    case 'notify':
      r.firstNotify = first(r.firstNotify, at);
      return;
    case 'latched':
      r.latched = index;
      return;
    case 'config-read':
    case 'queue-count-read':
    case 'transmit':
    case 'receive':
    case 'control':
    case 'other':
      return;
  }
}
