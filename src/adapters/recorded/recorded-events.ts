import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { liftInPlace, type RegisterAccess } from '../../transport/pci-registers.ts';
import { type Frame, framesOf, isAccess } from './frames.ts';
import type { Recording } from './recording.ts';

/** A recording as events. */
export interface RecordedEvents {
  readonly trace: Trace;
  /** By position in the trace: the line of the access that shows the event; a select comes before it. */
  readonly lines: readonly number[];
  /** Register accesses as they were made. */
  readonly accesses: number;
}

/** The events of a recording in order: its register accesses, lifted, and its frames and commands between them. */
export function eventsOf(recording: Recording): RecordedEvents {
  const accesses: RegisterAccess[] = [];
  const accessLines: number[] = [];
  for (const { line, entry } of recording.entries) {
    if (!isAccess(entry)) continue;
    accesses.push(entry);
    accessLines.push(line);
  }
  const events: TraceEvent[] = [];
  const lines: number[] = [];
  const frames = framesOf(recording);
  let next = 0;
  const putFramesBefore = (access: number): void => {
    for (let frame = frames[next]; frame && frame.before <= access; frame = frames[++next]) {
      events.push(frameEvent(frame));
      lines.push(frame.line);
    }
  };
  for (const { event, first, count } of liftInPlace(accesses)) {
    putFramesBefore(first);
    events.push(event);
    lines.push(accessLines[first + count - 1] ?? 0);
  }
  putFramesBefore(accesses.length);
  return { trace: Trace.of(events), lines, accesses: accesses.length };
}

// --- internal ---

function frameEvent({ queue, entry }: Frame): TraceEvent {
  switch (entry.op) {
    case 'transmit':
    case 'control':
      return { kind: entry.op, index: queue, value: entry.descriptors };
    case 'receive':
      return { kind: 'receive', index: queue, value: typeof entry.result === 'number' ? entry.result : 0 };
  }
}
