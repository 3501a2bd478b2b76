import { describe, expect, it } from 'vitest';
import { DEVICE_NEEDS_RESET, FAILED } from '../spec/status.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, offers, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import { A, AD, said } from './fixtures/runs.ts';
import {
  needsResetAnswered,
  resetAwaited,
  resetAwaitedOverPci,
  resetComesFirst,
  resetWaitBounded,
} from './reset.ts';

const failed = { outcome: { kind: 'failed', reason: 'no' } } as const;

describe('a reset', () => {
  it('should come first; a recording may begin after it', () => {
    expect(said(resetComesFirst, [reset, writes(A)], failed)).toBe('holds');
    expect(said(resetComesFirst, [writes(A), reset], failed)).toBe(0);
    expect(said(resetComesFirst, [reset, writes(A)])).toBe('holds');
    expect(said(resetComesFirst, [writes(A), reset])).toBe('does not apply');
    expect(said(resetComesFirst, [], failed)).toBe('does not apply');
  });

  const rows: readonly (readonly [string, readonly TraceEvent[], number | 'holds' | 'does not apply'])[] = [
    ['seen to end', [reset, reads(15), reads(0), writes(A)], 'holds'],
    ['not read', [reset, writes(A), reads(A)], 1],
    ['read once and not ended', [reset, reads(15), writes(A)], 2],
    ['read too late', [reset, writes(A), reads(0)], 1],
    ['given up', [reset, reads(15), writes(FAILED)], 'holds'],
    ['of a second negotiation', [reset, reads(0), writes(A), reset, writes(A)], 4],
    ['that a recording does not show', [writes(A), writes(AD)], 'does not apply'],
    ['after what a recording does not show', [writes(A), reset, reads(0), writes(A)], 'holds'],
  ];

  it.each(rows)('should be awaited: one %s', (_, events, expected) => {
    expect(said(resetAwaitedOverPci, events)).toBe(expected);
    expect(said(resetAwaited, events, { scenario: { transport: 'mmio' } })).toBe(expected);
  });

  it('should be awaited on PCI by all means, and not over a channel, where it ends at once', () => {
    const hasty = [reset, writes(A)];
    const over = (transport: 'pci' | 'mmio' | 'ccw') =>
      [resetAwaitedOverPci, resetAwaited].map((property) =>
        said(property, hasty, { scenario: { transport } }),
      );
    expect(over('pci')).toEqual([1, 'does not apply']);
    expect(over('mmio')).toEqual(['does not apply', 1]);
    expect(over('ccw')).toEqual(['does not apply', 'does not apply']);
  });

  it('should not be awaited for more than 1000 reads', () => {
    const polls = (count: number) => [
      reset,
      reads(0),
      writes(A),
      reset,
      ...new Array<TraceEvent>(count).fill(reads(15)),
    ];
    expect(said(resetWaitBounded, polls(1000))).toBe('holds');
    expect(said(resetWaitBounded, polls(1001))).toBe(3);
    expect(said(resetWaitBounded, [reads(15)])).toBe('does not apply');
    expect(said(resetWaitBounded, [reads(15), reset])).toBe('holds');
  });
});

describe('DEVICE_NEEDS_RESET', () => {
  const begun = [reset, writes(A), reads(A | DEVICE_NEEDS_RESET)];
  const asked = { scenario: { initialStatus: DEVICE_NEEDS_RESET } };

  it('should be answered by a reset', () => {
    expect(said(needsResetAnswered, [...begun, offers(0, 1), reset, writes(A)], asked)).toBe('holds');
    expect(said(needsResetAnswered, [...begun, accepts(0, 1)], asked)).toBe(3);
    expect(said(needsResetAnswered, [...begun, writes(FAILED)], asked)).toBe('holds');
  });

  it('should be asked only of devices that begin with it and do not keep it', () => {
    const goesOn = [...begun, accepts(0, 1)];
    expect(said(needsResetAnswered, goesOn)).toBe('does not apply');
    const keeps = (resetKeeps: readonly ('status' | 'queues')[]) => ({
      scenario: { ...asked.scenario, quirks: { resetKeeps } },
    });
    expect(said(needsResetAnswered, goesOn, keeps(['status']))).toBe('does not apply');
    expect(said(needsResetAnswered, goesOn, keeps(['queues']))).toBe(3);
  });
});
