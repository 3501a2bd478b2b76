import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import { type FrameHeader, headerValue } from '../../../spec/net/headers.ts';
import type { ShownDevice } from '../../run/shown-device.ts';
import { commandValue, type EventKind, type TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { liftInPlace, type RegisterAccess } from '../../transport/pci-registers.ts';
import { type Frame, framesOf, isAccess } from './frames.ts';
import { shownDevice } from './recorded-device.ts';
import type { Recording } from './recording.ts';

/** A recording as events. */
export interface RecordedEvents {
  readonly trace: Trace;
  /** What they show of the device at the end. */
  readonly shown: ShownDevice;
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
  const shown = shownDevice(recording);
  const events: TraceEvent[] = [];
  const lines: number[] = [];
  const put = (event: TraceEvent, line: number): void => {
    shown.take(event);
    events.push(event);
    lines.push(line);
  };
  const frames = framesOf(recording);
  let next = 0;
  const putFramesBefore = (access: number): void => {
    for (let frame = frames[next]; frame && frame.before <= access; frame = frames[++next])
      for (const event of frameEvents(frame, intersects(shown.inUse, INDIRECT_DESC))) put(event, frame.line);
  };
  for (const { event, first, count } of liftInPlace(accesses)) {
    putFramesBefore(first);
    put(event, accessLines[first + Math.max(count, 1) - 1] ?? 0);
  }
  putFramesBefore(accesses.length);
  return { trace: Trace.of(events), shown, lines, accesses: accesses.length };
}

// --- internal ---

/** `tables`: whether a chain may lie in an indirect table; of a command that does not say, whether it does. */
function frameEvents({ queue: index, entry }: Frame, tables: boolean): TraceEvent[] {
  const inTable = (isIndirect: boolean): TraceEvent[] =>
    isIndirect ? [{ kind: 'indirect', index, value: 1 }] : [];
  switch (entry.op) {
    case 'post':
      return [
        ...inTable(entry.indirect),
        { kind: 'chain', index, value: entry.descriptors },
        { kind: 'bytes', index, value: entry.bytes },
        { kind: 'post', index, value: entry.buffers },
      ];
    case 'used':
      return [{ kind: 'used', index, value: entry.chains }];
    case 'transmit':
      return [
        ...ofHeader('transmit-header', index, entry.header),
        ...inTable(entry.indirect),
        { kind: 'transmit', index, value: entry.descriptors },
      ];
    case 'control': {
      const { descriptors, indirect = tables && descriptors > 1, data = [], ack } = entry;
      return [
        ...inTable(indirect),
        { kind: 'control', index, value: descriptors },
        { kind: 'command', index, value: commandValue(entry.class, entry.command) },
        ...data.map((value): TraceEvent => ({ kind: 'command-data', index, value })),
        ...(ack === undefined ? [] : [{ kind: 'command-ack', index, value: ack } as const]),
      ];
    }
    case 'receive':
      return [
        ...ofHeader('receive-header', index, entry.header),
        { kind: 'receive', index, value: typeof entry.result === 'number' ? entry.result : 0 },
      ];
  }
}

const ofHeader = (kind: EventKind, index: number, header: FrameHeader | undefined): TraceEvent[] =>
  header ? [{ kind, index, value: headerValue(header) }] : [];
