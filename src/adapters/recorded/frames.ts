import { controlQueue, receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import type { RegisterAccess } from '../../transport/pci-registers.ts';
import type { Entry } from './format.ts';
import type { Recording } from './recording.ts';

/** A line that is no register access: what was seen in a ring. */
export type FrameEntry = Exclude<Entry, { readonly op: RegisterAccess['op'] }>;

/** Something that was seen in a ring. */
export interface Frame {
  readonly line: number;
  /** How many register accesses come before it. */
  readonly before: number;
  readonly queue: number;
  readonly entry: FrameEntry;
}

export const isAccess = (entry: Entry): entry is Exclude<Entry, FrameEntry> =>
  entry.op === 'read' || entry.op === 'write';

/**
 * The frames and commands of a recording in order. Where an entry does not say its queue: a device takes frames and
 * commands when it is notified, so it is the queue of that role that was notified last, and a frame comes in on the
 * first pair.
 */
export function framesOf({ entries }: Recording): Frame[] {
  const frames: Frame[] = [];
  let before = 0;
  let transmit = transmitQueue(0);
  let control = controlQueue(1);
  for (const { line, entry } of entries) {
    if (isAccess(entry)) {
      before++;
      const notified = entry.op === 'write' && entry.register === 'notify' ? queueNotified(entry) : 0;
      if (notified % 2 === 1) transmit = notified;
      else if (notified > 0) control = notified;
    } else {
      const other = entry.op === 'control' ? control : receiveQueue(0);
      const usual = entry.op === 'transmit' ? transmit : other;
      frames.push({ line, before, queue: entry.queue ?? usual, entry });
    }
  }
  return frames;
}

// --- internal ---

const queueNotified = ({ queue, value }: RegisterAccess): number => queue ?? value & 0xffff;
