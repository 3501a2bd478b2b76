import { describe, expect, it } from 'vitest';
import { NO_VECTOR } from '../spec/pci-registers.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { event, reset, writes } from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import { deviceGenerationChanges, deviceUnmapsVectors } from './device-registers.ts';
import { said } from './fixtures/runs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds'];

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

describe('an interrupt vector', () => {
  const vector = (value: number, isWrite = false) =>
    event('other', otherIndex({ name: 'queue_msix_vector', isWrite }), value);

  it.each<Row>([
    ['none', [reset, vector(NO_VECTOR)], 'holds'],
    ['one', [reset, vector(0)], 1],
    ['one that the driver has assigned', [reset, vector(1, true), vector(1)], 'holds'],
    ['one that was assigned before a reset', [reset, vector(1, true), writes(1), reset, vector(1)], 4],
    ['one that may have been assigned before the recording', [vector(1)], 'holds'],
    ['another register', [reset, event('other', otherIndex({ name: 'isr', isWrite: false }), 1)], 'holds'],
  ])('should not be assigned after a reset: %s', (_, events, expected) =>
    expect(said(deviceUnmapsVectors, events)).toBe(expected),
  );
});
