import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NONE } from '../features.ts';
import { MULTIPORT, SIZE } from './features.ts';
import {
  CONTROL_RECEIVE_QUEUE,
  CONTROL_TRANSMIT_QUEUE,
  isMultiportFeasible,
  MAX_PORTS,
  portOf,
  portsServed,
  queueCount,
  queueName,
  receiveQueue,
  roleOf,
  transmitQueue,
} from './queues.ts';

const anyPorts = fc.integer({ min: 1, max: 100 });

describe('the virtqueues of a console', () => {
  test('port 0, the control queues, then the other ports', () => {
    expect([0, 1, 2].map(receiveQueue)).toEqual([0, 4, 6]);
    expect([0, 1, 2].map(transmitQueue)).toEqual([1, 5, 7]);
    expect([0, 1, 2, 3, 4, 5].map(roleOf)).toEqual([
      'receive',
      'transmit',
      'control-receive',
      'control-transmit',
      'receive',
      'transmit',
    ]);
  });

  test('are two without MULTIPORT, and with it a pair for each port and one for control', () => {
    expect(queueCount(SIZE, 31)).toBe(2);
    expect(queueCount(NONE, 1)).toBe(2);
    expect(queueCount(MULTIPORT, 1)).toBe(4);
    expect(queueCount(MULTIPORT, 31)).toBe(64);
    expect(queueCount(MULTIPORT, 0)).toBe(4);
  });

  test('number every queue once', () => {
    fc.assert(
      fc.property(anyPorts, (ports) => {
        const indices = Array.from({ length: ports }, (_, port) => [
          receiveQueue(port),
          transmitQueue(port),
        ]).flat();
        const all = [...indices, CONTROL_RECEIVE_QUEUE, CONTROL_TRANSMIT_QUEUE].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: queueCount(MULTIPORT, ports) }, (_, index) => index));
      }),
    );
  });
});

test('a virtqueue of a console has a name by its port', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(queueName)).toEqual([
    'receiveq(port0)',
    'transmitq(port0)',
    'control receiveq',
    'control transmitq',
    'receiveq(port1)',
    'transmitq(port1)',
    'receiveq(port2)',
    'transmitq(port2)',
  ]);
  fc.assert(
    fc.property(anyPorts, (port) => {
      expect([receiveQueue(port), transmitQueue(port)].map(portOf)).toEqual([port, port]);
    }),
  );
  expect([CONTROL_RECEIVE_QUEUE, CONTROL_TRANSMIT_QUEUE].map(portOf)).toEqual([undefined, undefined]);
});

describe('MULTIPORT', () => {
  test('is infeasible where the device has fewer queues than its ports call for', () => {
    expect(isMultiportFeasible(31, 64)).toBe(true);
    expect(isMultiportFeasible(31, 63)).toBe(false);
    expect(isMultiportFeasible(1, 4)).toBe(true);
    expect(isMultiportFeasible(1, 2)).toBe(false);
    expect(isMultiportFeasible(0, 64)).toBe(false);
  });

  test('is infeasible beyond 32767 ports, which no queue index can number', () => {
    expect(MAX_PORTS).toBe(32767);
    expect(isMultiportFeasible(MAX_PORTS, 65536)).toBe(true);
    expect(isMultiportFeasible(MAX_PORTS + 1, 65536)).toBe(false);
  });

  test('serves the ports whose queues exist: always the first, where a pair does', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 64].map((present) => portsServed(MULTIPORT, present))).toEqual([
      0, 0, 1, 1, 1, 1, 2, 31,
    ]);
    expect([0, 1, 2, 64].map((present) => portsServed(NONE, present))).toEqual([0, 0, 1, 1]);
  });

  test('is feasible exactly where every port would be served', () => {
    fc.assert(
      fc.property(anyPorts, fc.nat(250), (ports, present) => {
        const served = present >= 4 && portsServed(MULTIPORT, present) >= ports;
        expect(isMultiportFeasible(ports, present)).toBe(served);
      }),
    );
  });
});
