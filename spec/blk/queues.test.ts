import { describe, expect, test } from 'vitest';
import { NONE } from '../features.ts';
import { MQ } from './features.ts';
import { isMultiqueueFeasible, queueCount, queueName } from './queues.ts';

describe('the virtqueues of a block device', () => {
  test('are one, or as many as num_queues says where MQ is accepted', () => {
    expect(queueCount(NONE, 4)).toBe(1);
    expect(queueCount(MQ, 4)).toBe(4);
    expect(queueCount(MQ, 1)).toBe(1);
  });

  test('have the names of the standard', () => {
    expect([0, 1].map(queueName)).toEqual(['requestq1', 'requestq2']);
  });

  test('make MQ infeasible where num_queues says none, or more than there are', () => {
    expect(isMultiqueueFeasible(4, 4)).toBe(true);
    expect(isMultiqueueFeasible(1, 4)).toBe(true);
    expect(isMultiqueueFeasible(5, 4)).toBe(false);
    expect(isMultiqueueFeasible(0, 4)).toBe(false);
  });
});
