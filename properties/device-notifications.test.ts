import { describe, expect, it } from 'vitest';
import { DEVICE_NEEDS_RESET } from '../spec/status.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { event, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import { deviceNotifiesNotEarly, deviceNotifiesOfError } from './device-notifications.ts';
import { AD, ADF, LIVE, said } from './fixtures/runs.ts';

/** What the interrupt status shows. */
const shows = (value: number): TraceEvent =>
  event('other', otherIndex({ name: 'isr', isWrite: false }), value);
const vector = (value: number): TraceEvent =>
  event('other', otherIndex({ name: 'config_msix_vector', isWrite: true }), value);

describe('a notification of used buffers', () => {
  it.each<[string, readonly TraceEvent[], number | 'holds' | 'does not apply']>([
    ['before DRIVER_OK', [reset, writes(AD), shows(1)], 2],
    ['before DRIVER_OK, of the configuration', [reset, writes(AD), shows(2)], 'holds'],
    ['after it', [reset, writes(AD), writes(ADF), writes(LIVE), shows(1)], 'holds'],
    ['after a reset, from before', [reset, shows(1), writes(AD)], 'holds'],
    ['of which nobody saw the beginning', [writes(AD), shows(1)], 'holds'],
    ['that nobody looked for', [reset, writes(AD)], 'does not apply'],
  ])('should come after DRIVER_OK: %s', (_, events, expected) =>
    expect(said(deviceNotifiesNotEarly, events)).toBe(expected),
  );
});

describe('an error of a live device', () => {
  const begun = [reset, writes(AD), writes(ADF), writes(LIVE)];
  const [well, broken] = [reads(LIVE), reads(LIVE | DEVICE_NEEDS_RESET)];
  it.each<[string, readonly TraceEvent[], number | 'holds']>([
    ['in silence', [...begun, well, broken, shows(0)], 6],
    ['with a notification of buffers alone', [...begun, well, broken, shows(1)], 6],
    ['with a notification', [...begun, well, broken, shows(2)], 'holds'],
    ['with one that was taken before', [...begun, well, shows(2), broken, shows(0)], 'holds'],
    [
      'with one of before DRIVER_OK',
      [reset, writes(AD), shows(2), ...begun.slice(2), well, broken, shows(0)],
      7,
    ],
    ['that may have come before DRIVER_OK', [...begun, broken, shows(0)], 'holds'],
    ['that nobody asks after', [...begun, shows(0), well, broken], 'holds'],
    ['whose interrupts have vectors', [reset, vector(0), ...begun.slice(1), well, broken, shows(0)], 'holds'],
    [
      'whose interrupts have lost them',
      [reset, vector(0xffff), ...begun.slice(1), well, broken, shows(0)],
      7,
    ],
    ['that is well', [...begun, well, well, shows(0)], 'holds'],
  ])('should be told: %s', (_, events, expected) =>
    expect(said(deviceNotifiesOfError, events)).toBe(expected),
  );
});
