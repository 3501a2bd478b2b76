import { describe, expect, it } from 'vitest';
import { ACKNOWLEDGE, FAILED, FEATURES_OK } from '../../spec/status.ts';
import type { EventKind } from './events.ts';
import { enables, event, reads, reset, roundOf, writes } from './fixtures/events.ts';
import { NEVER } from './rounds.ts';

describe('how a reset ends', () => {
  it('should count the reads up to where the driver begins again', () => {
    const round = roundOf(reset, reads(15), reads(15), reads(0), writes(ACKNOWLEDGE), reads(ACKNOWLEDGE));
    expect([round.polls, round.zeroSeen, round.begun]).toEqual([3, 3, 4]);
  });

  it('should see no end where the status never reads 0', () =>
    expect(roundOf(reset, reads(15), reads(15)).zeroSeen).toBe(NEVER));

  it('should not take giving up for beginning again', () => {
    const round = roundOf(reset, reads(15), writes(FAILED), reads(FAILED));
    expect([round.begun, round.polls, round.failed]).toEqual([NEVER, 2, 2]);
    expect(roundOf(reset, writes(FAILED | ACKNOWLEDGE)).begun).toBe(1);
  });
});

describe('FEATURES_OK', () => {
  const asked = [reset, writes(ACKNOWLEDGE), writes(ACKNOWLEDGE | FEATURES_OK)];

  it.each<[string, number, boolean]>([
    ['confirmed where the bit is still there', ACKNOWLEDGE | FEATURES_OK, true],
    ['refused where it is gone', ACKNOWLEDGE, false],
    ['refused by a device that is gone, whose every bit reads 1', 0xff, false],
  ])('should be %s', (_, value, confirmed) => {
    const round = roundOf(...asked, reads(value), reads(ACKNOWLEDGE | FEATURES_OK));
    expect([round.featuresOkWritten, round.featuresOkRead, round.confirmed]).toEqual([2, 3, confirmed]);
  });

  it('should be unconfirmed until it is read back', () => {
    const round = roundOf(...asked);
    expect([round.featuresOkRead, round.confirmed]).toEqual([NEVER, false]);
    expect(roundOf(reset, reads(FEATURES_OK), writes(FEATURES_OK)).featuresOkRead).toBe(NEVER);
  });
});

describe('the status', () => {
  it('should show each write beside what was set before, and what is left of it', () => {
    const round = roundOf(reset, writes(1), writes(9), reads(1), writes(3), writes(2), writes(0x40));
    expect(round.statusWrites).toEqual([
      { at: 1, value: 1, before: 0, kept: 0 },
      { at: 2, value: 9, before: 1, kept: 1 },
      { at: 4, value: 3, before: 9, kept: 1 },
      { at: 5, value: 2, before: 11, kept: 3 },
      { at: 6, value: 0x40, before: 11, kept: 2 },
    ]);
    expect([0, 1, 2, 3, 7].map((at) => round.statusBefore(at))).toEqual([0, 0, 1, 9, 0x4b]);
  });

  it('should remember the first write of FEATURES_OK and of DRIVER_OK', () => {
    const round = roundOf(reset, writes(1), writes(3), writes(11), writes(15), writes(15));
    expect([round.featuresOkWritten, round.driverOk]).toEqual([3, 4]);
  });

  it('should show what is changed after FAILED, up to a reset', () => {
    expect(roundOf(reset, writes(FAILED)).afterFailed).toBe(NEVER);
    expect(roundOf(reset, writes(FAILED), writes(FAILED), enables(0)).afterFailed).toBe(3);
    expect(roundOf(reset, writes(FAILED), writes(FAILED | 1), enables(0)).afterFailed).toBe(3);
    expect(roundOf(reset, writes(FAILED), reset).afterFailed).toBe(NEVER);
  });

  it.each<[EventKind, boolean]>([
    ['status-write', false],
    ['accepted-write', true],
    ['config-write', true],
    ['queue-size-write', true],
    ['queue-addresses-write', true],
    ['queue-enable-write', true],
    ['notify', true],
    ['status-read', false],
    ['offer-read', false],
    ['config-read', false],
    ['queue-count-read', false],
    ['peek', false],
    ['queue-size-read', false],
    ['other', false],
  ])('should count %s after FAILED as a change: %s', (kind, changes) =>
    expect(roundOf(reset, writes(FAILED), event(kind, 0, 3)).afterFailed).toBe(changes ? 2 : NEVER),
  );
});
