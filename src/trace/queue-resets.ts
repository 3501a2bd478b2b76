import { type EventKind, NEVER } from './events.ts';

/** The resets of single virtqueues in one round, the first of which makes this: few drivers reset any. Queues are one bit each. */
export class QueueResets {
  /** Position of the first write that resets a queue. */
  readonly firstWritten: number;
  /** The first event that changes or uses a queue before its reset is seen to have ended. */
  changedEarly = NEVER;
  /** A queue enabled again without addresses, which it had been given before; or, without a size, one that had been reduced. */
  enabledUnprogrammed = NEVER;
  enabledUnsized = NEVER;
  /** Queues whose size was reduced, and those whose addresses were written, before any was reset. */
  private readonly sized: number;
  private readonly addressed: number;
  /** Queues that are being reset as far as the driver has seen, and those that it has not enabled again. */
  private resetting = 0;
  private down = 0;
  /** … and of these, those whose size, and whose addresses, were written since. */
  private sizedAgain = 0;
  private addressedAgain = 0;

  constructor(firstWritten: number, sized: number, addressed: number) {
    this.firstWritten = firstWritten;
    this.sized = sized;
    this.addressed = addressed;
  }

  begin(queue: number): void {
    this.resetting |= queue;
    this.down |= queue;
    this.sizedAgain &= ~queue;
    this.addressedAgain &= ~queue;
  }

  /** Whether a queue was reset and is not enabled again. */
  isDown(queue: number): boolean {
    return (this.down & queue) !== 0;
  }

  /** Any event after the first reset, resets apart. */
  see(kind: EventKind, queue: number, value: number, at: number): void {
    if (kind === 'queue-reset-read') {
      if (value === 0) this.resetting &= ~queue;
      return;
    }
    if (!uses.has(kind)) return;
    if (this.resetting & queue && this.changedEarly === NEVER) this.changedEarly = at;
    if (kind === 'queue-size-write') this.sizedAgain |= queue;
    else if (kind === 'queue-addresses-write') this.addressedAgain |= queue;
    else if (kind === 'queue-enable-write' && this.isDown(queue)) {
      if (this.addressed & ~this.addressedAgain & queue && this.enabledUnprogrammed === NEVER)
        this.enabledUnprogrammed = at;
      if (this.sized & ~this.sizedAgain & queue && this.enabledUnsized === NEVER) this.enabledUnsized = at;
      this.down &= ~queue;
    }
  }
}

// --- internal ---

/** What a driver does with a queue that is more than a look at it. */
const uses: ReadonlySet<EventKind> = new Set<EventKind>([
  'queue-size-write',
  'queue-addresses-write',
  'queue-enable-write',
  'notify',
  'post',
  'transmit',
  'control',
]);
