import { codeOf, commandValue } from './events.ts';
import type { Trace } from './trace.ts';

/** A control command as a driver sends it: its class and the command, a byte each, what is known of its data as 32-bit words, the lowest first, and the descriptors of its chain. */
export interface ControlCommand {
  readonly class: number;
  readonly command: number;
  readonly data?: readonly number[];
  readonly descriptors: number;
  /** Whether these lie in a table of their own, and take one of the ring. */
  readonly indirect?: boolean;
}

/** What a trace tells of a control command. */
export interface SentCommand {
  /** Position of the event that says which it is. */
  readonly at: number;
  readonly queue: number;
  readonly class: number;
  readonly command: number;
  /** 32-bit words, the lowest first; as many as are known. */
  readonly data: number[];
  /** 0: the device did it; undefined: nothing is known of an answer. */
  answer: number | undefined;
}

/** Writes into a trace that a command is put into a control queue. */
export function recordCommand(
  trace: Trace,
  queue: number,
  { class: commandClass, command, data, descriptors, indirect }: ControlCommand,
): void {
  if (indirect) trace.record(INDIRECT, queue, 1);
  trace.record(CONTROL, queue, descriptors);
  trace.record(COMMAND, queue, commandValue(commandClass, command));
  for (const word of data ?? []) trace.record(COMMAND_DATA, queue, word);
}

/** Writes into a trace how a device has answered the command that was recorded last. */
export function recordAnswer(trace: Trace, queue: number, answer: number | undefined): void {
  if (answer !== undefined) trace.record(COMMAND_ACK, queue, answer);
}

/** The command that a `command` event tells of. */
export const sentCommand = (at: number, queue: number, value: number): SentCommand => ({
  at,
  queue,
  class: value >> 8,
  command: value & 0xff,
  data: [],
  answer: undefined,
});

/** The command that a `command` event tells of by its numbers: `3 of class 4`. */
export const numbered = (value: number): string => `${value & 0xff} of class ${value >> 8}`;

// --- internal ---

const INDIRECT = codeOf('indirect');
const CONTROL = codeOf('control');
const COMMAND = codeOf('command');
const COMMAND_DATA = codeOf('command-data');
const COMMAND_ACK = codeOf('command-ack');
