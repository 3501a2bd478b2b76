import { describe, expect, it } from 'vitest';
import { descriptorValue, INDIRECT, NEXT, WRITE } from '../../spec/descriptors.ts';
import { IN_ORDER, RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reset, writes } from '../../src/trace/fixtures/events.ts';
import { AD, ADF, type Left, LIVE, live, runOf, said, saidOf, told } from '../fixtures/runs.ts';
import {
  descriptorProperties,
  descriptorsInOrder,
  framesReadable,
  readablePartsFirst,
  tablesLegal,
} from './descriptors.ts';

const part = (queue: number, flags: number, slot = 0, bytes = 64): TraceEvent =>
  event('descriptor', queue, descriptorValue({ flags, slot, bytes }));

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

describe('a chain', () => {
  const backwards = [part(0, NEXT | WRITE), part(0, 0, 1)];
  it.each<[string, readonly TraceEvent[], number | 'holds']>([
    ['the parts of one', backwards, 6],
    ['those of the second', [part(0, 0), event('transmit', 1, 1), ...backwards], 8],
    ['of two queues', [part(0, NEXT | WRITE), part(2, 0)], 'holds'],
    ['of two chains', [part(0, WRITE), event('post', 0, 1), part(0, 0)], 'holds'],
  ])('should be the descriptors of one queue in a row: %s', (_, events, expected) =>
    expect(said(readablePartsFirst, negotiating(NONE, ...events))).toBe(expected),
  );

  it('should be judged by the rules of its format', () => {
    const clauses = (set: FeatureSet) =>
      readablePartsFirst.check(runOf(negotiating(set, ...backwards)), again)?.clauses?.length;
    expect([clauses(NONE), clauses(RING_PACKED)]).toEqual([2, 1]);
  });

  it('should go round the end of a ring of the size that the device uses', () => {
    const round: Left = { device: { effectiveSize: () => 4 } };
    const events = negotiating(IN_ORDER, part(1, NEXT, 3), part(1, 0, 0));
    expect(said(descriptorsInOrder, events, round)).toBe('holds');
    expect(said(descriptorsInOrder, events, { device: { effectiveSize: () => 8 } })).toBe(6);
  });

  it('should be told by its queue', () =>
    expect(told(tablesLegal, runOf(negotiating(NONE, part(1, INDIRECT, 0, 16), part(1, 0))))).toBe(
      'a chain on transmitq1 lies in an indirect table, and {INDIRECT_DESC} is not negotiated',
    ));

  it('should be for the device to read where it is a frame that is sent', () => {
    expect(said(framesReadable, negotiating(NONE, part(1, WRITE)))).toBe(6);
    expect(said(framesReadable, negotiating(NONE, part(0, WRITE)))).toBe('holds');
    expect(said(framesReadable, negotiating(NONE, part(1, INDIRECT | WRITE), part(1, 0)))).toBe('holds');
  });

  it.each(descriptorProperties)('should be shown by the traffic of a run, and be right: $id', (property) => {
    const device = { effectiveSize: () => 256 };
    const run = runOf(negotiating(NONE), { device, outcome: live() });
    expect([...run.trace].some(({ kind }) => kind === 'descriptor')).toBe(true);
    expect(saidOf(property, run)).toBe('holds');
  });
});

const again = {
  on: () => expect.unreachable('no subject to run again'),
  rebind: () => expect.unreachable('no subject to bind again'),
};
