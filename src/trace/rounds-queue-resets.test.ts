import { describe, expect, it } from 'vitest';
import type { EventKind, TraceEvent } from './events.ts';
import { addresses, enables, event, reset, roundOf, sizeIs, sizeTo, writes } from './fixtures/events.ts';
import { NEVER } from './rounds.ts';

const resets = (queue: number): TraceEvent => event('queue-reset-write', queue, 1);
const shows = (queue: number, value: number): TraceEvent => event('queue-reset-read', queue, value);

/** A live driver of one queue: four events before DRIVER_OK. */
const live = [reset, sizeTo(0, 16), addresses(0), enables(0), writes(15)];

describe('a round without the reset of a virtqueue', () => {
  it('should know of none', () => expect(roundOf(...live).queueResets).toBeUndefined());
});

describe('the reset of a virtqueue', () => {
  it('should be an access to it, and a change', () => {
    const { firstQueueAccess, firstQueueChange, accesses, queueResets } = roundOf(
      reset,
      resets(0),
      shows(0, 0),
    );
    expect([firstQueueAccess, firstQueueChange, accesses]).toEqual([1, 1, 5]);
    expect(queueResets?.firstWritten).toBe(1);
  });

  it('should be under way until it is read to have ended', () => {
    const early = roundOf(...live, resets(0), shows(0, 1), addresses(0));
    expect(early.queueResets?.changedEarly).toBe(7);
    const awaited = roundOf(...live, resets(0), shows(0, 1), shows(0, 0), addresses(0));
    expect(awaited.queueResets?.changedEarly).toBe(NEVER);
  });

  it.each<[EventKind, boolean]>([
    ['queue-size-write', true],
    ['queue-addresses-write', true],
    ['queue-enable-write', true],
    ['notify', true],
    ['post', true],
    ['transmit', true],
    ['queue-size-read', false],
    ['queue-enabled-read', false],
    ['used-read', false],
  ])('should not be over for %s: %j', (kind, isEarly) => {
    const { queueResets } = roundOf(...live, resets(0), event(kind, 0, 1));
    expect(queueResets?.changedEarly).toBe(isEarly ? 6 : NEVER);
  });

  it.each([31, 32, 64])('should be watched at index %i as at any other', (queue) => {
    const { queueResets } = roundOf(...live, addresses(queue), resets(queue), enables(queue));
    expect([queueResets?.changedEarly, queueResets?.enabledUnprogrammed]).toEqual([7, 7]);
  });

  it('should concern no other queue', () =>
    expect(roundOf(...live, resets(0), addresses(1), enables(1)).queueResets).toMatchObject({
      changedEarly: NEVER,
      enabledUnprogrammed: NEVER,
    }));

  it('should end with the round', () =>
    expect(roundOf(reset, ...live, resets(0), reset, enables(0)).queueResets).toBeUndefined());
});

describe('a virtqueue that was reset', () => {
  const down = [...live, resets(0), shows(0, 0)];

  it('should be programmed again as it was, in any order, before it is enabled again', () => {
    const again = roundOf(...down, addresses(0), sizeTo(0, 8), enables(0));
    expect(again.queueResets?.enabledUnprogrammed).toBe(NEVER);
    expect(roundOf(...down, sizeTo(0, 8), enables(0)).queueResets?.enabledUnprogrammed).toBe(8);
    // The size is that of the device unless another one is written.
    expect(roundOf(...down, addresses(0), enables(0)).queueResets).toMatchObject({
      enabledUnprogrammed: NEVER,
      enabledUnsized: NEVER,
    });
  });

  it('should be given its addresses after each reset', () => {
    const once = [...down, addresses(0), sizeTo(0, 8), enables(0)];
    const twice = [...once, resets(0), shows(0, 0), sizeTo(0, 8), enables(0)];
    expect(roundOf(...once).queueResets?.enabledUnprogrammed).toBe(NEVER);
    expect(roundOf(...twice).queueResets?.enabledUnprogrammed).toBe(twice.length - 1);
  });

  it('should be given its size after each reset where it was reduced at first', () => {
    const reduced = [reset, sizeIs(0, 16), sizeTo(0, 8), addresses(0), enables(0), resets(0), shows(0, 0)];
    const once = [...reduced, addresses(0), sizeTo(0, 8), enables(0)];
    const twice = [...once, resets(0), shows(0, 0), addresses(0), enables(0)];
    expect(roundOf(...once).queueResets?.enabledUnsized).toBe(NEVER);
    expect(roundOf(...twice).queueResets?.enabledUnsized).toBe(twice.length - 1);
  });

  it('should need no size where it was given none at first', () => {
    const unsized = [reset, addresses(0), enables(0), resets(0), shows(0, 0), addresses(0), enables(0)];
    expect(roundOf(...unsized).queueResets?.enabledUnprogrammed).toBe(NEVER);
  });

  it('should be neither programmed late nor enabled late', () => {
    const again = roundOf(...down, addresses(0), sizeTo(0, 8), enables(0));
    expect([again.programmedLate, again.enabledLate]).toEqual([NEVER, NEVER]);
    expect(roundOf(...down, addresses(0), sizeTo(0, 8), enables(0), addresses(0)).programmedLate).toBe(10);
  });
});

describe('a size written after the reset of a virtqueue', () => {
  it('should not count as raised above one that was read before', () => {
    const reduced = [...live, sizeIs(0, 8)];
    expect(roundOf(...reduced, sizeTo(0, 16)).raisedSize).toBe(6);
    expect(roundOf(...reduced, resets(0), shows(0, 0), sizeTo(0, 16)).raisedSize).toBe(NEVER);
  });
});

describe('a look at the used buffers', () => {
  it('should be known by the first, and cost no register access', () => {
    const round = roundOf(reset, event('used-read', 1, 0), event('used-read', 1, 1));
    expect([round.firstUsedRead, round.accesses]).toEqual([1, 1]);
  });
});
