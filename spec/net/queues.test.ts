import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureSet, NONE, union } from '../features.ts';
import { CTRL_VQ, HASH_REPORT, MQ, RSS } from './features.ts';
import {
  controlQueue,
  isLegalPairs,
  queueCount,
  queueName,
  queuePairs,
  receiveQueue,
  roleOf,
  transmitQueue,
} from './queues.ts';

const anyMaximum = fc.integer({ min: 1, max: 0x8000 - 1 });
const anyAccepted: fc.Arbitrary<FeatureSet> = fc
  .subarray([CTRL_VQ, MQ, RSS, HASH_REPORT])
  .map((sets) => union(...sets));

describe('the virtqueues of a net device', () => {
  test('one pair: receive 0, transmit 1, control 2', () => {
    expect([receiveQueue(0), transmitQueue(0), controlQueue(1)]).toEqual([0, 1, 2]);
  });

  test('four pairs: the control queue moves to 8', () => {
    expect([receiveQueue(3), transmitQueue(3), controlQueue(4)]).toEqual([6, 7, 8]);
  });

  test.each([
    ['nothing', NONE, 1],
    ['CTRL_VQ', CTRL_VQ, 1],
    ['HASH_REPORT', union(CTRL_VQ, HASH_REPORT), 1],
    ['MQ', union(CTRL_VQ, MQ), 4],
    ['RSS, without MQ', union(CTRL_VQ, RSS), 4],
  ])('with %s accepted, a device of at most four pairs has its share', (_, accepted, pairs) => {
    expect(queuePairs(accepted, 4)).toBe(pairs);
  });

  test('the control queue counts only with CTRL_VQ', () => {
    expect(queueCount(NONE, 4)).toBe(2);
    expect(queueCount(CTRL_VQ, 4)).toBe(3);
    expect(queueCount(union(CTRL_VQ, MQ), 4)).toBe(9);
  });

  test('masking CTRL_VQ and what stands on it shrinks nine queues to two', () => {
    const accepted = union(CTRL_VQ, MQ, RSS);
    expect([queueCount(accepted, 4), queueCount(accepted & ~(CTRL_VQ | MQ | RSS), 4)]).toEqual([9, 2]);
  });

  test('a device states 1 to 32768 pairs', () => {
    expect([0, 1, 1.5, 0x8000, 0x8001].map(isLegalPairs)).toEqual([false, true, false, true, false]);
  });

  test('they have the names of the standard, the control queue by its index', () => {
    expect([0, 1, 2].map((index) => queueName(index, 1))).toEqual(['receiveq1', 'transmitq1', 'controlq']);
    expect([2, 3, 4].map((index) => queueName(index, 2))).toEqual(['receiveq2', 'transmitq2', 'controlq']);
  });

  test('the index of the control queue is the last one, and its role says so', () => {
    fc.assert(
      fc.property(anyAccepted, anyMaximum, (without, maximum) => {
        const accepted = without | CTRL_VQ;
        const pairs = queuePairs(accepted, maximum);
        expect(controlQueue(pairs)).toBe(queueCount(accepted, maximum) - 1);
        expect(roleOf(controlQueue(pairs), pairs)).toBe('control');
      }),
    );
  });

  test('every index below has one role, and the pairs use each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (pairs) => {
        const indices = Array.from({ length: pairs }, (_, pair) => [
          receiveQueue(pair),
          transmitQueue(pair),
        ]).flat();
        expect(indices).toEqual(Array.from({ length: 2 * pairs }, (_, index) => index));
        expect(indices.map((index) => roleOf(index, pairs))).toEqual(
          indices.map((_, at) => (at % 2 === 0 ? 'receive' : 'transmit')),
        );
      }),
    );
  });
});
