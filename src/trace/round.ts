import { type FeatureSet, NONE } from '../../spec/features.ts';
import type { StatusWrite } from '../../spec/status-writes.ts';
import type { SentCommand } from './commands.ts';
import { NEVER } from './events.ts';
import type { QueueResets } from './queue-resets.ts';

/** A write to the status that is no reset. */
export interface PlacedStatusWrite extends StatusWrite {
  readonly at: number;
}

/** A value that was read or written: the header of a frame (see `headerValue`), or a register. */
export interface PlacedValue {
  readonly at: number;
  readonly value: number;
}

/** Most rounds of all. */
const IN_TIME: readonly FeatureSet[] = [];

/** Most rounds of legacy drivers have none: never written to. */
const NONE_WRITTEN: number[] = [];

/** A descriptor; `value`: see `descriptorValue`. */
export interface PlacedDescriptor {
  readonly at: number;
  readonly queue: number;
  readonly value: number;
}

/** One negotiation as its events tell it. Positions are indices into the trace; NEVER: it did not happen. */
export class Round {
  readonly index: number;
  readonly start: number;
  /** Position after its last event. */
  end: number;
  /** Whether it begins with a reset, as all do but for the first. */
  readonly afterReset: boolean;
  /** Whether nothing is known of what came before its events, or the driver of a fresh device has changed nothing yet. */
  cut: boolean;
  /** Where a driver first changed a device that it had not reset. */
  changedUnreset = NEVER;
  /** Register accesses. */
  accesses = 0;
  /** Status reads after the reset and before the driver begins again. */
  polls = 0;
  /** Where the status first read 0 after the reset. */
  zeroSeen = NEVER;
  /** The first status write after the reset that begins again: one of FAILED alone gives up. */
  begun = NEVER;
  /** ACKNOWLEDGE and DRIVER where the events begin within the round with a look at them. */
  found = 0;
  readonly statusWrites: PlacedStatusWrite[] = [];
  /** What was read of the offer, and what was accepted before DRIVER_OK. */
  offered: FeatureSet = NONE;
  accepted: FeatureSet = NONE;
  /** What was accepted when FEATURES_OK was set. */
  settled: FeatureSet = NONE;
  /** One bit a 32-bit window that was read, or written. */
  offerWindows = 0;
  acceptedWindows = 0;
  firstOfferRead = NEVER;
  lastOfferRead = NEVER;
  firstAcceptedWrite = NEVER;
  lastAcceptedWrite = NEVER;
  /** The last of them before DRIVER_OK, and the first after it. */
  answered = NEVER;
  acceptedWhenLive = NEVER;
  /** Where, once FEATURES_OK was set, a bit was accepted besides the set of then; and where a write differed from it at all. */
  acceptedMore = NEVER;
  acceptedOtherwise = NEVER;
  /** The sets that were accepted one after another once FEATURES_OK or DRIVER_OK was set. */
  acceptedLate: readonly FeatureSet[] = IN_TIME;
  featuresOkWritten = NEVER;
  /** Where the status was first read again after FEATURES_OK, and whether the bit was still there. */
  featuresOkRead = NEVER;
  confirmed = false;
  /** … or whether it was not, by a device that answers: of one that is gone every bit reads 1. */
  refused = false;
  firstPeek = NEVER;
  lastPeek = NEVER;
  /** The first event that discovers, reads or changes a virtqueue. */
  firstQueueAccess = NEVER;
  /** The first event that programs or enables a virtqueue. */
  firstQueueChange = NEVER;
  firstEnable = NEVER;
  lastEnable = NEVER;
  /** A queue was disabled by a write. */
  disabled = NEVER;
  /** A queue was enabled for the first time after DRIVER_OK; the least index of these. */
  enabledLate = NEVER;
  lowestEnabledLate = NEVER;
  /** Index of the last virtqueue, by number, that was enabled; NEVER: none was. */
  highestEnabled = NEVER;
  /** A queue was programmed after it had been enabled. */
  programmedLate = NEVER;
  /** A queue was enabled of which no address was written. */
  enabledBlank = NEVER;
  /** A queue was enabled of which no size was written. */
  enabledUnsized = NEVER;
  /** A queue was programmed of which no size but 0 was read, and one that was found enabled. */
  programmedUnfound = NEVER;
  programmedInUse = NEVER;
  /** The descriptors of a queue were put where they may not begin. */
  misaligned = NEVER;
  /** Where queue sizes were written; one that is 0 or above 32768; one above what was read. */
  sizesWritten: number[] = NONE_WRITTEN;
  impossibleSize = NEVER;
  raisedSize = NEVER;
  /** What became of single virtqueues that were reset; undefined where none was. */
  queueResets: QueueResets | undefined = undefined;
  /** Control commands of which more is known than their chains, in order. */
  readonly commands: SentCommand[] = [];
  /** What the driver found in the interrupt status of PCI. */
  readonly interruptReads: PlacedValue[] = [];
  /** Descriptors of chains of which they are told. */
  readonly descriptors: PlacedDescriptor[] = [];
  /** Headers of frames that are sent, and that come in, as far as they are known. */
  readonly sentHeaders: PlacedValue[] = [];
  readonly receivedHeaders: PlacedValue[] = [];
  /** Frames sent on queues behind the first pair, by position. */
  readonly laterFrames: { readonly at: number; readonly queue: number }[] = [];
  firstNotify = NEVER;
  /** Where the driver first looked which buffers the device had used. */
  firstUsedRead = NEVER;
  driverOk = NEVER;
  failed = NEVER;
  /** The first event after FAILED, writes to the status apart, that changes something: looking is allowed. */
  afterFailed = NEVER;
  /** Fields of the configuration that were written, in order. */
  readonly configWrites: { readonly at: number; readonly offset: number }[] = [];
  /** A field was written that is the device's alone; features were written with no window selected; a field was accessed in another width than its own. */
  readOnlyWritten = NEVER;
  /** The first access to a register that has no event of its own. */
  firstOther = NEVER;
  unselectedWrite = NEVER;
  /** Features were read back; the generation of the configuration was read. */
  acceptedRead = NEVER;
  generationRead = NEVER;
  wrongWidth = NEVER;
  /** The first read of the configuration, and one bit for each offset below 31 that was read. */
  firstConfigRead = NEVER;
  configOffsetsRead = 0;
  /** Where the status first showed DEVICE_NEEDS_RESET, and the first event after it that changes something, FAILED apart. */
  needsReset = NEVER;
  afterNeedsReset = NEVER;
  /** The first status write with SUSPEND; where the status first showed it; and the first event that changed anything but the status before a suspend, or the end of one, was seen to be done. */
  suspendWritten = NEVER;
  suspendShown = NEVER;
  changedInSuspend = NEVER;
  /** Status reads that showed neither what the driver asked for last, a suspend or the end of one, nor an error. */
  suspendPolls = 0;

  constructor(index: number, start: number, afterReset: boolean) {
    this.index = index;
    this.start = start;
    this.end = start;
    this.afterReset = afterReset;
    this.cut = !afterReset;
  }

  /** The status bits that the driver has set before a position. */
  statusBefore(position: number): number {
    let status = this.found;
    for (const { at, value } of this.statusWrites) if (at < position) status |= value;
    return status;
  }
}
