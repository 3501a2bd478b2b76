import { describe, expect, it } from 'vitest';
import { DRIVER_OK } from '../../spec/status.ts';
import type { EventKind } from './events.ts';
import {
  addresses,
  enables,
  event,
  reset,
  roundOf,
  roundsOf,
  sizeIs,
  sizeTo,
  writes,
} from './fixtures/events.ts';
import { NEVER } from './rounds.ts';

describe('the virtqueues of a round', () => {
  it.each<[EventKind, boolean]>([
    ['peek', false],
    ['queue-size-read', false],
    ['queue-enabled-read', false],
    ['queue-notify-off-read', false],
    ['queue-size-write', true],
    ['queue-addresses-write', true],
    ['queue-enable-write', true],
  ])('should be looked at by %s, and changed: %s', (kind, changes) => {
    const round = roundOf(reset, event(kind, 0, 16), event(kind, 0, 16));
    expect(round.firstQueueAccess).toBe(1);
    expect(round.firstQueueChange).toBe(changes ? 1 : NEVER);
  });

  it.each<EventKind>(['queue-count-read', 'config-read', 'notify', 'other', 'post'])(
    'should be left alone by %s',
    (kind) => expect(roundOf(reset, event(kind, 0, 1)).firstQueueAccess).toBe(NEVER),
  );

  it.each([
    ['its size', sizeTo(1, 4)],
    ['its addresses', addresses(1)],
  ])('should show where one is programmed after it was enabled: %s', (_, late) => {
    expect(roundOf(reset, late, enables(1), late).programmedLate).toBe(3);
    expect(roundOf(reset, enables(0), late).programmedLate).toBe(NEVER);
  });

  it.each([
    ['impossible', 0, 'impossibleSize'],
    ['impossible', 32769, 'impossibleSize'],
  ] as const)('should find a size %s that is %i', (_, size, field) => {
    const round = roundOf(reset, sizeTo(0, size), sizeTo(0, size));
    const fields = ['impossibleSize', 'raisedSize'] as const;
    expect(fields.filter((name) => round[name] === 1)).toEqual([field]);
  });

  it.each([1, 2, 256, 32768])('should find nothing wrong with a size of %i', (size) => {
    expect(roundOf(reset, sizeTo(0, size)).impossibleSize).toBe(NEVER);
  });

  it('should find a size that is above what was read of the same queue', () => {
    expect(roundOf(reset, sizeIs(0, 16), sizeTo(0, 32)).raisedSize).toBe(2);
    expect(roundOf(reset, sizeIs(0, 16), sizeTo(0, 16), sizeTo(0, 8)).raisedSize).toBe(NEVER);
    expect(roundOf(reset, sizeIs(0, 16), sizeTo(1, 32)).raisedSize).toBe(NEVER);
  });

  it('should remember which were enabled: the first and the last time, and the highest index', () => {
    const round = roundOf(reset, enables(2), enables(4), enables(0));
    expect([round.firstEnable, round.lastEnable, round.highestEnabled]).toEqual([1, 3, 4]);
  });

  it('should find one that is enabled for the first time after DRIVER_OK', () => {
    expect(roundOf(reset, enables(0), writes(DRIVER_OK), enables(1)).enabledLate).toBe(3);
    expect(roundOf(reset, enables(0), writes(DRIVER_OK), enables(0)).enabledLate).toBe(NEVER);
  });

  it('should find one that is enabled though nobody said where it is', () => {
    expect(roundOf(reset, addresses(0), enables(0), enables(1)).enabledBlank).toBe(3);
    expect(roundOf(reset, addresses(1), sizeTo(0, 4), enables(1)).enabledBlank).toBe(NEVER);
    const [, again] = roundsOf(reset, addresses(0), enables(0), reset, enables(0));
    expect(again?.enabledBlank).toBe(4);
  });

  it('should find one that is enabled though nobody said how large it is', () => {
    expect(roundOf(reset, sizeTo(0, 4), enables(0), enables(1)).enabledUnsized).toBe(3);
    expect(roundOf(reset, sizeTo(1, 4), sizeTo(1, 8), enables(1)).enabledUnsized).toBe(NEVER);
    const [, again] = roundsOf(reset, sizeTo(0, 4), enables(0), reset, enables(0));
    expect(again?.enabledUnsized).toBe(4);
  });

  it.each([
    ['its size', sizeTo(1, 4)],
    ['its addresses', addresses(1)],
  ])('should show where one is programmed of which no size but 0 was read: %s', (_, programmed) => {
    for (const found of [sizeIs(1, 4), event('peek', 1, 4)])
      expect(roundOf(reset, found, programmed).programmedUnfound).toBe(NEVER);
    expect(roundOf(reset, sizeIs(0, 4), programmed, programmed).programmedUnfound).toBe(2);
    expect(roundOf(reset, sizeIs(1, 4), event('peek', 1, 0), programmed).programmedUnfound).toBe(3);
    const [, again] = roundsOf(reset, sizeIs(1, 4), reset, programmed);
    expect(again?.programmedUnfound).toBe(3);
  });

  it.each([
    ['its size', sizeTo(1, 4)],
    ['its addresses', addresses(1)],
  ])('should show where one is programmed that was found in use: %s', (_, programmed) => {
    const inUse = event('queue-enabled-read', 1, 1);
    expect(roundOf(reset, inUse, programmed, programmed).programmedInUse).toBe(2);
    expect(roundOf(reset, event('queue-enabled-read', 0, 1), programmed).programmedInUse).toBe(NEVER);
    for (const over of [event('queue-enabled-read', 1, 0), event('queue-reset-write', 1, 1)])
      expect(roundOf(reset, inUse, over, programmed).programmedInUse).toBe(NEVER);
    const [, again] = roundsOf(reset, inUse, reset, programmed);
    expect(again?.programmedInUse).toBe(NEVER);
  });

  it.each([30, 31, 32, 64, 65535])('should be watched at index %i as any other', (queue) => {
    expect(roundOf(reset, enables(queue)).enabledBlank).toBe(1);
    expect(roundOf(reset, addresses(queue), enables(queue), addresses(queue)).programmedLate).toBe(3);
    expect(roundOf(reset, addresses(queue), enables(queue), addresses(queue & 31)).programmedLate).toBe(
      queue < 32 ? 3 : NEVER,
    );
    expect(roundOf(reset, writes(DRIVER_OK), enables(queue)).enabledLate).toBe(2);
  });

  it('should remember the window of the peeks', () => {
    const round = roundOf(reset, event('peek', 0, 1), event('peek', 1, 1), event('peek', 2, 1));
    expect([round.firstPeek, round.lastPeek]).toEqual([1, 3]);
  });
});
