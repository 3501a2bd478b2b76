import { describe, expect, it } from 'vitest';
import { MULTIPORT } from '../../spec/console/features.ts';
import { type ControlEvent, controlEventNumber } from '../../spec/console/messages.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { union } from '../../spec/features.ts';
import { consoleFitPorts } from '../../src/policies/console-fit-ports.ts';
import { factsOf } from '../../src/ring/queue-facts.ts';
import type { Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { event, reset } from '../../src/trace/fixtures/events.ts';
import { Trace } from '../../src/trace/trace.ts';
import { type ConsoleRun, runConsolePolicy } from '../../src/types/console/run.ts';
import { port } from '../examples/console.ts';
import { runOf } from '../fixtures/runs.ts';
import {
  consolePortOpened,
  devicePortsAdded,
  devicePortsRemoved,
  deviceReadySent,
  legacyMessagesInOne,
  messagesHaveBuffers,
} from './control.ts';
import { portsUp } from './messages.ts';

const ordinary = runConsolePolicy(consoleFitPorts, port(MULTIPORT, 256, { maxPorts: 2 }));

/** A live run whose messages are written by hand. */
function ofEvents(...events: readonly TraceEvent[]): ConsoleRun {
  const { view, trace, rounds, last } = runOf([reset, ...events]);
  return { ...ordinary, view, trace, rounds, last, queues: factsOf(Trace.of(events), true) };
}

const message = (
  queue: number,
  kind: ControlEvent,
  about: number,
  ...data: readonly number[]
): TraceEvent[] => [
  event('command', queue, about * 256 + controlEventNumber(kind)),
  ...data.map((value) => event('command-data', queue, value)),
];
const says = (kind: ControlEvent, about: number, value: number) => message(3, kind, about, value);
const isTold = (kind: ControlEvent, about: number) => message(2, kind, about);

const again = { on: () => ordinary, rebind: () => ordinary };
const saidOf = (property: Property<ConsoleRun>, run: ConsoleRun) =>
  property.appliesTo(run) ? (property.check(run, again)?.because() ?? 'holds') : 'does not apply';

describe('a driver of a console with several ports', () => {
  it('should say that it is ready', () => {
    expect(saidOf(deviceReadySent, ofEvents(...says('DEVICE_READY', 0, 1)))).toBe('holds');
    expect(saidOf(deviceReadySent, ofEvents(...says('PORT_READY', 0, 1)))).toBe(
      'the driver is live and never says that it is ready',
    );
    expect(saidOf(deviceReadySent, { ...ofEvents(), inUse: VERSION_1 })).toBe('does not apply');
    expect(saidOf(deviceReadySent, { ...ofEvents(), plan: undefined })).toBe('does not apply');
  });

  it.each<[string, readonly TraceEvent[], string]>([
    ['opened', [...isTold('CONSOLE_PORT', 1), ...says('PORT_OPEN', 1, 1)], 'holds'],
    ['left alone', isTold('CONSOLE_PORT', 1), 'port 1 is a console, and is not opened'],
    [
      'closed',
      [...isTold('CONSOLE_PORT', 1), ...says('PORT_OPEN', 1, 0)],
      'port 1 is a console, and is not opened',
    ],
    [
      'taken for another',
      [...isTold('CONSOLE_PORT', 1), ...says('PORT_OPEN', 0, 1)],
      'port 1 is a console, and is not opened',
    ],
    [
      'opened before',
      [...says('PORT_OPEN', 1, 1), ...isTold('CONSOLE_PORT', 1)],
      'port 1 is a console, and is not opened',
    ],
    ['none', isTold('DEVICE_ADD', 1), 'does not apply'],
  ])('should open a port that is made a console: %s', (_, events, said) =>
    expect(saidOf(consolePortOpened, ofEvents(...events))).toBe(said),
  );

  it('should have brought up the ports of which it says so', () => {
    const run = ofEvents(
      ...says('PORT_READY', 4, 1),
      ...says('PORT_READY', 5, 0),
      ...says('PORT_OPEN', 6, 1),
    );
    expect(portsUp(run)).toEqual([4]);
    expect(portsUp({ ...run, inUse: VERSION_1 })).toEqual([0]);
  });

  it('should have buffers for messages, each for a whole one', () => {
    const buffers = (count: number, bytes: number) =>
      ofEvents(event('chain', 2, 1), event('bytes', 2, bytes), event('post', 2, count));
    expect(saidOf(messagesHaveBuffers, buffers(1, 8))).toBe('holds');
    expect(saidOf(messagesHaveBuffers, buffers(1, 7))).toBe('a buffer for messages has 7 bytes, not 8');
    expect(saidOf(messagesHaveBuffers, ofEvents())).toBe('the device cannot tell the driver of its ports');
  });

  it('should keep a message in one descriptor, over a legacy interface', () => {
    const legacy = (...events: readonly TraceEvent[]): ConsoleRun => ({
      ...ofEvents(...events),
      legacy: true,
    });
    expect(saidOf(legacyMessagesInOne, legacy(event('control', 3, 1)))).toBe('holds');
    expect(saidOf(legacyMessagesInOne, legacy(event('control', 3, 2)))).toBe(
      'control transmitq has a buffer of several descriptors',
    );
    expect(saidOf(legacyMessagesInOne, legacy(event('chain', 2, 2), event('post', 2, 1)))).toBe(
      'control receiveq has a buffer of several descriptors',
    );
    expect(saidOf(legacyMessagesInOne, legacy(event('transmit', 5, 2)))).toBe('holds');
    expect(saidOf(legacyMessagesInOne, ofEvents(event('control', 3, 2)))).toBe('does not apply');
    const anyLayout = { ...legacy(event('control', 3, 2)), inUse: union(MULTIPORT, 1n << 27n) };
    expect(saidOf(legacyMessagesInOne, anyLayout)).toBe('does not apply');
  });
});

describe('a console with several ports', () => {
  const add = (about: number) => isTold('DEVICE_ADD', about);
  const remove = (about: number) => isTold('DEVICE_REMOVE', about);

  it.each<[string, readonly TraceEvent[], string, string]>([
    ['as it should', [...add(0), ...remove(0), ...add(0)], 'holds', 'holds'],
    ['one twice', [...add(0), ...add(0)], 'DEVICE_ADD names port 0', 'holds'],
    ['one that max_nr_ports does not count', add(2), 'DEVICE_ADD names port 2', 'holds'],
    ['one away that is not there', remove(1), 'holds', 'DEVICE_REMOVE names port 1'],
    ['none', [], 'does not apply', 'does not apply'],
  ])('should add ports and take them away: %s', (_, events, added, removed) => {
    const run = ofEvents(...events);
    expect([devicePortsAdded, devicePortsRemoved].map((property) => saidOf(property, run))).toEqual([
      added,
      removed,
    ]);
  });

  it('should be told by which clause it is wrong', () => {
    const clausesOf = (events: readonly TraceEvent[]) =>
      devicePortsAdded.check(ofEvents(...events), again)?.clauses?.map((clause) => clause.slice(-2));
    expect([clausesOf([...add(0), ...add(0)]), clausesOf(add(2))]).toEqual([['#1'], ['#2']]);
  });
});
