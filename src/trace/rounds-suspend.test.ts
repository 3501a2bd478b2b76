import { describe, expect, it } from 'vitest';
import { DEVICE_NEEDS_RESET, DRIVER_OK, FAILED, SUSPEND } from '../../spec/status.ts';
import { enables, event, reads, reset, roundOf, writes } from './fixtures/events.ts';
import { NEVER } from './rounds.ts';

const GREETED = 3;
const LIVE = 15;
const ASKED = LIVE | SUSPEND;
const SUSPENDED = ASKED & ~DRIVER_OK;
const live = [reset, writes(GREETED), writes(LIVE)];
const notify = event('notify', 0, 0);

describe('a suspend', () => {
  it('should be under way until the status shows SUSPEND and no DRIVER_OK', () => {
    const early = roundOf(...live, writes(ASKED), reads(ASKED), notify);
    expect([early.suspendWritten, early.suspendShown, early.changedInSuspend]).toEqual([3, 4, 5]);
    const awaited = roundOf(...live, writes(ASKED), reads(ASKED), reads(SUSPENDED), notify);
    expect(awaited.changedInSuspend).toBe(NEVER);
  });

  it('should end once the status shows DRIVER_OK and no SUSPEND', () => {
    const suspended = [...live, writes(ASKED), reads(SUSPENDED), writes(ASKED)];
    expect(roundOf(...suspended, enables(0)).changedInSuspend).toBe(6);
    expect(roundOf(...suspended, reads(LIVE), enables(0)).changedInSuspend).toBe(NEVER);
  });

  it('should count the reads that do not answer, until one does or shows an error', () => {
    const asked = [...live, writes(ASKED), reads(LIVE), reads(ASKED)];
    expect(roundOf(...asked).suspendPolls).toBe(2);
    expect(roundOf(...asked, reads(SUSPENDED)).suspendPolls).toBe(0);
    expect(roundOf(...asked, reads(LIVE | DEVICE_NEEDS_RESET)).suspendPolls).toBe(0);
  });

  it('should be seen only in a status that is one: a device that is gone shows every bit', () =>
    expect(roundOf(...live, writes(ASKED), reads(0xff)).suspendShown).toBe(NEVER));
});

describe('DEVICE_NEEDS_RESET', () => {
  const asking = [reset, writes(GREETED), reads(GREETED | DEVICE_NEEDS_RESET)];

  it('should be followed by nothing but a reset or FAILED', () => {
    expect(roundOf(...asking, enables(0))).toMatchObject({ needsReset: 2, afterNeedsReset: 3 });
    expect(roundOf(...asking, writes(GREETED | FAILED)).afterNeedsReset).toBe(NEVER);
    expect(roundOf(...asking, reset, writes(GREETED)).afterNeedsReset).toBe(NEVER);
  });

  it('should not count while a reset goes on, but where a recording begins', () => {
    expect(roundOf(reset, reads(DEVICE_NEEDS_RESET), reads(0), writes(1)).needsReset).toBe(NEVER);
    expect(roundOf(reads(DEVICE_NEEDS_RESET), writes(1))).toMatchObject({
      needsReset: 0,
      afterNeedsReset: 1,
    });
  });
});

describe('the configuration', () => {
  it('should be known by the offsets that were read', () => {
    const round = roundOf(reset, event('config-read', 10, 1500), event('config-read', 8, 1));
    expect([round.firstConfigRead, round.configOffsetsRead]).toEqual([1, (1 << 10) | (1 << 8)]);
    expect(roundOf(reset).firstConfigRead).toBe(NEVER);
  });
});
