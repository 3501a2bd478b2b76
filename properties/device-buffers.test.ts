import { describe, expect, it } from 'vitest';
import { F_SUSPEND } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import { SUSPEND } from '../spec/status.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, addresses, event, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import {
  deviceLeavesUnreadyQueuesAlone,
  deviceRestsWhileSuspended,
  deviceUsesNoBuffersAfterReset,
  deviceUsesNoBuffersEarly,
} from './device-buffers.ts';
import { A, AD, ADF, LIVE, said } from './fixtures/runs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const used = (count: number, queue = 0) => event('used-read', queue, count);
const config = (value: number, offset = 6) => event('config-read', offset, value);

describe('a device', () => {
  it.each<Row>([
    ['none', [reset, writes(A), used(0), used(0)], 'holds'],
    ['one', [reset, writes(A), used(0), used(1)], 3],
    ['one of another queue', [reset, writes(A), used(0), used(1, 1)], 'holds'],
    ['one of a queue just made', [reset, writes(A), addresses(0), used(1)], 3],
    ['one less', [reset, writes(A), used(1), used(0)], 'holds'],
    ['one after it', [reset, writes(A), used(0), writes(LIVE), used(1), used(2)], 'holds'],
    ['one before it, and it came', [reset, writes(A), used(0), used(1), writes(LIVE)], 3],
    ['one before the driver began', [reset, used(0), used(1), writes(A)], 'holds'],
    ['one, counted before the driver began', [reset, used(0), writes(A), used(1)], 'holds'],
    ['one, of a driver that never began', [reset, used(0), used(1)], 'holds'],
    ['one, in what a recording shows', [writes(A), used(0), used(1)], 'holds'],
    ['one in a second negotiation', [reset, writes(A), reset, writes(A), used(0), used(1)], 5],
    ['nothing seen', [], 'does not apply'],
  ])('should use no buffer before DRIVER_OK: %s', (_, events, expected) =>
    expect(said(deviceUsesNoBuffersEarly, events)).toBe(expected),
  );

  it.each<Row>([
    ['none', [reset, reads(0), used(1), used(1)], 'holds'],
    ['one', [reset, reads(0), used(1), used(2)], 3],
    ['one, while the reset goes on', [reset, reads(15), used(1), used(2)], 'holds'],
    ['one, before the reset is seen to end', [reset, used(1), used(2), reads(0)], 'holds'],
    ['one, before the driver begins', [reset, reads(0), used(1), used(2), writes(A)], 3],
    ['one, once the driver has begun', [reset, reads(0), writes(A), used(1), used(2)], 'holds'],
    ['nothing seen', [], 'does not apply'],
  ])('should use no buffer after a reset: %s', (_, events, expected) =>
    expect(said(deviceUsesNoBuffersAfterReset, events)).toBe(expected),
  );

  const live = [
    reset,
    accepts(1, windowOf(F_SUSPEND, 1)),
    writes(A),
    writes(AD),
    writes(ADF),
    reads(ADF),
    writes(LIVE),
  ];
  const suspended = [...live, writes(LIVE | SUSPEND), reads(ADF | SUSPEND)];

  it.each<Row>([
    ['none', [...suspended, used(1), used(1), config(1), config(1)], 'holds'],
    ['a buffer', [...suspended, used(1), used(2)], 10],
    ['the configuration', [...suspended, config(1), config(2)], 10],
    ['another field', [...suspended, config(1), config(2, 8)], 'holds'],
    [
      'a buffer, before the suspend shows',
      [...live, writes(LIVE | SUSPEND), used(1), used(2)],
      'does not apply',
    ],
    [
      'a buffer, though it is still live',
      [...live, writes(LIVE | SUSPEND), reads(LIVE | SUSPEND), used(1), used(2)],
      'holds',
    ],
    ['a buffer, once it is woken', [...suspended, writes(LIVE | SUSPEND), used(1), used(2)], 'holds'],
    [
      'the configuration, once it is woken',
      [...suspended, config(1), writes(LIVE | SUSPEND), config(2), config(3)],
      'holds',
    ],
    [
      'the configuration, over a wake-up',
      [...suspended, config(1), writes(LIVE), reads(ADF | SUSPEND), config(2)],
      'holds',
    ],
    ['the configuration, after addresses are written', [...suspended, addresses(6), config(1)], 'holds'],
    ['the configuration, before it', [...live, config(1), config(2)], 'does not apply'],
    ['the configuration, before all', [reset, config(1), config(2), ...suspended.slice(1)], 'holds'],
    ['a buffer, of a status shown otherwise since', [...suspended, reads(LIVE), used(1), used(2)], 'holds'],
    ['nothing seen', [], 'does not apply'],
  ])('should rest while it is suspended, and change: %s', (_, events, expected) =>
    expect(said(deviceRestsWhileSuspended, events)).toBe(expected),
  );

  it('should not be asked of its configuration once it is gone', () => {
    const scenario = { quirks: { vanishesAfter: 9 } };
    expect(said(deviceRestsWhileSuspended, [...suspended, config(1), config(2)], { scenario })).toBe('holds');
  });
});

describe('a virtqueue that was stopped', () => {
  const mmio = { scenario: { transport: 'mmio' } } as const;
  const stops = event('queue-enable-write', 0, 0);

  it.each<Row>([
    ['no buffer', [reset, stops, used(1), used(1)], 'holds'],
    ['one', [reset, stops, used(1), used(2)], 3],
    ['one of another', [reset, stops, used(1), used(2, 1)], 'holds'],
    ['one before it was seen', [reset, used(0), stops, used(1)], 'holds'],
    [
      'one once it is ready again',
      [reset, stops, used(0), event('queue-enable-write', 0, 1), used(1)],
      'holds',
    ],
  ])('should be left alone by its device: it uses %s', (_, events, expected) => {
    expect(said(deviceLeavesUnreadyQueuesAlone, events, mmio)).toBe(expected);
    expect(said(deviceLeavesUnreadyQueuesAlone, events)).toBe('does not apply');
  });
});
