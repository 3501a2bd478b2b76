import { describe, expect, test } from 'vitest';
import { controlEventNumber, controlEvents, type PortMessage, wrongPortMessage } from './messages.ts';

test('control events have the numbers of the standard', () => {
  expect(controlEvents).toHaveLength(8);
  expect(controlEventNumber('DEVICE_READY')).toBe(0);
  expect(controlEventNumber('PORT_READY')).toBe(3);
  expect(controlEventNumber('PORT_OPEN')).toBe(6);
});

const add = (port: number): PortMessage => ({ event: 'DEVICE_ADD', port });
const remove = (port: number): PortMessage => ({ event: 'DEVICE_REMOVE', port });
const name = (port: number): PortMessage => ({ event: 'PORT_NAME', port });

describe('what a device says of its ports is wrong', () => {
  test.each<[string, readonly PortMessage[], number, number]>([
    ['where it adds a port twice', [add(0), add(1), add(0)], 2, 1],
    ['where it adds one that max_nr_ports does not count', [add(1), add(2)], 1, 2],
    ['where it removes one that it never added', [add(0), remove(1)], 1, 3],
    ['where it removes one twice', [add(0), remove(0), remove(0)], 2, 3],
  ])('%s', (_, messages, message, ordinal) =>
    expect(wrongPortMessage(messages, 2)).toEqual({ message, ordinal }),
  );

  test.each<[string, readonly PortMessage[]]>([
    ['nothing', []],
    ['each port once', [add(1), add(0)]],
    ['a port again that was removed', [add(0), remove(0), add(0)]],
    ['a name of whatever port', [name(7)]],
  ])('not where it says %s', (_, messages) => expect(wrongPortMessage(messages, 2)).toBeUndefined());
});
