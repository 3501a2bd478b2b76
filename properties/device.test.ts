import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, windowOf } from '../spec/features.ts';
import { CTRL_VQ, MAC, MQ } from '../spec/net/features.ts';
import { SUSPEND } from '../spec/status.ts';
import { AT_THE_END, underReadings } from '../src/run/property.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, event, offers, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import {
  deviceAcceptsAgain,
  deviceAcceptsValid,
  deviceChannelResetIsDone,
  deviceKeepsStatus,
  deviceRefusesInvalid,
  deviceRefusesUnclosed,
  deviceResetEndsAtZero,
  deviceSetsStatusWhole,
  deviceUsesWhatWasAccepted,
} from './device.ts';
import { A, AD, ADF, LIVE, live, runOf, said, told } from './fixtures/runs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const offered = (set: FeatureSet) => [offers(0, windowOf(set, 0)), offers(1, windowOf(set, 1))];
const accepted = (set: FeatureSet) => [accepts(0, windowOf(set, 0)), accepts(1, windowOf(set, 1))];
const legacy = { scenario: { transport: 'pci-legacy' } } as const;
const channel = { scenario: { transport: 'ccw' } } as const;
const begin = [reset, reads(0), writes(A), writes(AD)];

/** A negotiation whose FEATURES_OK, at its position 8, reads back as `status`, at 9. */
const negotiation = (
  answer: FeatureSet,
  status: number,
  offer: FeatureSet = MAC | CTRL_VQ | MQ | VERSION_1,
) => [...begin, ...offered(offer), ...accepted(answer), writes(ADF), reads(status)];
const GOOD = MAC | VERSION_1;

describe('a reset', () => {
  const polls = (count: number, status: number) => [
    reset,
    ...new Array<TraceEvent>(count).fill(reads(status)),
  ];

  it.each<Row>([
    ['that ends', [...polls(1000, 15), reads(0)], 'holds'],
    ['that outlasts the patience of every driver', polls(101, 15), 'holds'],
    ['that has not ended after 999 reads', polls(999, 15), 'holds'],
    ['that has not ended after 1000', polls(1000, 15), 0],
    ['that a second negotiation waits for', [...polls(1, 0), ...polls(1000, 15)], 2],
    ['that nobody waits for', [reset, writes(A)], 'does not apply'],
    ['that a recording does not show', [...polls(100, 15).slice(1)], 'does not apply'],
    ['after what a recording does not show', [...polls(100, 15).slice(1), ...polls(1, 0)], 'holds'],
  ])('should end with status 0: one %s', (_, events, expected) =>
    expect(said(deviceResetEndsAtZero, events)).toBe(expected),
  );
});

describe('the status', () => {
  it.each<Row>([
    ['as it was written', negotiation(GOOD, ADF), 'holds'],
    ['with a refusal', negotiation(GOOD, AD), 'holds'],
    ['without DRIVER', negotiation(GOOD, A), 9],
    ['with a bit more', negotiation(GOOD, ADF | 0x20), 9],
    ['with an error that the device met', negotiation(GOOD, AD | 0x40), 'holds'],
    ['with an error, and FEATURES_OK', negotiation(GOOD, ADF | 0x40), 'holds'],
    ['without DRIVER in a second negotiation', [...negotiation(GOOD, ADF), ...negotiation(GOOD, A)], 19],
    ['of a device that was not awaited', [reset, writes(A), reads(0), writes(ADF), reads(A)], 'holds'],
    ['of a device awaited too late', [reset, accepts(0, 1), reads(0), writes(ADF), reads(A)], 'holds'],
    [
      'of a device awaited after it was begun',
      [reset, writes(A), reads(0), accepts(0, 1), writes(ADF), reads(A)],
      'holds',
    ],
    ['in one of two negotiations', [...negotiation(GOOD, A), reset], 9],
    [
      'in two of which one asks for it',
      [...negotiation(GOOD, ADF), ...negotiation(GOOD, ADF).slice(0, 8)],
      'holds',
    ],
    ['in the one that asks for it', [...negotiation(GOOD, ADF), ...begin], 'holds'],
    ['of a device never seen to be ready', [reset, writes(A), writes(ADF), reads(A)], 'holds'],
    ['in what a recording shows', [writes(A), writes(ADF), reads(A)], 2],
    ['of a later write', [...negotiation(GOOD, ADF).slice(0, 9), writes(LIVE), reads(LIVE)], 'holds'],
    ['of the write before that', [...negotiation(GOOD, ADF).slice(0, 9), writes(LIVE), reads(ADF)], 10],
    ['not read', [reset, writes(ADF)], 'does not apply'],
  ])('should read back %s', (_, events, expected) => expect(said(deviceKeepsStatus, events)).toBe(expected));

  it.each([
    ['1.4', ADF | SUSPEND, ADF, 'holds'],
    ['1.4', ADF, ADF | SUSPEND, 9],
    ['1.3', ADF | SUSPEND, ADF, 9],
    ['1.3', ADF, ADF | SUSPEND, 9],
    ['1.3', ADF | SUSPEND, ADF | SUSPEND, 'holds'],
  ] as const)(
    'should lack a suspend that comes too early, and gain none: in %s %i, read as %i',
    (version, written, read, expected) => {
      const events = [...negotiation(GOOD, ADF).slice(0, 8), writes(written), reads(read)];
      expect(said(deviceKeepsStatus, events, { scenario: { version } })).toBe(expected);
    },
  );

  it('should need no wait over a channel', () => {
    const hasty = [reset, writes(A), writes(ADF), reads(A)];
    expect(said(deviceKeepsStatus, hasty, channel)).toBe(3);
  });
});

