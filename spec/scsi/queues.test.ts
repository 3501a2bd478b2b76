import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CONTROL_QUEUE,
  EVENT_QUEUE,
  queueCount,
  queueName,
  requestQueue,
  roleOf,
  usableRequestQueues,
} from './queues.ts';

describe('the virtqueues of a SCSI host', () => {
  test('control, events, then as many request queues as num_queues says', () => {
    expect([CONTROL_QUEUE, EVENT_QUEUE, requestQueue(0), requestQueue(3)]).toEqual([0, 1, 2, 5]);
    expect(queueCount(4)).toBe(6);
    expect([0, 1, 2, 5].map(roleOf)).toEqual(['control', 'event', 'request', 'request']);
    expect([0, 1, 2, 5].map(queueName)).toEqual(['controlq', 'eventq', 'requestq1', 'requestq4']);
  });

  test('fewer request queues than stated still serve; none does not', () => {
    expect(usableRequestQueues(4, 6)).toBe(4);
    expect(usableRequestQueues(4, 3)).toBe(1);
    expect(usableRequestQueues(4, 2)).toBe(0);
    expect(usableRequestQueues(4, 0)).toBe(0);
    expect(usableRequestQueues(4, 100)).toBe(4);
  });

  test('those that a driver may use all exist', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (numQueues, present) => {
        const usable = usableRequestQueues(numQueues, present);
        expect(usable === 0 || requestQueue(usable - 1) < present).toBe(true);
        expect(usable === numQueues || requestQueue(usable) >= present).toBe(true);
      }),
    );
  });
});
