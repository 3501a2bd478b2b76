import { describe, expect, it } from 'vitest';
import { RING_RESET } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import {
  accepts,
  addresses,
  enables,
  event,
  reads,
  reset,
  sizeIs,
  sizeTo,
  writes,
} from '../src/trace/fixtures/events.ts';
import {
  deviceLeavesResetQueuesAlone,
  deviceQueueResetEnds,
  deviceQueueResetRestoresDefaults,
  deviceQueueResetShows,
  deviceTakesNewSizes,
} from './device-queue-resets.ts';
import { ADF, LIVE, said } from './fixtures/runs.ts';
import {
  queueResetAwaited,
  queueResetWhereNegotiated,
  queueSetUpAgain,
  queueSizedAgain,
} from './queue-resets.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const resets = event('queue-reset-write', 0, 1);
const shows = (value: number) => event('queue-reset-read', 0, value);
const enabledIs = (value: number) => event('queue-enabled-read', 0, value);
const used = (count: number) => event('used-read', 0, count);
const peek = (size: number) => event('peek', 0, size);

/** A live driver of one queue that may reset it: its reset would be at 8. */
const settled = [reset, accepts(1, windowOf(RING_RESET, 1)), writes(ADF), reads(ADF)];
const live = [...settled, sizeTo(0, 16), addresses(0), enables(0), writes(LIVE)];

describe('a driver', () => {
  it.each<Row>([
    ['where that is negotiated', [...live, resets], 'holds'],
    ['where it is not', [reset, accepts(1, 1), writes(ADF), reads(ADF), resets], 4],
    ['where nothing is', [reset, resets], 1],
    ['where that is refused', [...settled.slice(0, 3), reads(3), resets], 4],
    ['before that is confirmed', [...settled.slice(0, 3), resets, reads(ADF)], 3],
    ['never', live, 'holds'],
    ['in a second negotiation that has it not', [...live, resets, reset, resets], 10],
  ])('should reset a virtqueue %s', (_, events, expected) =>
    expect(said(queueResetWhereNegotiated, events)).toBe(expected),
  );

  it.each<Row>([
    ['awaited', [...live, resets, shows(1), shows(0), sizeTo(0, 8)], 'holds'],
    ['not awaited', [...live, resets, shows(1), sizeTo(0, 8)], 10],
    ['of a second negotiation, not awaited', [...live, ...live, resets, sizeTo(0, 8)], 17],
    ['that never was', live, 'holds'],
  ])('should wait for a reset: one %s', (_, events, expected) =>
    expect(said(queueResetAwaited, events)).toBe(expected),
  );

  it.each<Row>([
    ['with all', [...live, resets, shows(0), sizeTo(0, 8), addresses(0), enables(0)], 'holds'],
    ['without its size', [...live, resets, shows(0), addresses(0), enables(0)], 'holds'],
    ['without its addresses', [...live, resets, shows(0), sizeTo(0, 8), enables(0)], 11],
    ['of a second negotiation, with nothing', [...live, ...live, resets, shows(0), enables(0)], 18],
    ['that was not reset', live, 'holds'],
  ])('should enable a queue again: one %s', (_, events, expected) =>
    expect(said(queueSetUpAgain, events)).toBe(expected),
  );

  it('should reduce a queue again that it had reduced', () => {
    const [reduced, whole] = [8, 16].map((size) => [
      ...settled,
      sizeIs(0, 16),
      sizeTo(0, size),
      addresses(0),
      enables(0),
      writes(LIVE),
      resets,
      shows(0),
      addresses(0),
      enables(0),
    ]);
    expect(said(queueSizedAgain, reduced ?? [])).toBe(settled.length + 8);
    expect(said(queueSizedAgain, whole ?? [])).toBe('holds');
  });

  it('should do something at all', () => {
    for (const property of [queueResetWhereNegotiated, queueResetAwaited, queueSetUpAgain, queueSizedAgain])
      expect(said(property, [])).toBe('does not apply');
  });
});