describe('a set that is refused, or not', () => {
  it('should be refused where it is not offered', () => {
    expect(said(deviceRefusesInvalid, negotiation(GOOD, ADF))).toBe('holds');
    expect(said(deviceRefusesInvalid, negotiation(GOOD, ADF, VERSION_1))).toBe(9);
    expect(said(deviceRefusesInvalid, negotiation(GOOD | MQ, ADF))).toBe('holds');
    expect(said(deviceRefusesInvalid, negotiation(GOOD, ADF, VERSION_1), legacy)).toBe('does not apply');
    expect(said(deviceRefusesInvalid, negotiation(GOOD, ADF).slice(0, 9))).toBe('does not apply');
  });

  it('should be refused where it is not closed, under one reading', () => {
    expect(said(deviceRefusesUnclosed, negotiation(GOOD, ADF, VERSION_1))).toBe('holds');
    expect(said(deviceRefusesUnclosed, negotiation(GOOD | MQ, ADF))).toBe(9);
    expect(said(deviceRefusesUnclosed, negotiation(GOOD | MQ, AD))).toBe('holds');
    expect(said(deviceRefusesUnclosed, [...negotiation(GOOD, AD), ...negotiation(GOOD | MQ, ADF)])).toBe(19);
    const unread = negotiation(GOOD, AD).slice(0, 9);
    expect(said(deviceRefusesUnclosed, [...negotiation(GOOD | MQ, ADF), ...unread])).toBe(9);
    expect(said(deviceRefusesUnclosed, negotiation(GOOD | MQ, ADF), legacy)).toBe('does not apply');
    const [under] = underReadings([deviceRefusesUnclosed], new Map([['unclosed-sets', 'refused']]));
    expect([deviceRefusesUnclosed.level, under?.level]).toEqual(['should', 'must']);
  });

  it('should be accepted where it is offered and closed', () => {
    expect(said(deviceAcceptsValid, negotiation(GOOD, ADF))).toBe('holds');
    expect(said(deviceAcceptsValid, negotiation(GOOD, AD))).toBe(9);
    expect(said(deviceAcceptsValid, negotiation(MAC, AD))).toBe('holds');
    expect(said(deviceAcceptsValid, negotiation(GOOD, AD, VERSION_1))).toBe('holds');
    expect(said(deviceAcceptsValid, negotiation(GOOD | MQ, AD))).toBe('holds');
    expect(said(deviceAcceptsValid, [...negotiation(GOOD, ADF), ...negotiation(GOOD, AD)])).toBe(19);
    expect(said(deviceAcceptsValid, [...negotiation(GOOD, ADF), ...negotiation(GOOD, AD).slice(0, 9)])).toBe(
      'holds',
    );
    expect(said(deviceAcceptsValid, negotiation(GOOD, AD), legacy)).toBe('does not apply');
    expect(said(deviceAcceptsValid, negotiation(GOOD, AD).slice(0, 9))).toBe('does not apply');
  });

  it('should be what FEATURES_OK asked for, whatever is written afterwards', () => {
    const late = (set: FeatureSet, status: number, then: FeatureSet) => [
      ...negotiation(set, status),
      ...accepted(then),
    ];
    const unoffered = GOOD | (1n << 0n);
    expect(said(deviceRefusesInvalid, late(GOOD, ADF, unoffered))).toBe('holds');
    expect(said(deviceRefusesInvalid, late(unoffered, ADF, GOOD))).toBe(9);
    expect(told(deviceRefusesInvalid, runOf(late(unoffered, ADF, GOOD)))).toContain('{CSUM, MAC, VERSION_1}');
    expect(said(deviceRefusesUnclosed, late(GOOD, ADF, GOOD | MQ))).toBe('holds');
    expect(said(deviceAcceptsValid, late(GOOD | MQ, AD, GOOD))).toBe('holds');
    expect(said(deviceAcceptsValid, late(GOOD, AD, GOOD | MQ))).toBe(9);
    const [yes, no] = [late(GOOD, ADF, VERSION_1), late(GOOD, AD, MAC)];
    expect(said(deviceAcceptsAgain, [...yes, ...no])).toBe(21);
    expect(said(deviceAcceptsAgain, [...yes, ...late(VERSION_1, AD, VERSION_1)])).toBe('holds');
  });

  it('may be refused where the driver did not wait for the reset, or took a bit away', () => {
    const hasty = [reset, writes(A), ...negotiation(GOOD, AD).slice(3)];
    expect(said(deviceAcceptsValid, hasty)).toBe('holds');
    const clearing = [...begin, ...offered(GOOD), ...accepted(GOOD), writes(2 | 8), reads(2)];
    expect(said(deviceAcceptsValid, clearing)).toBe('holds');
  });

  it('should be accepted again after a reset', () => {
    const [yes, no] = [negotiation(GOOD, ADF), negotiation(GOOD, AD)];
    expect(said(deviceAcceptsAgain, [...yes, ...yes])).toBe('holds');
    expect(said(deviceAcceptsAgain, [...yes, ...no])).toBe(19);
    expect(said(deviceAcceptsAgain, [...yes, ...negotiation(VERSION_1, AD)])).toBe('holds');
    expect(said(deviceAcceptsAgain, [...no, ...no])).toBe('holds');
    expect(said(deviceAcceptsAgain, [...no, ...yes])).toBe('holds');
    expect(said(deviceAcceptsAgain, [...yes, ...no.slice(0, 9)])).toBe('holds');
    expect(said(deviceAcceptsAgain, yes)).toBe('does not apply');
    expect(said(deviceAcceptsAgain, [...yes, ...no], legacy)).toBe('does not apply');
  });
});

