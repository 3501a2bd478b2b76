import { REQUEST_PLACES } from '../../../spec/requests.ts';
import { codeOf, type EventKind, type TraceEvent } from '../../trace/events.ts';
import { type DriverTransport, rareKinds } from '../../transport/transport.ts';

/** One thing that a driver does to a device, as the events that it is: an access, or a command with its data. What a read gave is no part of it. */
export type Step = readonly TraceEvent[];

/** What a driver did, step by step, as a trace tells it; what a device did, and what no register or ring shows, is left out. */
export function stepsOf(events: Iterable<TraceEvent>): Step[] {
  const steps: TraceEvent[][] = [];
  let command: TraceEvent[] | undefined;
  for (const event of events) {
    const { kind } = event;
    if (kind === 'control' || (kind === 'indirect' && command === undefined)) {
      command = command && kind === 'control' ? [...command, event] : [event];
      continue;
    }
    if (command && (kind === 'command' || kind === 'command-data')) {
      command.push(event);
      continue;
    }
    if (command) {
      if (command.some((part) => part.kind === 'command')) steps.push(command);
      // Whoever sends a command notifies its queue with it.
      const isOwn = kind === 'notify' && event.index === command[0]?.index;
      command = undefined;
      if (isOwn) continue;
    }
    if (isDone(kind)) steps.push([event]);
  }
  if (command?.some((part) => part.kind === 'command')) steps.push(command);
  return steps;
}

/** The value of an event, as far as it is the driver's: 0 of what is read, of a request its place. */
export function doneIn({ kind, value }: TraceEvent): number {
  if (kind === 'request') return value % REQUEST_PLACES;
  return kind.endsWith('-read') || kind === 'ring-look' ? 0 : value;
}

/** Does one step to a device. */
export function perform(step: Step, device: DriverTransport): void {
  const [first, ...more] = step;
  if (first === undefined) return;
  if (first.kind === 'control' || first.kind === 'indirect') sendCommand(step, device);
  else access(first, device);
  for (const event of first.kind === 'wrong-width' ? more : []) access(event, device);
}

// --- internal ---

/** Whether a driver does it by itself: the rest is told of traffic, or answers something. */
const isDone = (kind: EventKind): boolean => codeOf(kind) <= LAST_REGISTER || done.has(kind);

const LAST_REGISTER = codeOf('notify');

const done: ReadonlySet<EventKind> = new Set<EventKind>(['post', 'used-read', ...rareKinds]);

function access({ kind, index, value }: TraceEvent, device: DriverTransport): void {
  switch (kind) {
    case 'status-read':
      device.readStatus();
      break;
    case 'status-write':
      device.writeStatus(value);
      break;
    case 'offer-read':
      device.readOffer(index);
      break;
    case 'accepted-write':
      device.writeAccepted(index, value);
      break;
    case 'config-read':
      device.readConfig(index);
      break;
    case 'config-write':
      device.writeConfig(index, value);
      break;
    case 'queue-count-read':
      device.readQueueCount();
      break;
    case 'peek':
      device.peekQueueSize(index);
      break;
    case 'queue-size-read':
      device.readQueueSize(index);
      break;
    case 'queue-enabled-read':
      device.readQueueEnabled(index);
      break;
    case 'queue-size-write':
      device.writeQueueSize(index, value);
      break;
    case 'queue-addresses-write':
      device.writeQueueAddresses(index, value);
      break;
    case 'queue-notify-off-read':
      device.readQueueNotifyOff(index);
      break;
    case 'queue-enable-write':
      if (value === 1) device.enableQueue(index);
      else device.rareAccess(kind, index, value);
      break;
    case 'queue-reset-write':
      device.resetQueue(index);
      break;
    case 'queue-reset-read':
      device.readQueueReset(index);
      break;
    case 'queue-release':
      device.releaseQueue(index);
      break;
    case 'notify':
      device.notify(index);
      break;
    case 'post':
      device.makeAvailable(index, value);
      break;
    case 'used-read':
      device.readUsed(index);
      break;
    default:
      for (const rare of rareKinds) if (rare === kind) device.rareAccess(rare, index, value);
  }
}

function sendCommand(step: Step, device: DriverTransport): void {
  const of = (kind: EventKind): TraceEvent | undefined => step.find((event) => event.kind === kind);
  const { index = 0, value = 0 } = of('command') ?? {};
  device.sendCommand(index, {
    class: value >> 8,
    command: value & 0xff,
    data: step.filter(({ kind }) => kind === 'command-data').map((event) => event.value),
    descriptors: of('control')?.value ?? 2,
    ...(of('indirect') ? { indirect: true } : {}),
  });
}
