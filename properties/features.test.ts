import { describe, expect, it } from 'vitest';
import { ANY_LAYOUT, NOTIF_CONFIG_DATA, RING_PACKED, VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, windowOf } from '../spec/features.ts';
import {
  CSUM,
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_ECN,
  GUEST_TSO4,
  HASH_TUNNEL,
  MAC,
  MQ,
} from '../spec/net/features.ts';
import { AT_THE_END } from '../src/run/property.ts';
import { aRound } from '../src/scenario/fixtures/scenarios.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, offers, reads, reset, writes } from '../src/trace/fixtures/events.ts';
import {
  acceptsOnlyOffered,
  allWindowsWritten,
  featuresFinal,
  featuresLeftAlone,
  offerOfThisRound,
  sidesAgree,
} from './features.ts';
import { AD, ADF, LIVE, live, runOf, said, saidOf, told } from './fixtures/runs.ts';
import { acceptedSetClosed } from './requirements.ts';
import {
  anyLayoutAccepted,
  keepsVersion1,
  notifConfigDataAccepted,
  packedAccepted,
} from './reserved-bits.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const offered = (set: FeatureSet) => [offers(0, windowOf(set, 0)), offers(1, windowOf(set, 1))];
const accepted = (set: FeatureSet) => [accepts(0, windowOf(set, 0)), accepts(1, windowOf(set, 1))];
const legacy = { scenario: { transport: 'pci-legacy' } } as const;

describe('what a driver accepts', () => {
  it.each<Row>([
    ['offered', [reset, ...offered(MAC | VERSION_1), ...accepted(MAC | VERSION_1)], 'holds'],
    ['not offered', [reset, ...offered(MAC), ...accepted(MAC | CSUM)], 4],
    [
      'not offered in the second negotiation',
      [reset, ...offered(MAC), ...accepted(MAC), reset, offers(0, 0), accepts(0, 1)],
      7,
    ],
    ['nothing', [reset, ...offered(MAC)], 'does not apply'],
  ])('should be offered: %s', (_, events, expected) =>
    expect(said(acceptsOnlyOffered, events)).toBe(expected),
  );

  it.each<[string, FeatureSet, readonly TraceEvent[]]>([
    [
      'in a window that was not read',
      VERSION_1,
      [reset, offers(0, windowOf(MAC, 0)), ...accepted(MAC | VERSION_1)],
    ],
    ['in what a recording does not show', CSUM, accepted(CSUM)],
  ])('should be offered by the device, read or not: %s', (_, bit, events) => {
    const offering = (offer: FeatureSet) => runOf(events, { scenario: { rounds: [aRound({ offer })] } });
    expect(saidOf(acceptsOnlyOffered, offering(MAC | bit))).toBe('holds');
    expect(saidOf(acceptsOnlyOffered, offering(MAC))).toBe(events.length - 1);
  });

  it('should be all of what it may be asked for, read or not', () => {
    const ofOne = [reset, offers(0, windowOf(MAC, 0)), accepts(0, windowOf(MAC, 0))];
    const run = (offer: FeatureSet) => runOf(ofOne, { scenario: { rounds: [aRound({ offer })] } });
    expect(saidOf(keepsVersion1, run(MAC | VERSION_1))).toBe(2);
    expect(saidOf(keepsVersion1, run(MAC))).toBe('holds');
    expect(said(keepsVersion1, ofOne, legacy)).toBe('holds');
  });

  it.each<Row>([
    ['read first', [reset, offers(0, 1), accepts(0, 1)], 'holds'],
    ['read afterwards', [reset, accepts(0, 1), offers(0, 1)], 1],
    ['not read', [reset, accepts(0, 1)], 1],
    ['not read in what a recording shows', [accepts(0, 1)], 'holds'],
    ['read too late in what a recording shows', [accepts(0, 1), offers(0, 1)], 0],
    ['not read a second time', [reset, offers(0, 1), accepts(0, 1), reset, accepts(0, 1)], 4],
    ['never answered', [reset, offers(0, 1)], 'holds'],
    ['never answered, and FEATURES_OK set', [reset, offers(0, 1), writes(ADF), writes(LIVE)], 2],
    ['never answered, and DRIVER_OK set', [reset, offers(0, 1), writes(AD | 4)], 2],
    ['not seen in what a recording shows', [offers(0, 1)], 'does not apply'],
    ['not seen in what a recording shows first', [writes(LIVE), reset, offers(0, 1), accepts(0, 1)], 'holds'],
  ])('should answer an offer of the same negotiation: %s', (_, events, expected) =>
    expect(said(offerOfThisRound, events)).toBe(expected),
  );

  it.each<Row>([
    ['all', [reset, ...offered(MAC), ...accepted(MAC)], 'holds'],
    ['the first alone', [reset, ...offered(MAC), accepts(0, 1)], 3],
    ['one more than was read', [reset, offers(0, 1), ...accepted(MAC)], 'holds'],
    ['none', [reset, ...offered(MAC)], 'does not apply'],
  ])('should cover every window of the offer: %s', (_, events, expected) =>
    expect(said(allWindowsWritten, events)).toBe(expected),
  );

  it('should tell of a driver that answers nothing', () => {
    expect(told(offerOfThisRound, runOf([reset, offers(0, 1), writes(ADF)]))).toBe(
      'the driver goes on and writes no features',
    );
  });

  it('should tell which window is left: the highest', () => {
    const run = runOf([reset, ...offered(MAC), offers(2, 0), accepts(0, 1)]);
    expect(told(allWindowsWritten, run)).toMatch(/^feature window 2 keeps/);
  });

  it.each<Row>([
    ['before', [reset, accepts(0, 1), writes(ADF)], 'holds'],
    ['the same again after it', [reset, accepts(0, 1), writes(ADF), accepts(0, 1)], 'holds'],
    ['a bit more after it', [reset, accepts(0, 1), writes(ADF), accepts(0, 3)], 3],
    ['another window after it', [reset, accepts(0, 1), writes(ADF), accepts(0, 1), accepts(1, 1)], 4],
    ['a bit less after it', [reset, accepts(0, 3), writes(ADF), accepts(0, 1)], 'holds'],
    ['without FEATURES_OK', [reset, accepts(0, 1), writes(AD)], 'holds'],
    ['in the negotiation after it', [reset, accepts(0, 1), writes(ADF), reset, accepts(0, 3)], 'holds'],
    ['never', [reset, writes(ADF)], 'does not apply'],
  ])('should be written before FEATURES_OK: %s', (_, events, expected) =>
    expect(said(featuresFinal, events)).toBe(expected),
  );

  it.each<Row>([
    ['before', [reset, accepts(0, 1), writes(AD | 4)], 'holds'],
    ['after', [reset, accepts(0, 1), writes(AD | 4), accepts(0, 0), accepts(0, 0)], 3],
    ['without DRIVER_OK', [reset, accepts(0, 1), writes(AD), accepts(0, 1)], 'holds'],
  ])('should be written before DRIVER_OK over a legacy interface: %s', (_, events, expected) =>
    expect(said(featuresFinal, events, legacy)).toBe(expected),
  );

  it('should better not be taken back after FEATURES_OK', () => {
    const takesBack = [reset, accepts(0, 3), writes(ADF), accepts(0, 1)];
    expect(said(featuresLeftAlone, takesBack)).toBe(3);
    expect(said(featuresLeftAlone, [...takesBack.slice(0, 3), accepts(0, 3)])).toBe('holds');
    expect(said(featuresLeftAlone, takesBack, legacy)).toBe('does not apply');
  });
});

