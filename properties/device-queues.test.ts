import { describe, expect, it } from 'vitest';
import { ADMIN_VQ, RING_PACKED } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import {
  accepts,
  enables,
  event,
  offers,
  reads,
  reset,
  sizeIs,
  sizeTo,
  writes,
} from '../src/trace/fixtures/events.ts';
import {
  deviceHasNoQueueBeyondItsCount,
  deviceKeepsMaximum,
  deviceKeepsSizes,
  deviceLegacyResetReleasesQueues,
  devicePresentsLegalSizes,
  devicePresentsUsableSizes,
  deviceQueueCountLegal,
  deviceReadinessReadsBack,
  deviceResetDisablesQueues,
} from './device-queues.ts';
import { said } from './fixtures/runs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const enabledIs = (value: number) => event('queue-enabled-read', 0, value);
const peek = (size: number) => event('peek', 0, size);
const countIs = (count: number) => event('queue-count-read', 0, count);

describe('the virtqueues of a device', () => {
  it.each<Row>([
    ['read as disabled', [reset, enabledIs(0), enables(0), enabledIs(1)], 'holds'],
    ['enabled already', [reset, enabledIs(1), enables(0)], 1],
    ['enabled, and the driver enables none', [reset, enabledIs(1)], 1],
    ['enabled by a driver that a recording does not show', [enabledIs(1)], 'does not apply'],
    ['not looked at', [reset, enables(0)], 'does not apply'],
  ])('should be disabled after a reset: %s', (_, events, expected) =>
    expect(said(deviceResetDisablesQueues, events)).toBe(expected),
  );

  it.each<Row>([
    ['16', [reset, sizeIs(0, 16)], 'holds'],
    ['0, which says that there is none', [reset, sizeIs(0, 0)], 'holds'],
    ['19', [reset, sizeIs(0, 16), sizeIs(1, 19)], 2],
    ['19 at a peek', [reset, peek(19)], 1],
    ['19, for packed rings', [reset, accepts(1, windowOf(RING_PACKED, 1)), sizeIs(0, 19)], 'holds'],
    [
      '19, for packed rings that are taken back',
      [reset, accepts(1, windowOf(RING_PACKED, 1)), sizeIs(0, 19), accepts(1, 0)],
      'holds',
    ],
    [
      '19, where packed rings were taken back before a reset',
      [reset, accepts(1, windowOf(RING_PACKED, 1)), reset, sizeIs(0, 19)],
      3,
    ],
    ['written by the driver', [reset, sizeTo(0, 19)], 'does not apply'],
  ])('should have legal sizes over PCI: %s', (_, events, expected) => {
    expect(said(devicePresentsLegalSizes, events)).toBe(expected);
    for (const transport of ['mmio', 'ccw', 'pci-legacy', 'mmio-legacy'] as const)
      expect(said(devicePresentsLegalSizes, events, { scenario: { transport } })).toBe('does not apply');
  });

  it.each<[string, readonly TraceEvent[], number | string, number | string]>([
    ['16', [reset, sizeIs(0, 16)], 'holds', 'holds'],
    ['300', [reset, sizeIs(0, 300)], 1, 'holds'],
    ['65536', [reset, sizeIs(0, 65536)], 1, 1],
    ['65536, for packed rings', [reset, accepts(1, windowOf(RING_PACKED, 1)), sizeIs(0, 65536)], 2, 2],
    ['none', [reset, sizeIs(0, 0)], 'holds', 'holds'],
    ['9, once a driver has written that', [reset, sizeTo(0, 9), sizeIs(0, 9)], 'holds', 'holds'],
    ['65536, once a driver has written that', [reset, sizeTo(0, 65536), sizeIs(0, 65536)], 'holds', 'holds'],
    ['65536, once a driver has written 8', [reset, sizeTo(0, 8), sizeIs(0, 65536)], 2, 2],
    ['65536, once another ring has 9', [reset, sizeTo(1, 9), sizeIs(0, 65536)], 2, 2],
    [
      '65536, once a driver has written 9 and mends it',
      [reset, sizeTo(0, 9), sizeTo(0, 8), sizeIs(0, 65536)],
      3,
      3,
    ],
    ['65536, after a reset', [reset, sizeTo(0, 9), reset, sizeIs(0, 65536)], 3, 3],
  ])('should have a size that some ring may have: %s', (_, events, overPci, elsewhere) => {
    for (const transport of ['pci', 'pci-legacy'] as const)
      expect(said(devicePresentsUsableSizes, events, { scenario: { transport } })).toBe(overPci);
    for (const transport of ['mmio', 'ccw', 'mmio-legacy'] as const)
      expect(said(devicePresentsUsableSizes, events, { scenario: { transport } })).toBe(elsewhere);
  });

  it.each<Row>([
    ['the same', [reset, sizeIs(0, 16), peek(16), sizeIs(0, 16)], 'holds'],
    ['another', [reset, sizeIs(0, 16), peek(32)], 2],
    ['of another queue', [reset, sizeIs(0, 16), sizeIs(1, 32)], 'holds'],
    ['as the driver wrote it', [reset, sizeIs(0, 16), sizeTo(0, 8), sizeIs(0, 8)], 'holds'],
    ['though the driver wrote another', [reset, sizeIs(0, 16), sizeTo(0, 8), sizeIs(0, 16)], 3],
    [
      'another, after the reset of the queue',
      [reset, sizeIs(0, 16), sizeTo(0, 8), event('queue-reset-write', 0, 1), sizeIs(0, 16)],
      'holds',
    ],
    ['another, after a reset', [reset, sizeIs(0, 16), reset, sizeIs(0, 32)], 'holds'],
    ['another, in the second negotiation', [reset, sizeIs(0, 16), reset, sizeIs(0, 32), sizeIs(0, 16)], 4],
    ['not read', [reset, sizeTo(0, 16)], 'does not apply'],
  ])('should keep their sizes: %s', (_, events, expected) =>
    expect(said(deviceKeepsSizes, events)).toBe(expected),
  );

  it.each<Row>([
    ['65536', [reset, countIs(65536)], 'holds'],
    ['65537', [reset, countIs(3), countIs(65537)], 2],
    ['not read', [reset, sizeIs(0, 70000)], 'does not apply'],
  ])('should be 65536 at the most: %s', (_, events, expected) =>
    expect(said(deviceQueueCountLegal, events)).toBe(expected),
  );
});

