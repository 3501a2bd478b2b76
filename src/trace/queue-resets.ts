import { type EventKind, NEVER } from './events.ts';

/** The resets of single virtqueues in one round, the first of which makes this: few drivers reset any. */
export class QueueResets {
  /** Position of the first write that resets a queue. */
  readonly firstWritten: number;
  /** The first event that changes or uses a queue before its reset is seen to have ended. */
  changedEarly = NEVER;
  /** A queue enabled again without addresses, which it had been given before; or, without a size, one that had been reduced. */
  enabledUnprogrammed = NEVER;
  enabledUnsized = NEVER;
  /** Queues whose size was reduced, and those whose addresses were written, before any was reset. */
  private readonly sized: ReadonlySet<number>;
  private readonly addressed: ReadonlySet<number>;
  /** Queues that are being reset as far as the driver has seen, and those that it has not enabled again. */
  private readonly resetting = new Set<number>();
  private readonly down = new Set<number>();
  /** … and of these, those whose size, and whose addresses, were written since. */
  private readonly sizedAgain = new Set<number>();
  private readonly addressedAgain = new Set<number>();

  constructor(firstWritten: number, sized: Iterable<number>, addressed: Iterable<number>) {
    this.firstWritten = firstWritten;
    this.sized = new Set(sized);
    this.addressed = new Set(addressed);
  }

  begin(queue: number): void {
    this.resetting.add(queue);
    this.down.add(queue);
    this.sizedAgain.delete(queue);
    this.addressedAgain.delete(queue);
  }

  /** Whether a queue was reset and is not enabled again. */
  isDown(queue: number): boolean {
    return this.down.has(queue);
  }

  /** Any event after the first reset, resets apart. */
  see(kind: EventKind, queue: number, value: number, at: number): void {
    if (kind === 'queue-reset-read') {
      if (value === 0) this.resetting.delete(queue);
      return;
    }
    if (!uses.has(kind)) return;
    if (this.changedEarly === NEVER && this.resetting.has(queue)) this.changedEarly = at;
    if (kind === 'queue-size-write') this.sizedAgain.add(queue);
    else if (kind === 'queue-addresses-write') this.addressedAgain.add(queue);
    else if (kind === 'queue-enable-write' && value === 1 && this.isDown(queue)) {
      const lacks = (before: ReadonlySet<number>, again: ReadonlySet<number>): boolean =>
        before.has(queue) && !again.has(queue);
      if (this.enabledUnprogrammed === NEVER && lacks(this.addressed, this.addressedAgain))
        this.enabledUnprogrammed = at;
      if (this.enabledUnsized === NEVER && lacks(this.sized, this.sizedAgain)) this.enabledUnsized = at;
      this.down.delete(queue);
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
