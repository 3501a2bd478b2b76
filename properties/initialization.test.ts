import { describe, expect, it } from 'vitest';
import { FAILED } from '../spec/status.ts';
import type { Outcome } from '../src/driver/outcome.ts';
import { AT_THE_END, underReadings } from '../src/run/property.ts';
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
import { A, AD, ADF, LIVE, live, runOf, said, told } from './fixtures/runs.ts';
import {
  acknowledgeApartFromDriver,
  acknowledgeThenDriver,
  failedAfterGivingUp,
  featuresOkReadBack,
  featuresOkWritten,
  liveStatusComplete,
  noEarlyConfigWrite,
  noFeaturesOkOverLegacy,
  nothingAfterFailed,
  probeEnds,
  refusalHonoured,
  roundsBounded,
  statusBitsKnown,
  statusOnlyGrows,
} from './initialization.ts';
import { noConfigWrite } from './net/configuration.ts';

type Said = number | 'holds' | 'does not apply';
type Row = readonly [what: string, events: readonly TraceEvent[], said: Said];

const answer = accepts(0, 1);
const begin = [reset, writes(A), writes(AD), answer];
const legacy = { scenario: { transport: 'pci-legacy' } } as const;
const failed: Outcome = { kind: 'failed', reason: 'no' };

describe('ACKNOWLEDGE and DRIVER before features', () => {
  it.each<Row>([
    ['both, in order', begin, 'holds'],
    ['both in one write', [reset, writes(AD), answer], 'holds'],
    ['neither', [reset, answer], 1],
    ['no DRIVER', [reset, writes(A), answer], 2],
    ['DRIVER first', [reset, writes(2), writes(AD), answer], 1],
    ['DRIVER without ACKNOWLEDGE', [reset, writes(2), answer], 1],
    ['DRIVER first in what a recording shows', [writes(2), writes(AD), answer], 0],
    ['DRIVER alone in what a recording shows', [writes(2), answer], 'holds'],
    ['both in one look of a recording', [reads(AD), answer], 'holds'],
    ['DRIVER too late', [reset, writes(A), answer, writes(AD)], 2],
    ['neither in the second negotiation', [...begin, reset, answer], 5],
    ['neither in what a recording shows', [answer], 'holds'],
    ['no DRIVER in what a recording shows', [writes(A), answer], 1],
    ['DRIVER_OK alone', [reset, writes(4)], 1],
    ['FEATURES_OK without DRIVER', [reset, writes(A), writes(9)], 2],
    ['FEATURES_OK alone in what a recording shows', [writes(8)], 'does not apply'],
    ['no features at all', [reset, writes(2)], 1],
    ['no features in a second negotiation', [...begin, reset, writes(2)], 5],
    ['nothing that a recording shows', [reads(AD)], 'does not apply'],
  ])('%s', (_, events, expected) => expect(said(acknowledgeThenDriver, events)).toBe(expected));

  it('should be told as what is missing', () => {
    expect(told(acknowledgeThenDriver, runOf([reset, writes(2), answer]))).toMatch(/^DRIVER is set without/);
    expect(told(acknowledgeThenDriver, runOf([reset, answer]))).toMatch(/^features are written before/);
  });
});

describe('ACKNOWLEDGE and DRIVER', () => {
  it('should be written apart, under one reading', () => {
    expect(said(acknowledgeApartFromDriver, begin)).toBe('holds');
    expect(said(acknowledgeApartFromDriver, [reset, writes(AD), answer])).toBe(1);
    expect(said(acknowledgeApartFromDriver, [...begin, reset, writes(AD)])).toBe(begin.length + 1);
    expect(said(acknowledgeApartFromDriver, [reset, answer])).toBe('holds');
    // One look at a recording that begins late may show what two writes have set.
    expect(said(acknowledgeApartFromDriver, [reads(AD), answer])).toBe('holds');
    const [apart] = underReadings([acknowledgeApartFromDriver], new Map([['greeting', 'apart']]));
    expect([acknowledgeApartFromDriver.level, apart?.level]).toEqual(['should', 'must']);
  });
});