describe('a virtqueue behind the last', () => {
  const offersAdmin = offers(1, windowOf(ADMIN_VQ, 1));

  it.each<Row>([
    ['of no size', [reset, countIs(3), sizeIs(3, 0), sizeIs(2, 16)], 'holds'],
    ['of some size', [reset, countIs(3), sizeIs(3, 16)], 2],
    ['of some size, at a peek', [reset, countIs(3), event('peek', 3, 16)], 2],
    ['of an admin', [reset, offersAdmin, countIs(3), sizeIs(3, 16)], 'holds'],
    ['of which no count is known', [reset, sizeIs(3, 16)], 'does not apply'],
    ['before the count is read', [reset, sizeIs(3, 16), countIs(3)], 'holds'],
  ])('should not be there: one %s', (_, events, expected) => {
    expect(said(deviceHasNoQueueBeyondItsCount, events)).toBe(expected);
    expect(said(deviceHasNoQueueBeyondItsCount, events, { scenario: { transport: 'mmio' } })).toBe(
      'does not apply',
    );
  });
});

describe('the largest size of a virtqueue', () => {
  it.each<Row>([
    ['as before', [reset, sizeIs(0, 16), sizeTo(0, 8), sizeIs(0, 16)], 'holds'],
    ['that is the one that was chosen', [reset, sizeIs(0, 16), sizeTo(0, 8), sizeIs(0, 8)], 3],
    ['of another', [reset, sizeIs(0, 16), sizeTo(1, 8), sizeIs(0, 8)], 'holds'],
    ['that changes by itself', [reset, sizeIs(0, 16), sizeIs(0, 8)], 'holds'],
    ['after a reset', [reset, sizeIs(0, 16), sizeTo(0, 8), reset, sizeIs(0, 8)], 'holds'],
    [
      'after its own reset',
      [reset, sizeIs(0, 16), sizeTo(0, 8), event('queue-reset-write', 0, 1), sizeIs(0, 8)],
      'holds',
    ],
  ])('should be told whatever the driver chooses: one %s', (_, events, expected) => {
    for (const transport of ['mmio', 'mmio-legacy', 'ccw'] as const)
      expect(said(deviceKeepsMaximum, events, { scenario: { transport } })).toBe(expected);
    expect(said(deviceKeepsMaximum, events)).toBe('does not apply');
    expect(
      said(deviceKeepsMaximum, events, { scenario: { transport: 'mmio', quirks: { vanishesAfter: 3 } } }),
    ).toBe('does not apply');
  });

  it('should be no other size, and so none that a device did not keep', () => {
    const events = [reset, sizeIs(0, 16), sizeTo(0, 8), sizeIs(0, 16)];
    expect(said(deviceKeepsSizes, events, { scenario: { transport: 'mmio' } })).toBe('holds');
    expect(said(deviceKeepsSizes, events)).toBe(3);
  });
});

describe('a virtqueue over MMIO', () => {
  const begun = [reset, reads(0), writes(1), accepts(0, 1), sizeIs(0, 16)];

  it.each<Row>([
    ['enabled', [...begun, enables(0), enabledIs(1)], 'holds'],
    ['not enabled', [...begun, enables(0), enabledIs(0)], 6],
    ['stopped', [...begun, enables(0), event('queue-enable-write', 0, 0), enabledIs(1)], 7],
    ['that nobody looked for', [...begun, enables(1), event('queue-enabled-read', 1, 0)], 'holds'],
    [
      'to which neither 0 nor 1 was written',
      [...begun, event('queue-enable-write', 0, 2), enabledIs(0)],
      'holds',
    ],
    ['of which nothing was written', [...begun, enabledIs(1)], 'holds'],
    ['of which nothing was written since a reset', [...begun, enables(0), ...begun, enabledIs(0)], 'holds'],
    ['that resets', [...begun, enables(0), event('queue-reset-write', 0, 1), enabledIs(0)], 'holds'],
    ['that was given back', [...begun, enables(0), event('queue-release', 0, 0), enabledIs(0)], 'holds'],
    ['of a device that may not listen yet', [reset, writes(1), enables(0), enabledIs(0)], 'holds'],
  ])('should read as it was written: one %s', (_, events, expected) =>
    expect(said(deviceReadinessReadsBack, events, { scenario: { transport: 'mmio', resetPolls: 1 } })).toBe(
      expected,
    ),
  );

  it('should have no address after a reset, over the legacy interface', () => {
    const legacy = { scenario: { transport: 'mmio-legacy' } } as const;
    expect(said(deviceLegacyResetReleasesQueues, [reset, enabledIs(1)], legacy)).toBe(1);
    expect(
      said(deviceLegacyResetReleasesQueues, [reset, enabledIs(0), enables(0), enabledIs(1)], legacy),
    ).toBe('holds');
    expect(said(deviceLegacyResetReleasesQueues, [reset, enabledIs(1)])).toBe('does not apply');
  });
});
