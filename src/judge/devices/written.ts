import { REQUEST_PLACES } from '../../../spec/requests.ts';
import { MAX_QUEUE_SIZE } from '../../../spec/virtqueues.ts';
import { type EventKind, eventKinds, type TraceEvent } from '../../trace/events.ts';
import { MAX_INDEX } from '../../trace/trace.ts';
import { doneIn } from './steps.ts';

/** Steps of a driver that cannot be read; the message says which word, and what is expected. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** What a driver did as one line to paste: `status-write=3 status-read queue-size-write[1]=4`. What reads gave is left out. */
export const writtenSteps = (events: readonly TraceEvent[]): string =>
  events
    .map((event) => {
      const { kind, index } = event;
      const value = doneIn(event);
      return `${kind}${index === 0 ? '' : `[${index}]`}${value === 0 ? '' : `=${value}`}`;
    })
    .join(' ');

/** The largest value that a step of a kind may have. */
function mostOf(kind: EventKind): number {
  if (kind === 'post' || kind === 'transmit' || kind === 'control') return MAX_QUEUE_SIZE;
  if (kind === 'request') return REQUEST_PLACES - 1;
  const isWide = kind.endsWith('-header') || kind === 'descriptor';
  return isWide ? Number.MAX_SAFE_INTEGER : 0xffff_ffff;
}

/** The events of such a line. Throws StepError. */
export function stepsWritten(line: string): TraceEvent[] {
  const words = line.split(/\s+/).filter(Boolean);
  if (words.length === 0) throw new StepError('found no step, expected such as "status-write=0 status-read"');
  return words.map((word) => {
    const [, name, index = '0', value = '0'] = /^([a-z-]+)(?:\[(\d+)\])?(?:=(\d+))?$/.exec(word) ?? [];
    const kind = eventKinds.find((known) => known === name);
    if (kind === undefined || Number(index) > MAX_INDEX || Number(value) > mostOf(kind))
      throw new StepError(`found "${word.slice(0, 40)}", expected a step such as queue-size-write[1]=4`);
    return { kind, index: Number(index), value: Number(value) };
  });
}