describe('the bits of the status', () => {
  it('should stay set until a reset', () => {
    expect(said(statusOnlyGrows, [...begin, reset, writes(A)])).toBe('holds');
    expect(said(statusOnlyGrows, [reset, writes(A), writes(2)])).toBe(2);
    // What the device has cleared by itself the driver does not clear.
    expect(said(statusOnlyGrows, [...begin, writes(LIVE), reads(ADF), writes(ADF | FAILED)])).toBe('holds');
    expect(said(statusOnlyGrows, [...begin, writes(LIVE), reads(LIVE), writes(ADF | FAILED)])).toBe(6);
    expect(said(statusOnlyGrows, [])).toBe('does not apply');
  });

  it('should have a meaning in the version, and blame the negotiation that sets others', () => {
    expect(said(statusBitsKnown, [...begin, reset, writes(A | 0x20)])).toBe(4);
    expect(said(statusBitsKnown, [...begin, writes(LIVE), writes(LIVE | 0x10)])).toBe('holds');
    expect(said(statusBitsKnown, [...begin, writes(LIVE | 0x10)], { scenario: { version: '1.3' } })).toBe(0);
    expect(told(statusBitsKnown, runOf([reset, writes(A | 0x20)]))).toBe('this round writes 0x20');
    expect(said(statusBitsKnown, [])).toBe('does not apply');
  });
});

describe('FEATURES_OK before DRIVER_OK', () => {
  it.each<Row>([
    ['before', [...begin, writes(ADF), writes(LIVE)], 'holds'],
    ['never', [...begin, writes(AD | 4)], 4],
    ['in the same write', [...begin, writes(LIVE)], 4],
    ['after', [...begin, writes(AD | 4), writes(LIVE)], 4],
    ['without DRIVER_OK', [...begin, writes(ADF)], 'holds'],
    ['neither of them', begin, 'holds'],
  ])('%s', (_, events, expected) => {
    expect(said(featuresOkWritten, events)).toBe(expected);
    expect(said(featuresOkWritten, events, legacy)).toBe('does not apply');
  });

  it('should not be there at all over a legacy interface', () => {
    expect(said(noFeaturesOkOverLegacy, [...begin, writes(AD | 4)], legacy)).toBe('holds');
    expect(said(noFeaturesOkOverLegacy, [...begin, writes(ADF)], legacy)).toBe(4);
    expect(said(noFeaturesOkOverLegacy, [...begin, writes(ADF)])).toBe('does not apply');
    expect(said(noFeaturesOkOverLegacy, [], legacy)).toBe('does not apply');
  });
});

describe('FEATURES_OK read back', () => {
  const asks = [...begin, writes(ADF)];

  it.each<Row>([
    ['before the queues are made', [...asks, reads(ADF), sizeTo(0, 16), writes(LIVE)], 'holds'],
    ['after a queue was looked at', [...asks, sizeIs(0, 16), reads(ADF), writes(LIVE)], 5],
    [
      'before a queue is made that was looked at too early',
      [...begin, sizeIs(0, 16), writes(ADF), reads(ADF), sizeTo(0, 16)],
      'holds',
    ],
    ['after a queue was made', [...asks, sizeTo(0, 16), reads(ADF), writes(LIVE)], 5],
    ['never, and a queue is made', [...asks, sizeTo(0, 16), writes(LIVE)], 5],
    ['never, and no queue is made', [...asks, writes(LIVE)], 5],
    ['never, and a queue is made too late', [...asks, writes(LIVE), reads(LIVE), sizeTo(0, 16)], 5],
    ['never, by a driver that makes a queue and stops there', [...asks, sizeTo(0, 16)], 5],
    ['never, by a driver that stops there', asks, 'holds'],
    ['not at all, where it was not written', [...begin, writes(AD | 4)], 'holds'],
    ['in the first negotiation and not in the second', [...asks, reads(ADF), ...asks, writes(LIVE)], 11],
  ])('%s', (_, events, expected) => {
    expect(said(featuresOkReadBack, events)).toBe(expected);
    expect(said(featuresOkReadBack, events, legacy)).toBe('does not apply');
  });

  it.each<Row>([
    ['confirmed', [...asks, reads(ADF), writes(LIVE)], 'holds'],
    ['refused, and the driver goes on', [...asks, reads(AD), writes(AD | 4)], 6],
    ['refused, and the driver makes a queue', [...asks, reads(AD), enables(0), writes(AD | 4)], 6],
    ['refused, and the driver gives up', [...asks, reads(AD), writes(AD | FAILED)], 'holds'],
    ['never read', [...asks, writes(LIVE)], 'holds'],
    ['refused, of which the driver reads too late', [...asks, sizeTo(0, 16), reads(AD)], 'holds'],
  ])('should be honoured: %s', (_, events, expected) => {
    expect(said(refusalHonoured, events)).toBe(expected);
    expect(said(refusalHonoured, events, legacy)).toBe('does not apply');
  });
});

