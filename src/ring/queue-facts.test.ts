import { describe, expect, it } from 'vitest';
import { addresses, event } from '../trace/fixtures/events.ts';
import { Trace } from '../trace/trace.ts';
import { factsOf, find, heldOf, silent } from './queue-facts.ts';

const post = (queue: number, count: number) => event('post', queue, count);
const used = (queue: number, count: number) => event('used-read', queue, count);
const factsAt = (queue: number, ...events: readonly ReturnType<typeof post>[]) =>
  find(factsOf(Trace.of(events), true), queue);

describe('the buffers in a ring', () => {
  it('should be none where no event tells of any', () => {
    expect(factsAt(0, addresses(0), used(0, 0))).toBeUndefined();
    expect([silent(0, true).posted, silent(0, false).posted]).toEqual([0, undefined]);
    expect(factsOf(Trace.of([event('stop', 0, 1)]), false)[0]?.posted).toBeUndefined();
  });

  it.each([
    ['all that were posted', [post(0, 4), post(0, 4)], 8],
    ['not those that were seen used in between', [post(0, 4), used(0, 4), post(0, 4)], 4],
    [
      'nor those that the device has used',
      [post(0, 4), event('used', 0, 3), event('used', 0, 1), post(0, 4)],
      4,
    ],
    ['the most that there ever were', [post(0, 8), used(0, 8), post(0, 1)], 8],
    ['none of before a reset of the queue', [post(0, 8), event('queue-reset-write', 0, 1), post(0, 1)], 1],
    ['none of before a reset of the device', [post(0, 8), event('status-write', 0, 0), post(0, 1)], 1],
    ['as many as were there before the address was told', [post(0, 8), addresses(0)], 8],
    ['never fewer than none', [event('used', 0, 9), post(0, 8)], 8],
    [
      'not those that frames have filled, where nothing else says so',
      [post(0, 8), event('receive', 0, 1), post(0, 1)],
      8,
    ],
    [
      'not those that a frame has filled, once, where that is said later',
      [post(0, 8), event('receive', 0, 2), event('used', 0, 1), event('used', 0, 2), post(0, 8)],
      13,
    ],
    ['none of another queue', [post(0, 8), post(2, 99), used(2, 99)], 8],
  ])('should be %s', (_, events, most) => expect(factsAt(0, ...events)?.posted).toBe(most));

  it('should be as long as is told, before they are posted or after', () => {
    const layout = [event('chain', 0, 3), event('bytes', 0, 100)];
    const before = factsAt(0, ...layout, post(0, 4));
    expect(before).toMatchObject({ bufferChain: 3, bufferBytes: 100, bufferIndirect: false, longest: 3 });
    expect(factsAt(0, post(0, 4), ...layout)).toMatchObject({ bufferChain: 3, longest: 3 });
    expect(before && [11, 12, 13].map((ring) => heldOf(before, ring))).toEqual([3, 4, 4]);
    const tables = factsAt(0, event('indirect', 0, 1), ...layout, post(0, 4));
    expect(tables).toMatchObject({ bufferIndirect: true, longest: 0, longestIndirect: 3 });
    expect(tables && heldOf(tables, 3)).toBe(3);
  });
});

describe('what buffers take of a ring', () => {
  const chain = (descriptors: number) => event('chain', 0, descriptors);

  it('should be as much as each takes, at the most at once', () => {
    expect(factsAt(0, chain(1), post(0, 200), chain(2), post(0, 28))?.slots).toBe(256);
    expect(factsAt(0, chain(2), post(0, 4), event('used', 0, 4), post(0, 3))?.slots).toBe(8);
    expect(factsAt(0, post(0, 4), chain(2))?.slots).toBe(8);
    expect(factsAt(0, event('indirect', 0, 1), chain(9), post(0, 4))?.slots).toBe(4);
  });

  it('should be nothing of what is never posted', () =>
    expect(factsAt(0, chain(1), post(0, 4), chain(5000), post(0, 0))).toMatchObject({
      longest: 1,
      slots: 4,
    }));
});

describe('what was sent before a reset', () => {
  const sent = [
    event('transmit', 0, 100),
    event('control', 0, 90),
    event('drop', 0, 99),
    event('stop', 0, 1),
  ];

  it('should be forgotten with the device', () =>
    expect(factsAt(0, ...sent, event('status-write', 0, 0))).toBeUndefined());

  it('should be forgotten of the rings with a queue that is reset alone', () =>
    expect(factsAt(0, ...sent, event('queue-reset-write', 0, 1))).toMatchObject({
      longest: 0,
      dropped: 0,
      stopped: false,
    }));
});

describe('many queues', () => {
  it('should each have facts of their own, in order', () => {
    const events = Array.from({ length: 60 }, (_, at) => event('transmit', (at * 7) % 20, at));
    const queues = factsOf(Trace.of(events), true);
    expect(queues.map(({ queue }) => queue)).toEqual(Array.from({ length: 20 }, (_, at) => (at * 7) % 20));
    for (const { queue, frames } of queues)
      expect(frames).toEqual(events.filter(({ index }) => index === queue).map(({ value }) => value));
  });
});

describe('what is sent', () => {
  it('should be the frames, the commands, and the longest chain of either kind', () =>
    expect(
      factsAt(
        1,
        event('transmit', 1, 2),
        event('indirect', 1, 1),
        event('transmit', 1, 9),
        event('control', 1, 3),
      ),
    ).toMatchObject({ frames: [2, 9], commands: 1, longest: 3, longestIndirect: 9 }));

  it('should be known to have been dropped, by the longest', () =>
    expect(factsAt(1, event('drop', 1, 9), event('drop', 1, 2))).toMatchObject({ dropped: 9, frames: [] }));

  it('should stop with what was free last, until it goes on', () => {
    expect(factsAt(1, event('stop', 1, 3))).toMatchObject({ free: 3, stopped: true });
    expect(factsAt(1, event('stop', 1, 3), event('wake', 1, 16))).toMatchObject({ free: 3, stopped: false });
    expect(factsAt(1, event('transmit', 1, 1))).toMatchObject({ free: undefined, stopped: false });
  });
});
