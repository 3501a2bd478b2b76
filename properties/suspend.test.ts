import { describe, expect, it } from 'vitest';
import { F_SUSPEND } from '../spec/feature-bits.ts';
import { windowOf } from '../spec/features.ts';
import { FAILED, SUSPEND } from '../spec/status.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, event, offers, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import { A, AD, ADF, LIVE, said } from './fixtures/runs.ts';
import { nothingAfterFailed, statusOnlyGrows } from './initialization.ts';
import { deviceSuspendsAsAsked, deviceSuspendsLate, suspendAwaited, suspendOnlyWhenLive } from './suspend.ts';

const taken = accepts(1, windowOf(F_SUSPEND, 1));
const begin = [reset, writes(A), writes(AD), taken, writes(ADF), reads(ADF)];
const offering = [reset, offers(1, windowOf(F_SUSPEND, 1)), ...begin.slice(1)];
const goesLive = [...begin, writes(LIVE)];
const suspends = writes(LIVE | SUSPEND);
const suspended = reads(ADF | SUSPEND);

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

describe('SUSPEND', () => {
  it.each<Row>([
    ['after DRIVER_OK, where it is negotiated', [...goesLive, suspends], 'holds'],
    ['not at all', goesLive, 'holds'],
    ['before DRIVER_OK', [...begin, writes(ADF | SUSPEND)], 6],
    ['together with DRIVER_OK', [...begin, suspends], 6],
    ['before DRIVER_OK that follows', [...begin, writes(ADF | SUSPEND), writes(LIVE | SUSPEND)], 6],
    ['where it is not negotiated', [reset, accepts(1, 1), writes(LIVE), suspends], 3],
    ['in nothing that happened', [], 'does not apply'],
  ])('should be set in its place: %s', (_, events, expected) =>
    expect(said(suspendOnlyWhenLive, events)).toBe(expected),
  );

  it('should be confirmed before the driver goes on', () => {
    const notifies = event('notify', 0, 0);
    expect(said(suspendAwaited, [...goesLive, suspends, suspended])).toBe('holds');
    expect(said(suspendAwaited, [...goesLive, suspends, notifies])).toBe(8);
    expect(said(suspendAwaited, [])).toBe('does not apply');
  });
});

describe('a device', () => {
  const unanswered = (reads_: number) => [
    ...goesLive,
    suspends,
    ...new Array<TraceEvent>(reads_).fill(reads(LIVE)),
  ];

  it.each<Row>([
    ['when it is live', [...goesLive, suspends, suspended], 'holds'],
    ['before DRIVER_OK', [...offering, reads(ADF | SUSPEND)], 7],
    ['before the DRIVER_OK that comes', [...offering, reads(ADF | SUSPEND), writes(LIVE)], 7],
    ['before DRIVER_OK, where nobody read its offer', [...begin, reads(ADF | SUSPEND)], 'holds'],
    ['before DRIVER_OK, where the other half was read', [reset, offers(0, 1), reads(A | SUSPEND)], 'holds'],
    ['before DRIVER_OK, where it offers none', [reset, offers(1, 1), reads(A | SUSPEND)], 'holds'],
    ['before what a recording shows', [reads(LIVE | SUSPEND), writes(A)], 'holds'],
    ['of which nothing is seen', [], 'does not apply'],
  ])('should show a suspend %s', (_, events, expected) =>
    expect(said(deviceSuspendsLate, events)).toBe(expected),
  );

  it.each<Row>([
    ['one that is done', [...goesLive, suspends, suspended], 'holds'],
    ['one that is not after 999 reads', unanswered(999), 'holds'],
    ['one that is not after 1000 reads', unanswered(1000), 7],
    ['one unasked for by the features', [reset, accepts(1, 1), ...unanswered(1000).slice(6)], 'holds'],
    [
      'one asked for too early',
      [...begin, suspends, ...new Array<TraceEvent>(1000).fill(reads(LIVE))],
      'holds',
    ],
    ['one of which nothing is seen', [], 'does not apply'],
  ])('should suspend as asked: %s', (_, events, expected) =>
    expect(said(deviceSuspendsAsAsked, events)).toBe(expected),
  );

  it('should not be asked to wake by who writes back what it shows, and gives up', () => {
    const givesUp = [...goesLive, suspends, suspended, writes(ADF | SUSPEND | FAILED)];
    for (const property of [statusOnlyGrows, suspendAwaited, nothingAfterFailed])
      expect(said(property, givesUp)).toBe('holds');
    const polled = [...givesUp, ...new Array<TraceEvent>(1000).fill(suspended)];
    expect(said(deviceSuspendsAsAsked, polled)).toBe('holds');
  });
});
