import { describe, expect, it } from 'vitest';
import { ADMIN_VQ, VERSION_1 } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import {
  accepts,
  addresses,
  enables,
  event,
  offers,
  reads,
  reset,
  sizeIs,
  writes,
} from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import { runOf, said, told } from './fixtures/runs.ts';
import {
  configReadAgain,
  fieldsInTheirWidth,
  fieldsOfNegotiatedFeatures,
  queueNeverDisabled,
  readOnlyFieldsLeftAlone,
} from './registers.ts';

const disables = event('queue-enable-write', 0, 0);
const accesses = (name: string, isWrite: boolean) => event('other', otherIndex({ name, isWrite }), 1);
const overMmio = { scenario: { transport: 'mmio' } } as const;

describe('a virtqueue', () => {
  it.each<[string, readonly TraceEvent[], number | 'holds' | 'does not apply']>([
    ['enabled', [reset, addresses(0), enables(0)], 'holds'],
    ['disabled before it is programmed', [reset, disables, addresses(0), enables(0)], 1],
    ['disabled after it was enabled', [reset, addresses(0), enables(0), disables], 3],
    ['only looked at', [reset, sizeIs(0, 16)], 'does not apply'],
  ])('should never be disabled by a write: %s', (_, events, expected) =>
    expect(said(queueNeverDisabled, events)).toBe(expected),
  );

  it('may be disabled over MMIO, which is how one is stopped there', () =>
    expect(said(queueNeverDisabled, [reset, disables], overMmio)).toBe('does not apply'));
});

describe('a configuration that changes', () => {
  const generation = (value: number) => event('config-generation-read', 0, value);
  const field = (offset: number) => event('config-read', offset, 1);
  const [g0, g1] = [generation(0), generation(1)];

  it.each<[string, readonly TraceEvent[], number | 'holds' | 'does not apply']>([
    ['at no time', [reset, g0, field(6), g0, writes(1)], 'holds'],
    ['while it is read', [reset, g0, field(6), g1, writes(1)], 3],
    ['while it is read, and the driver does no more', [reset, g0, field(6), g1], 3],
    ['while it is read, and it is read again', [reset, g0, field(6), g1, field(6), g1, writes(1)], 'holds'],
    ['while it is read, and half of it is read again', [reset, g0, field(6), field(8), g1, field(6), g1], 4],
    ['each time', [reset, g0, field(6), g1, field(6), generation(2), writes(1)], 5],
    ['while nobody reads it', [reset, g0, field(6), g0, g1, writes(1)], 'holds'],
    ['before anybody looks', [reset, field(6), g1, writes(1)], 'holds'],
    ['while it is read, before a reset', [reset, g0, field(6), g1, reset], 'holds'],
    ['and nobody asks', [reset, field(6)], 'does not apply'],
  ])('should be read again: it changes %s', (_, events, expected) => {
    expect(said(configReadAgain, events)).toBe(expected);
    expect(said(configReadAgain, events, { scenario: { transport: 'ccw' } })).toBe('does not apply');
  });
});

describe('a field of the common configuration', () => {
  it.each([
    'device_feature',
    'num_queues',
    'config_generation',
    'queue_notify_off',
    'queue_notif_config_data',
  ])('should not be written that is for the device to set: %s', (name) => {
    const events = [reset, accesses(name, false), accesses(name, true)];
    expect(said(readOnlyFieldsLeftAlone, events)).toBe(2);
    expect(told(readOnlyFieldsLeftAlone, runOf(events))).toBe(`${name} is written`);
    expect(said(readOnlyFieldsLeftAlone, events, overMmio)).toBe('does not apply');
  });

  it.each(['queue_msix_vector', 'config_msix_vector', 'queue_select', 'admin_queue_num'])(
    'may be written where no rule forbids it: %s',
    (name) => expect(said(readOnlyFieldsLeftAlone, [reset, accesses(name, true)])).toBe('holds'),
  );

  it.each(['queue_notif_config_data', 'queue_reset', 'admin_queue_index', 'admin_queue_num'])(
    'should be left alone whose feature is not negotiated: %s',
    (name) => {
      const events = [reset, accesses(name, false)];
      expect(said(fieldsOfNegotiatedFeatures, events)).toBe(1);
      expect(said(fieldsOfNegotiatedFeatures, events, overMmio)).toBe('does not apply');
      expect(said(fieldsOfNegotiatedFeatures, [reset, accesses('queue_desc_lo', false)])).toBe('holds');
    },
  );

  it('may be accessed once its feature is negotiated', () => {
    const negotiated = [
      reset,
      ...[0, 1].map((window) => offers(window, windowOf(VERSION_1 | ADMIN_VQ, window))),
      ...[0, 1].map((window) => accepts(window, windowOf(VERSION_1 | ADMIN_VQ, window))),
      writes(11),
    ];
    const field = accesses('admin_queue_num', false);
    expect(said(fieldsOfNegotiatedFeatures, [...negotiated, reads(11), field])).toBe('holds');
    expect(said(fieldsOfNegotiatedFeatures, [...negotiated, field, reads(11)])).toBe(6);
    expect(said(fieldsOfNegotiatedFeatures, [...negotiated, reads(3), field])).toBe(7);
  });

  it('should be accessed in its own width', () => {
    expect(said(fieldsInTheirWidth, [reset, sizeIs(0, 16)])).toBe('holds');
    const halved = [reset, event('wrong-width', 0, 2)];
    expect(said(fieldsInTheirWidth, halved)).toBe(1);
    expect(told(fieldsInTheirWidth, runOf(halved))).toBe('an access of 2 bytes is made inside of a field');
    expect(said(fieldsInTheirWidth, halved, overMmio)).toBe(1);
    expect(said(fieldsInTheirWidth, halved, { scenario: { transport: 'pci-legacy' } })).toBe(
      'does not apply',
    );
  });
});
