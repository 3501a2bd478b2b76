import { describe, expect, it } from 'vitest';
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
  sizeTo,
} from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import { said } from './fixtures/runs.ts';
import {
  mmioIdentityFirst,
  mmioRegistersAsTheyMayBe,
  mmioStrangerLeftAlone,
  mmioWindowsSelected,
  stoppedQueueReadBack,
} from './mmio-registers.ts';
import { queueFoundFirst, queueSelectedFirst, sizeToldFirst } from './registers.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const mmio = { scenario: { transport: 'mmio' } } as const;
const probe = { ...mmio, outcome: { kind: 'failed', reason: 'made up' } } as const;
const other = (name: string, isWrite: boolean, value = 1) =>
  event('other', otherIndex({ name, isWrite }), value);
const reading = (name: string, value: number) => other(name, false, value);

describe('a register of MMIO', () => {
  it.each<Row>([
    ['magic_value, written', [reset, other('magic_value', true)], 1],
    ['magic_value, read', [reset, other('magic_value', false)], 'holds'],
    ['isr_acknowledge, written', [reset, other('isr_acknowledge', true)], 'holds'],
    ['isr_acknowledge, read', [reset, other('isr_acknowledge', false)], 1],
    ['queue_desc_hi, read', [reset, other('queue_desc_hi', false)], 1],
    [
      'queue_size, which is two registers',
      [reset, other('queue_size', true), other('queue_size', false)],
      'holds',
    ],
    ['features, read back', [reset, event('accepted-read', 0, 1)], 1],
    ['what only PCI has', [reset, other('num_queues', true)], 'holds'],
  ])('should be used as it may be: %s', (_, events, expected) => {
    expect(said(mmioRegistersAsTheyMayBe, events, mmio)).toBe(expected);
    expect(said(mmioRegistersAsTheyMayBe, events)).toBe('does not apply');
  });
});

describe('a selection', () => {
  it.each<Row>([
    ['of no window of the offer', [reset, other('device_feature', false)], 1],
    ['of no window of the answer', [reset, offers(0, 1), other('driver_feature', true)], 2],
    ['by an earlier access', [reset, offers(0, 1), accepts(0, 1), other('driver_feature', true)], 'holds'],
    ['by itself', [reset, other('driver_feature_select', true), other('driver_feature', true)], 'holds'],
    ['that a recording does not show', [reads(3), other('driver_feature', true)], 'holds'],
  ])('should come before features: one %s', (_, events, expected) =>
    expect(said(mmioWindowsSelected, events, mmio)).toBe(expected),
  );

  it.each<Row>([
    ['of nothing', [reset, other('queue_size', false), sizeIs(0, 16)], 1],
    ['by an earlier access', [reset, sizeIs(0, 16), other('queue_size', false)], 'holds'],
    ['by itself', [reset, other('queue_select', true), other('queue_size', false)], 'holds'],
    ['where none is needed', [reset, other('config_msix_vector', true)], 'holds'],
  ])('should come before what is asked of a virtqueue: one %s', (_, events, expected) =>
    expect(said(queueSelectedFirst, events)).toBe(expected),
  );
});

describe('who has found a device', () => {
  const [magic, version, type] = [
    reading('magic_value', 0x7472_6976),
    reading('version', 2),
    reading('device_id', 1),
  ];

  it.each<Row>([
    ['in order', [magic, version, type, reset], 'holds'],
    ['the version first', [version, magic, type, reset], 'holds'],
    ['the type before the version', [magic, type, version, reset], 1],
    ['and not the type', [magic, version, reset], 'holds'],
    ['the type alone', [type, reset], 0],
    ['when it has reset the device', [reset, magic, version, type], 1],
    ['the type only then', [magic, version, reset, type], 3],
  ])('should ask what it is: %s', (_, events, expected) => {
    expect(said(mmioIdentityFirst, events, probe)).toBe(expected);
  });

  it('should ask at all only where it is a probe of ours, and may have asked before a recording', () => {
    expect(said(mmioIdentityFirst, [reset], mmio)).toBe('does not apply');
    expect(said(mmioIdentityFirst, [reset, magic, version, type], mmio)).toBe('holds');
  });

  it.each<Row>([
    ['nothing strange', [magic, version, type, reset], 'holds'],
    ['other magic, and stops', [reading('magic_value', 0), version], 'holds'],
    ['other magic', [reading('magic_value', 0), version, reset], 2],
    ['a legacy device', [magic, reading('version', 1), reset], 2],
    ['no device, and stops', [magic, version, reading('device_id', 0)], 'holds'],
    ['no device, and looks on', [magic, version, reading('device_id', 0), reading('vendor_id', 0)], 3],
  ])('should leave a stranger alone: it finds %s', (_, events, expected) =>
    expect(said(mmioStrangerLeftAlone, events, mmio)).toBe(expected),
  );
});

describe('a virtqueue over MMIO', () => {
  const stops = event('queue-enable-write', 0, 0);
  const looks = event('queue-enabled-read', 0, 0);
  const made = [reset, sizeIs(0, 16), sizeTo(0, 16), addresses(0), enables(0)];

  it.each<Row>([
    ['and read back', [...made, stops, looks, enables(0)], 'holds'],
    [
      'and read back after another was read',
      [...made, stops, event('queue-enabled-read', 1, 0), looks],
      'holds',
    ],
    ['and left', [...made, stops], 5],
    ['and enabled again', [...made, stops, enables(0), looks], 5],
    ['before a reset', [...made, stops, reset], 5],
    ['never', made, 'does not apply'],
  ])('should be seen to have stopped: it is stopped %s', (_, events, expected) =>
    expect(said(stoppedQueueReadBack, events, mmio)).toBe(expected),
  );

  it.each<Row>([
    ['written', made, 'holds'],
    ['not written', [reset, sizeIs(0, 16), addresses(0), enables(0)], 3],
    ['of another written', [reset, sizeTo(1, 16), addresses(0), enables(0)], 3],
    ['written before the recording', [addresses(0), enables(0)], 'holds'],
    ['written after it is enabled', [reset, addresses(0), enables(0), sizeTo(0, 16)], 2],
  ])('should have its size %s', (_, events, expected) =>
    expect(said(sizeToldFirst, events, mmio)).toBe(expected),
  );

  it.each<Row>([
    ['after its size was read', made, 'holds'],
    ['after a peek', [reset, event('peek', 0, 16), sizeTo(0, 16)], 'holds'],
    ['without', [reset, sizeTo(0, 16)], 1],
    ['of which a size of 0 was read', [reset, sizeIs(0, 0), addresses(0)], 2],
    ['after the size of another was read', [reset, sizeIs(1, 16), addresses(0)], 2],
    ['by the size that an earlier negotiation read', [reset, sizeIs(0, 16), reset, addresses(0)], 3],
    ['that is in use', [reset, sizeIs(0, 16), event('queue-enabled-read', 0, 1), sizeTo(0, 16)], 3],
    ['that is not in use', [reset, sizeIs(0, 16), looks, sizeTo(0, 16)], 'holds'],
    ['before the recording', [sizeTo(0, 16)], 'holds'],
  ])('should be programmed %s', (_, events, expected) =>
    expect(said(queueFoundFirst, events, mmio)).toBe(expected),
  );
});