describe('a live device', () => {
  const goesLive = [...negotiation(GOOD, ADF), writes(LIVE)];
  const uses = (inUse: FeatureSet, events: readonly TraceEvent[] = goesLive) =>
    said(deviceUsesWhatWasAccepted, events, { device: { inUse }, outcome: live() });

  it('should be no recorded one, of which nobody knows what it uses', () =>
    expect(said(deviceUsesWhatWasAccepted, goesLive, { device: { inUse: GOOD } })).toBe('does not apply'));

  it('should use what was accepted, and nothing else', () => {
    expect(uses(GOOD)).toBe('holds');
    expect([uses(VERSION_1), uses(GOOD | MQ)]).toEqual([AT_THE_END, AT_THE_END]);
    expect(
      told(
        deviceUsesWhatWasAccepted,
        runOf(goesLive, { device: { inUse: VERSION_1 | MQ }, outcome: live() }),
      ),
    ).toBe('the device uses {MQ} unasked and lacks {MAC}');
  });

  it('should use what was accepted at FEATURES_OK, and over a legacy interface last', () => {
    const late = [...negotiation(GOOD, ADF), accepts(0, 0), writes(LIVE)];
    expect([uses(GOOD, late), uses(VERSION_1, late)]).toEqual(['holds', AT_THE_END]);
    const never = [...begin, ...accepted(GOOD), accepts(0, 0), writes(AD | 4)];
    expect([uses(VERSION_1, never), uses(GOOD, never)]).toEqual(['holds', AT_THE_END]);
  });

  it('should be asked only where the driver waited, and went live with this negotiation', () => {
    expect(uses(0n, negotiation(GOOD, ADF))).toBe('does not apply');
    expect(uses(0n, [reset, writes(LIVE)])).toBe('does not apply');
    expect(uses(0n, [...goesLive, reset, reads(0), writes(LIVE)])).toBe('holds');
    expect(uses(0n, [reset, writes(A), ...goesLive.slice(4)])).toBe('holds');
    expect(uses(0n, [])).toBe('does not apply');
    const later = [...goesLive, reset, writes(LIVE)];
    expect(
      said(deviceUsesWhatWasAccepted, later, { ...channel, device: { inUse: GOOD }, outcome: live() }),
    ).toBe('holds');
  });
});

describe('a status over a channel', () => {
  it.each<Row>([
    ['as it was written', [reset, writes(A), reads(A), writes(AD), reads(AD)], 'holds'],
    ['as before', [reset, writes(A), writes(AD), writes(ADF), reads(AD), writes(LIVE), reads(AD)], 'holds'],
    ['in part', [reset, writes(A), writes(AD), writes(ADF), reads(A)], 4],
    ['with a bit more', [reset, writes(A), reads(A | 0x20)], 2],
    ['as long before', [reset, writes(A), writes(AD), writes(ADF), reads(ADF), reads(AD)], 5],
    ['while it is suspended', [reset, writes(LIVE), writes(LIVE | 16), reads(27)], 'holds'],
    ['in what a recording shows', [reads(LIVE), writes(A), reads(3)], 'holds'],
  ])('should be set in full or not at all: it reads %s', (_, events, expected) => {
    expect(said(deviceSetsStatusWhole, events, channel)).toBe(expected);
    expect(said(deviceSetsStatusWhole, events)).toBe('does not apply');
  });

  it.each<Row>([
    ['at once', [reset, reads(0)], 'holds'],
    ['later', [reset, reads(15), reads(0)], 1],
    ['later, after a queue was given back', [reset, event('queue-release', 0, 0), reads(15)], 2],
    ['and something else once the driver begins', [reset, writes(A), reads(A)], 'holds'],
    ['which a recording does not show', [reads(15), reset, reads(0)], 'holds'],
  ])('should be 0 when a reset has ended: %s', (_, events, expected) => {
    expect(said(deviceChannelResetIsDone, events, channel)).toBe(expected);
    expect(said(deviceChannelResetIsDone, events)).toBe('does not apply');
  });
});
