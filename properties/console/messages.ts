import { MULTIPORT } from '../../spec/console/features.ts';
import { type ControlEvent, controlEvents } from '../../spec/console/messages.ts';
import { CONTROL_RECEIVE_QUEUE, CONTROL_TRANSMIT_QUEUE } from '../../spec/console/queues.ts';
import { includes } from '../../spec/features.ts';
import type { ConsoleRun } from '../../src/types/console/run.ts';

/** A message between a driver and its console, as the trace tells it. */
export interface Message {
  /** Position of the event that says what it is about. */
  readonly at: number;
  readonly event: ControlEvent;
  readonly port: number;
  /** Undefined: not told. */
  readonly value: number | undefined;
}

/** What the driver says, in order. */
export const said = (run: ConsoleRun): readonly Message[] => messagesOn(run, CONTROL_TRANSMIT_QUEUE);

/** What the device says, in order. */
export const told = (run: ConsoleRun): readonly Message[] => messagesOn(run, CONTROL_RECEIVE_QUEUE);

/** The ports that a live driver has brought up: port 0, or with MULTIPORT those of which it has said so. */
export const portsUp = (run: ConsoleRun): readonly number[] =>
  includes(run.inUse, MULTIPORT)
    ? said(run).flatMap(({ event, port, value }) => (event === 'PORT_READY' && value === 1 ? [port] : []))
    : [0];

// --- internal ---

const messagesOn = ({ last }: ConsoleRun, control: number): Message[] =>
  (last?.commands ?? []).flatMap(({ at, queue, class: port, command, data: [value] }) => {
    const event = controlEvents[command];
    return queue === control && event !== undefined ? [{ at, event, port, value }] : [];
  });
