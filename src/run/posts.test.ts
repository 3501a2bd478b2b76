import { describe, expect, it } from 'vitest';
import { addresses, event } from '../trace/fixtures/events.ts';
import { Trace } from '../trace/trace.ts';
import { postsIn } from './posts.ts';

const post = (queue: number, count: number) => event('post', queue, count);
const used = (queue: number, count: number) => event('used-read', queue, count);

describe('the buffers that a driver shows', () => {
  it('should be none where it posts none', () =>
    expect(postsIn(Trace.of([addresses(0), used(0, 0)]))).toBeUndefined());

  it.each([
    ['all that were posted', [post(0, 4), post(0, 4)], 8],
    ['not those that were seen used in between', [post(0, 4), used(0, 4), post(0, 4)], 4],
    ['the most that there ever were', [post(0, 8), used(0, 8), post(0, 1)], 8],
    ['none of a ring that lay elsewhere', [post(0, 8), addresses(0), post(0, 1)], 1],
    ['none of another queue', [post(0, 8), post(2, 99), used(2, 99)], 8],
  ])('should be %s', (_, events, most) => expect(postsIn(Trace.of(events))?.get(0)).toBe(most));
});