describe('the features in use', () => {
  it('should be those that the driver has in mind, on a device that keeps its word', () => {
    const uses = (inUse: FeatureSet, quirks = {}) =>
      said(sidesAgree, [], { outcome: live({ features: MAC }), device: { inUse }, scenario: { quirks } });
    expect(uses(MAC)).toBe('holds');
    expect([uses(0n), uses(MAC | CSUM)]).toEqual([AT_THE_END, AT_THE_END]);
    expect(told(sidesAgree, runOf([], { outcome: live({ features: MAC }), device: { inUse: CSUM } }))).toBe(
      'the device uses {CSUM} that the driver does not, and the driver uses {MAC} that the device does not',
    );
    for (const quirks of [{ vanishesAfter: 9 }, { accumulates: true }, { resetKeeps: ['accepted'] }])
      expect(uses(0n, quirks)).toBe('does not apply');
    expect(said(sidesAgree, [], { outcome: { kind: 'failed', reason: 'no' } })).toBe('does not apply');
  });
});

describe('a set that is not closed', () => {
  const unclosed = [reset, ...offered(MQ), ...accepted(MQ)];

  it.each<Row>([
    ['with FEATURES_OK', [...unclosed, writes(ADF)], 4],
    ['with DRIVER_OK', [...unclosed, writes(AD | 4)], 4],
    ['with neither', [...unclosed, writes(AD)], 'does not apply'],
    ['and given up for one that is', [...unclosed, reset, ...accepted(MAC), writes(ADF)], 'holds'],
    ['after one that is', [reset, ...accepted(MAC), writes(ADF), ...unclosed, writes(LIVE)], 8],
  ])('should not be settled on %s', (_, events, expected) =>
    expect(said(acceptedSetClosed, events)).toBe(expected),
  );

  it('should be told by the feature and by what it lacks', () => {
    const lacks = (set: FeatureSet) =>
      told(acceptedSetClosed, runOf([reset, ...accepted(set), reads(AD), writes(ADF)]));
    expect(lacks(MQ)).toBe('{MQ} is accepted without {CTRL_VQ}');
    expect(lacks(GUEST_CSUM | GUEST_ECN)).toBe(
      '{GUEST_ECN} is accepted without any of {GUEST_TSO4, GUEST_TSO6}',
    );
    expect(lacks(GUEST_CSUM | GUEST_TSO4 | GUEST_ECN)).toBeUndefined();
    expect(lacks(CTRL_VQ | HASH_TUNNEL)).toBe('{HASH_TUNNEL} is accepted without any of {HASH_REPORT, RSS}');
  });
});

describe('a bit that is offered and should be accepted', () => {
  it.each([
    ['VERSION_1', keepsVersion1, VERSION_1, {}],
    ['RING_PACKED', packedAccepted, RING_PACKED, {}],
    ['NOTIF_CONFIG_DATA', notifConfigDataAccepted, NOTIF_CONFIG_DATA, {}],
    ['ANY_LAYOUT', anyLayoutAccepted, ANY_LAYOUT, legacy],
  ] as const)('%s', (_, property, bit, left) => {
    const negotiates = (offer: FeatureSet, answer: FeatureSet) => [
      reset,
      ...offered(offer),
      ...accepted(answer),
    ];
    expect(said(property, negotiates(bit | MAC, bit), left)).toBe('holds');
    expect(said(property, negotiates(bit | MAC, MAC), left)).toBe(4);
    expect(said(property, negotiates(MAC, MAC), left)).toBe('holds');
    expect(said(property, [...negotiates(MAC, MAC), ...negotiates(bit, 0n)], left)).toBe(9);
    expect(said(property, [reset], left)).toBe('does not apply');
  });

  it('ANY_LAYOUT should be asked for over a legacy interface only', () => {
    expect(said(anyLayoutAccepted, [reset, ...offered(ANY_LAYOUT), ...accepted(0n)])).toBe('does not apply');
  });
});