describe('a device', () => {
  const again = [resets, shows(0), sizeTo(0, 8), addresses(0), enables(0)];
  const polls = (count: number) => new Array<TraceEvent>(count).fill(shows(1));

  it.each<Row>([
    ['at once', [...live, resets, shows(0)], 'holds'],
    ['after 999 reads', [...live, resets, ...polls(999), shows(0)], 'holds'],
    ['not after 1000', [...live, resets, ...polls(1000)], 1008],
    ['each of its own', [...live, resets, ...polls(600), resets, ...polls(600), shows(0)], 'holds'],
  ])('should end a reset %s', (_, events, expected) =>
    expect(said(deviceQueueResetEnds, events)).toBe(expected),
  );

  it.each<Row>([
    ['while it goes on', [...live, resets, shows(1), shows(0)], 'holds'],
    ['when it has ended', [...live, resets, shows(0), shows(1)], 10],
    ['of a queue in use again', [...live, ...again, shows(1)], 13],
    ['of what is gone', [...live, resets, shows(0), shows(0xffff)], 'holds'],
    ['of a queue that never was reset', [...live, event('queue-reset-read', 1, 1), resets], 'holds'],
    ['of a queue that is looked at before', [...live, shows(1), resets, shows(0)], 'holds'],
    ['in a negotiation that has none', [...live, shows(1)], 'does not apply'],
  ])('should show a reset %s', (_, events, expected) =>
    expect(said(deviceQueueResetShows, events)).toBe(expected),
  );

  const seen = [...settled, sizeIs(0, 16), sizeTo(0, 8), addresses(0), enables(0), writes(LIVE)];

  it.each<Row>([
    ['disabled', [...live, resets, shows(0), enabledIs(0)], 'holds'],
    ['enabled', [...live, resets, shows(0), enabledIs(1)], 10],
    ['enabled, while it is being reset', [...live, resets, shows(1), enabledIs(1)], 'holds'],
    ['enabled again', [...live, ...again, enabledIs(1)], 'holds'],
    ['enabled again, and no reset shows', [...live, ...again, shows(0), enabledIs(1)], 'holds'],
    ['of its first size', [...seen, resets, shows(0), sizeIs(0, 16)], 'holds'],
    ['of the size that was written before', [...seen, resets, shows(0), sizeIs(0, 8)], 11],
    ['of that size, at a peek', [...seen, resets, shows(0), peek(8)], 11],
    ['of that size, while it is being reset', [...seen, resets, shows(1), sizeIs(0, 8)], 'holds'],
    ['of a size that is written since', [...seen, resets, shows(0), sizeTo(0, 4), sizeIs(0, 4)], 'holds'],
    ['of a size that nobody saw first', [...live, resets, shows(0), sizeIs(0, 8)], 'holds'],
    ['of its first size, peeked at', [...settled, peek(16), sizeTo(0, 8), resets, shows(0), sizeIs(0, 8)], 8],
    [
      'of a size read after another was written',
      [...live, sizeIs(0, 16), resets, shows(0), sizeIs(0, 32)],
      'holds',
    ],
  ])('should leave a reset queue as at first: %s', (_, events, expected) =>
    expect(said(deviceQueueResetRestoresDefaults, events)).toBe(expected),
  );

  const ended = [...seen, resets, shows(0)];

  it.each<Row>([
    ['that one', [...ended, sizeTo(0, 4), sizeIs(0, 4)], 'holds'],
    ['another', [...ended, sizeTo(0, 4), sizeIs(0, 16)], 12],
    ['another, once it is enabled', [...ended, sizeTo(0, 4), enables(0), sizeIs(0, 16)], 13],
    ['another, where it was as large as the first', [...ended, sizeTo(0, 16), sizeIs(0, 8)], 12],
    ['another, where it was too large', [...ended, sizeTo(0, 32), sizeIs(0, 16)], 'holds'],
    ['another, where nobody saw the first', [...live, resets, shows(0), sizeTo(0, 4), sizeIs(0, 16)], 11],
    ['another, while it is being reset', [...seen, resets, sizeTo(0, 4), sizeIs(0, 16)], 'holds'],
    ['any, where none is written and none was seen', [...live, resets, shows(0), sizeIs(0, 16)], 'holds'],
    ['its first, where none is written', [...ended, sizeIs(0, 16)], 'holds'],
    ['another before any reset', [...settled, sizeTo(0, 4), sizeIs(0, 16), resets], 'holds'],
  ])('should take a size that is written after a reset: it shows %s', (_, events, expected) =>
    expect(said(deviceTakesNewSizes, events)).toBe(expected),
  );

  it.each<Row>([
    ['none', [...live, resets, shows(0), used(3), used(3)], 'holds'],
    ['one', [...live, resets, shows(0), used(3), used(4)], 11],
    ['one while it is being reset', [...live, resets, used(3), used(4), shows(0), used(4)], 'holds'],
    ['one that was used before its end was seen', [...live, resets, used(3), shows(0), used(4)], 'holds'],
    ['one once it is enabled again', [...live, ...again, used(3), used(4)], 'holds'],
    [
      'one since it is enabled again',
      [...live, resets, shows(0), used(3), ...again.slice(2), used(4)],
      'holds',
    ],
    ['one of another queue', [...live, resets, shows(0), used(3), event('used-read', 1, 4)], 'holds'],
    ['one after a second reset', [...live, resets, shows(0), used(3), resets, shows(0), used(4)], 'holds'],
  ])('should use of a reset queue: %s', (_, events, expected) =>
    expect(said(deviceLeavesResetQueuesAlone, events)).toBe(expected),
  );
});
