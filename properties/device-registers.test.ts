import { describe, expect, it } from 'vitest';
import { ADMIN_VQ, VERSION_1 } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import { NO_VECTOR } from '../spec/pci-registers.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, event, offers, reset, writes } from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import {
  deviceGenerationChanges,
  deviceIdentifiesItself,
  deviceMirrorsAccepted,
  deviceNumbersAdminQueues,
  deviceOffersTheSame,
  deviceUnmapsVectors,
} from './device-registers.ts';
import { said } from './fixtures/runs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const generation = (value: number) => event('config-generation-read', 0, value);
const field = (value: number, offset = 6) => event('config-read', offset, value);
const [g0, g1, up, down] = [generation(0), generation(1), field(1), field(0)];

describe('the configuration generation', () => {
  it.each<Row>([
    ['is the same and so is the field', [reset, g0, up, g0, g0, up, g0], 'holds'],
    ['stays though the field has changed', [reset, g0, up, g0, g0, down, g0], 6],
    ['stays, and is looked at only before and after', [reset, g0, up, down, g0], 4],
    ['changes with the field', [reset, g0, up, g0, g1, down, g1], 'holds'],
    ['changes once the field was read', [reset, g0, up, g0, down, g1], 'holds'],
    ['may have changed before the first look', [reset, up, g1, down, g1], 'holds'],
    ['is not looked at again', [reset, g0, up, g0, down], 'holds'],
    ['changes before the second of three reads, and not after', [reset, g0, up, g1, down, g1], 'holds'],
    ['stays, of another field', [reset, g0, up, field(0, 8), g0, field(5, 8), g0], 6],
    [
      'stays where the driver itself has written',
      [reset, g0, up, event('config-write', 6, 0), down, g0],
      'holds',
    ],
    ['is that of another negotiation', [reset, g0, up, g0, reset, g0, down, g0], 'holds'],
    ['stays, and the recording begins late', [g0, up, g0, down, g0], 4],
  ])('should change with the configuration: it %s', (_, events, expected) =>
    expect(said(deviceGenerationChanges, events)).toBe(expected),
  );

  it('should be nothing that a device which is gone can show', () =>
    expect(
      said(deviceGenerationChanges, [reset, g0, up, g0, down, g0], {
        scenario: { quirks: { vanishesAfter: 3 } },
      }),
    ).toBe('does not apply'));
});

describe('what a driver reads back of its features', () => {
  const readBack = (bits: number, window = 0) => event('accepted-read', window, bits);

  it.each<Row>([
    ['as they were written', [reset, offers(0, 7), accepts(0, 3), readBack(3)], 'holds'],
    ['without one', [reset, offers(0, 7), accepts(0, 3), readBack(1)], 3],
    ['with one that was not written', [reset, offers(0, 7), accepts(0, 3), readBack(7)], 3],
    ['without one that is not offered', [reset, offers(0, 7), accepts(0, 9), readBack(1)], 'holds'],
    ['of a window that was not written', [reset, offers(0, 7), readBack(1)], 'holds'],
    ['of a window whose offer is not known', [reset, accepts(0, 3), readBack(1)], 'holds'],
    ['as they were written last', [reset, offers(0, 7), accepts(0, 3), accepts(0, 4), readBack(4)], 'holds'],
  ])('should be what it has written: %s', (_, events, expected) =>
    expect(said(deviceMirrorsAccepted, events)).toBe(expected),
  );
});

describe('the admin virtqueues of a device', () => {
  const taken = [0, 1].flatMap((window) => [
    offers(window, windowOf(VERSION_1 | ADMIN_VQ, window)),
    accepts(window, windowOf(VERSION_1 | ADMIN_VQ, window)),
  ]);
  const at = taken.length + 1;
  const count = event('queue-count-read', 0, 3);
  const field = (name: string, value: number) => event('other', otherIndex({ name, isWrite: false }), value);

  it.each<Row>([
    ['behind them', [field('admin_queue_num', 1), count, field('admin_queue_index', 3)], 'holds'],
    ['among them', [count, field('admin_queue_index', 2)], at + 1],
    ['among them, which shows last', [field('admin_queue_index', 2), count], at + 1],
    ['the last index there is', [field('admin_queue_index', 65535), field('admin_queue_num', 1)], 'holds'],
    ['one more', [field('admin_queue_index', 65535), field('admin_queue_num', 2)], at + 1],
  ])('should be behind all others: %s', (_, events, expected) =>
    expect(said(deviceNumbersAdminQueues, [reset, ...taken, ...events])).toBe(expected),
  );

  it('should be anywhere where a driver has not taken any', () => {
    expect(said(deviceNumbersAdminQueues, [reset, count, field('admin_queue_index', 0)])).toBe('holds');
    expect(said(deviceNumbersAdminQueues, [reset, count])).toBe('does not apply');
  });
});

describe('an interrupt vector', () => {
  const vector = (value: number, isWrite = false) =>
    event('other', otherIndex({ name: 'queue_msix_vector', isWrite }), value);

  it.each<Row>([
    ['none', [reset, vector(NO_VECTOR)], 'holds'],
    ['one', [reset, vector(0)], 1],
    ['one that the driver has assigned', [reset, vector(1, true), vector(1)], 'holds'],
    ['one that was assigned before a reset', [reset, vector(1, true), writes(1), reset, vector(1)], 4],
    ['one that may have been assigned before the recording', [vector(1)], 'holds'],
    [
      'another register',
      [reset, event('other', otherIndex({ name: 'isr', isWrite: false }), 1)],
      'does not apply',
    ],
  ])('should not be assigned after a reset: %s', (_, events, expected) =>
    expect(said(deviceUnmapsVectors, events)).toBe(expected),
  );
});

describe('a device over MMIO', () => {
  const mmio = { scenario: { transport: 'mmio' } } as const;
  const reading = (name: string, value: number, isWrite = false) =>
    event('other', otherIndex({ name, isWrite }), value);

  it.each<Row>([
    ['as it should', [reading('magic_value', 0x7472_6976), reading('version', 2)], 'holds'],
    ['with other magic', [reading('magic_value', 0x6976_7274), reset], 0],
    ['with a legacy version', [reading('magic_value', 0x7472_6976), reading('version', 1)], 1],
    ['with another vendor', [reading('version', 2), reading('vendor_id', 5)], 'holds'],
    ['as a driver wants it to', [reading('version', 2), reading('version', 1, true)], 'holds'],
    ['not at all', [reset], 'does not apply'],
  ])('should say what it is: %s', (_, events, expected) => {
    expect(said(deviceIdentifiesItself, events, mmio)).toBe(expected);
    expect(said(deviceIdentifiesItself, events)).toBe('does not apply');
  });

  it('should count generations of its configuration too', () =>
    expect(said(deviceGenerationChanges, [reset, g0, up, g0, down, g0], mmio)).toBe(5));
});

describe('the offer of a device', () => {
  it.each<Row>([
    ['the same', [reset, offers(0, 1), offers(1, 2), offers(0, 1)], 'holds'],
    ['another', [reset, offers(0, 1), offers(1, 2), offers(0, 3)], 3],
    ['another after a reset', [reset, offers(0, 1), reset, offers(0, 3)], 'holds'],
    ['nothing', [reset], 'does not apply'],
  ])('should stay until a reset: it is %s', (_, events, expected) =>
    expect(said(deviceOffersTheSame, events)).toBe(expected),
  );
});