describe('FAILED', () => {
  it('should be set by a driver that gives up, of which a recording tells by its silence', () => {
    for (const outcome of [failed, undefined]) {
      const left = outcome ? { outcome } : {};
      expect(said(failedAfterGivingUp, [...begin, writes(FAILED)], left)).toBe('holds');
      expect(said(failedAfterGivingUp, begin, left)).toBe(AT_THE_END);
      expect(said(failedAfterGivingUp, [...begin, writes(AD | FAILED), ...begin], left)).toBe(AT_THE_END);
      expect(said(failedAfterGivingUp, [...begin, writes(LIVE)], left)).toBe('does not apply');
      expect(said(failedAfterGivingUp, [...begin, writes(LIVE), ...begin], left)).toBe('does not apply');
      expect(said(failedAfterGivingUp, [], left)).toBe('does not apply');
    }
  });

  it('should not be asked of a driver that calls itself live', () =>
    expect(said(failedAfterGivingUp, begin, { outcome: live() })).toBe('does not apply'));

  it('should be the last thing that a driver does before a reset', () => {
    expect(said(nothingAfterFailed, [...begin, writes(FAILED), offers(0, 1), ...begin])).toBe('holds');
    expect(said(nothingAfterFailed, [...begin, writes(AD | FAILED), answer])).toBe(5);
    expect(said(nothingAfterFailed, [...begin, writes(AD | FAILED), writes(AD | FAILED)])).toBe('holds');
    expect(said(nothingAfterFailed, [...begin, writes(AD | FAILED), writes(ADF | FAILED)])).toBe(5);
    expect(said(nothingAfterFailed, [])).toBe('does not apply');
  });
});

describe('the configuration', () => {
  const written = event('config-write', 0, 1);

  it('should be written before FEATURES_OK by nobody but a legacy driver', () => {
    expect(said(noEarlyConfigWrite, [reset, written])).toBe(1);
    expect(said(noEarlyConfigWrite, [...begin, written, writes(ADF)])).toBe(begin.length);
    expect(said(noEarlyConfigWrite, [...begin, writes(ADF), written])).toBe('holds');
    expect(said(noEarlyConfigWrite, [reset, written], legacy)).toBe('does not apply');
    expect(said(noEarlyConfigWrite, [])).toBe('does not apply');
  });

  it('of a net device should be written by nobody but a legacy driver', () => {
    expect(said(noConfigWrite, [reset, written])).toBe(1);
    expect(said(noConfigWrite, [reset, written], legacy)).toBe('does not apply');
    expect(said(noConfigWrite, [reset, event('config-read', 0, 1)])).toBe('holds');
    expect(said(noConfigWrite, [])).toBe('does not apply');
  });
});

describe('the number of negotiations', () => {
  it('should be 64 at the most', () => {
    const rounds = (count: number) => new Array<TraceEvent>(count).fill(reset);
    expect(said(roundsBounded, rounds(64))).toBe('holds');
    expect(said(roundsBounded, rounds(65))).toBe(AT_THE_END);
    expect(said(roundsBounded, [])).toBe('does not apply');
  });
});

describe('the status of a live device', () => {
  const at = (status: number) => ({ outcome: live(), device: { status } });

  it.each<[number, Said, Said]>([
    [LIVE, 'holds', 'holds'],
    [AD | 4, AT_THE_END, 'holds'],
    [LIVE | FAILED, AT_THE_END, AT_THE_END],
    [LIVE | 0x40, 'holds', 'holds'],
    [ADF, AT_THE_END, AT_THE_END],
    [0, AT_THE_END, AT_THE_END],
    // Suspended: the device has cleared DRIVER_OK.
    [ADF | 0x10, 'holds', 'holds'],
  ])('%i should be judged so, and so over a legacy interface', (status, modern, overLegacy) => {
    expect(said(liveStatusComplete, [], at(status))).toBe(modern);
    expect(said(liveStatusComplete, [], { ...at(status), ...legacy })).toBe(overLegacy);
  });

  it('should not be asked of a device that is gone, nor of a driver that gave up', () => {
    const scenario = { quirks: { vanishesAfter: 9 } };
    expect(said(liveStatusComplete, [], { ...at(0), scenario })).toBe('does not apply');
    expect(said(liveStatusComplete, [], { outcome: failed })).toBe('does not apply');
  });
});

describe('the end of a probe', () => {
  it('should be no crash', () => {
    expect(said(probeEnds, [], { outcome: failed })).toBe('holds');
    expect(said(probeEnds, [], { outcome: { kind: 'crashed', reason: 'loop' } })).toBe(AT_THE_END);
    expect(said(probeEnds, [])).toBe('does not apply');
  });
});
