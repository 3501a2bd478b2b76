import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, windowOf } from '../../spec/features.ts';
import { CSUM, GUEST_CSUM, GUEST_TSO4, HOST_TSO4, MRG_RXBUF } from '../../spec/net/features.ts';
import { type FrameHeader, headerValue } from '../../spec/net/headers.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reset, writes } from '../../src/trace/fixtures/events.ts';
import { AD, ADF, LIVE, live, runOf, said, told } from '../fixtures/runs.ts';
import {
  deviceCountsBuffers,
  deviceSegmentsWhereNegotiated,
  segmentsWhereNegotiated,
  sentHeaderLegal,
} from './packets.ts';

const segment: FrameHeader = { flags: 1, gsoType: 1, gsoSize: 1448, buffers: 0 };
const sends = (header: FrameHeader): TraceEvent => event('transmit-header', 1, headerValue(header));
const takes = (header: FrameHeader, buffers: number): TraceEvent[] => [
  event('receive-header', 0, headerValue(header)),
  event('receive', 0, buffers),
];

/** A driver that negotiated a set; six events. */
const negotiating = (set: FeatureSet, ...events: readonly TraceEvent[]): TraceEvent[] => [
  reset,
  writes(AD),
  accepts(0, windowOf(set, 0)),
  accepts(1, windowOf(set, 1)),
  writes(ADF),
  writes(LIVE),
  ...events,
];

describe('a frame that is sent', () => {
  it.each<[string, FeatureSet, number | 'holds']>([
    ['segments that were negotiated', CSUM | HOST_TSO4, 'holds'],
    ['segments that were not', CSUM, 6],
    ['segments that the driver may be given', GUEST_CSUM | GUEST_TSO4, 6],
  ])('should be held against what was settled on: %s', (_, set, expected) =>
    expect(said(segmentsWhereNegotiated, negotiating(set, sends(segment)))).toBe(expected),
  );

  it('should break every rule that it breaks', () => {
    const { clauses = [] } =
      segmentsWhereNegotiated.check(runOf(negotiating(CSUM, sends(segment))), neverAgain) ?? {};
    expect(clauses.map((clause) => clause.split('#')[1])).toEqual(['4', '10']);
  });

  it('should be told by its first fault', () =>
    expect(told(sentHeaderLegal, runOf(negotiating(CSUM, sends({ ...segment, gsoSize: 0 }))))).toBe(
      'a frame is sent in segments without NEEDS_CSUM or a size of them',
    ));

  it('should not be one that came in', () => {
    const events = negotiating(CSUM, ...takes(segment, 1));
    expect(said(segmentsWhereNegotiated, events)).toBe('holds');
    expect(said(deviceSegmentsWhereNegotiated, events)).toBe(6);
  });

  it('should be as the version has it, and not be looked at over a legacy interface', () => {
    const tunnelled = negotiating(CSUM | HOST_TSO4, sends({ ...segment, gsoType: 0x21 }));
    expect(said(segmentsWhereNegotiated, tunnelled)).toBe(6);
    expect(said(segmentsWhereNegotiated, tunnelled, { scenario: { version: '1.3' } })).toBe('holds');
    const legacy = { scenario: { transport: 'pci-legacy' } } as const;
    expect(said(segmentsWhereNegotiated, tunnelled, legacy)).toBe('does not apply');
  });

  it('should be of what its driver negotiated, in the traffic of a run', () => {
    const device = { effectiveSize: () => 256 };
    const headers = (features: FeatureSet) =>
      [...runOf(negotiating(features), { device, outcome: live({ features }) }).trace].filter(
        ({ kind }) => kind === 'transmit-header',
      );
    expect(headers(CSUM | HOST_TSO4)).toEqual([sends(segment)]);
    expect(headers(HOST_TSO4)).toEqual([sends({ flags: 0, gsoType: 0, gsoSize: 0, buffers: 0 })]);
  });
});

describe('the buffers of a frame that comes in', () => {
  const modern = (set: FeatureSet, ...events: readonly TraceEvent[]): TraceEvent[] =>
    negotiating(set | VERSION_1, ...events);
  const counts = (buffers: number): FrameHeader => ({ ...segment, buffers });
  it.each<[string, FeatureSet, FrameHeader, number, number | 'holds']>([
    ['one', GUEST_CSUM, counts(1), 1, 'holds'],
    ['none is counted', GUEST_CSUM, counts(0), 1, 6],
    ['one is counted of two', GUEST_CSUM, counts(1), 2, 6],
    ['two are counted where one may be', GUEST_CSUM, counts(2), 2, 6],
    ['two that merge', MRG_RXBUF, counts(2), 2, 'holds'],
    ['two that merge, of which one is counted', MRG_RXBUF, counts(1), 2, 6],
    ['nobody saw how many', MRG_RXBUF, counts(1), 0, 'holds'],
  ])('should be counted in its header: %s', (_, set, header, buffers, expected) =>
    expect(said(deviceCountsBuffers, modern(set, ...takes(header, buffers)))).toBe(expected),
  );

  it('should be told by both numbers', () =>
    expect(told(deviceCountsBuffers, runOf(modern(MRG_RXBUF, ...takes(counts(1), 2))))).toBe(
      'a frame fills 2 buffers, 2 may be, and says that it fills 1',
    ));

  it('should not be asked of a driver that has no such field, or is not live', () => {
    const frame = takes(counts(0), 1);
    expect(said(deviceCountsBuffers, negotiating(GUEST_CSUM, ...frame))).toBe('holds');
    const early = modern(GUEST_CSUM).slice(0, -1);
    expect(said(deviceCountsBuffers, [...early, ...frame])).toBe('holds');
  });

  it('should hold where the trace ends with the header', () => {
    const [header] = takes(counts(1), 2);
    expect(said(deviceCountsBuffers, modern(MRG_RXBUF, ...(header ? [header] : [])))).toBe('holds');
  });
});

const neverAgain = {
  on: () => expect.unreachable('no subject to run again'),
  rebind: () => expect.unreachable('no subject to bind again'),
};
