import { describe, expect, it } from 'vitest';
import { blkOfferRequirements } from '../spec/blk/requirements.ts';
import {
  ACCESS_PLATFORM,
  ADMIN_VQ,
  ANY_LAYOUT,
  NOTIFY_ON_EMPTY,
  ORDER_PLATFORM,
  RING_RESET,
  SR_IOV,
  UNUSED,
  VERSION_1,
} from '../spec/feature-bits.ts';
import { type FeatureSet, features, windowOf } from '../spec/features.ts';
import {
  CTRL_RX_EXTRA,
  CTRL_VQ,
  GSO,
  GUEST_RSC6,
  HASH_REPORT,
  IPSEC,
  MAC,
  MQ,
  MTU,
  OUT_NET_HEADER,
  RSS,
  SPEED_DUPLEX,
  STATUS,
} from '../spec/net/features.ts';
import { netRequirements } from '../spec/net/requirements.ts';
import { inForce } from '../spec/requirements.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { accepts, event, offers, reset } from '../src/trace/fixtures/events.ts';
import {
  deviceOfferClosed,
  deviceOfferFitsTransport,
  deviceOffersNoLegacyBits,
  deviceOffersVersion1,
} from './device-offers.ts';
import { runOf, said, told } from './fixtures/runs.ts';
import { againstForeignBits, brokenByForeignBits } from './foreign-bits.ts';
import { configReadWhereOffered } from './net/configuration.ts';
import { deviceOfferKeepsRecommendations } from './net/device-offers.ts';
import {
  keepsPlatformFeatures,
  legacyBitsIgnored,
  markerNotAccepted,
  unknownBitsIgnored,
} from './reserved-bits.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const windows = [0, 1, 2] as const;
const offered = (set: FeatureSet) => windows.map((window) => offers(window, windowOf(set, window)));
const accepted = (set: FeatureSet) => windows.map((window) => accepts(window, windowOf(set, window)));
const legacy = { scenario: { transport: 'pci-legacy' } } as const;

describe('an offer', () => {
  it.each<Row>([
    ['with it', [reset, ...offered(VERSION_1)], 'holds'],
    ['without it', [reset, ...offered(MAC)], 3],
    ['of which only the first window is read', [reset, offers(0, 1)], 'does not apply'],
    ['that loses it', [reset, ...offered(VERSION_1), reset, ...offered(MAC)], 7],
    ['that only one of two negotiations reads', [reset, ...offered(MAC), reset], 3],
    ['nobody reads', [reset], 'does not apply'],
  ])('should hold VERSION_1: one %s', (_, events, expected) => {
    expect(said(deviceOffersVersion1, events)).toBe(expected);
    expect(said(deviceOffersVersion1, events, legacy)).toBe('does not apply');
  });

  it.each<Row>([
    ['closed', [reset, ...offered(MQ | CTRL_VQ)], 'holds'],
    ['not closed', [reset, ...offered(MQ)], 3],
    ['not closed any more', [reset, ...offered(MQ | CTRL_VQ), reset, ...offered(MQ)], 7],
    [
      'read in part, which has what it requires where nobody looks',
      [reset, offers(1, windowOf(RSS, 1))],
      'holds',
    ],
    ['read in part, which lacks what it requires there', [reset, offers(0, windowOf(MQ, 0))], 1],
    ['nobody reads', [reset], 'does not apply'],
  ])('should be closed: one %s', (_, events, expected) =>
    expect(said(deviceOfferClosed, events)).toBe(expected),
  );

  it('should name the requirements that it breaks, and what must go', () => {
    const run = runOf([reset, ...offered(MQ | MAC)]);
    expect(told(deviceOfferClosed, run)).toBe('{MQ} is offered without what it requires');
    const found = deviceOfferClosed.check(run, { on: () => run, rebind: () => run });
    expect(found?.clauses).toHaveLength(1);
    const listed = inForce([...netRequirements, ...blkOfferRequirements], '1.4', 'must').map(
      ({ clause }) => clause,
    );
    expect(deviceOfferClosed.clauses.slice(1)).toEqual(listed);
  });

  it.each<Row>([
    ['known', [reset, ...offered(MAC | VERSION_1)], 'holds'],
    ['unknown', [reset, ...offered(MAC | features(45))], 3],
    ['unknown in a second negotiation', [reset, ...offered(MAC), reset, ...offered(features(45))], 7],
    ['nobody reads', [reset], 'does not apply'],
  ])('should hold no foreign bit: one %s', (_, events, expected) =>
    expect(said(deviceOfferFitsTransport, events)).toBe(expected),
  );

  it('should be told by its foreign bits alone', () => {
    expect(told(deviceOfferFitsTransport, runOf([reset, ...offered(MAC | features(45))]))).toBe(
      '{bit 45} is offered',
    );
  });

  it('should hold what is recommended with a feature', () => {
    const say = (set: FeatureSet) => told(deviceOfferKeepsRecommendations, runOf([reset, ...offered(set)]));
    expect(say(MAC | CTRL_RX_EXTRA | CTRL_VQ)).toBeUndefined();
    expect(say(MAC | CTRL_RX_EXTRA)).toBe('{CTRL_RX_EXTRA} is offered without CTRL_VQ');
    expect(say(IPSEC | OUT_NET_HEADER)).toBeUndefined();
    expect(say(OUT_NET_HEADER)).toBeUndefined();
    expect(say(IPSEC)).toBe('IPSEC is offered without OUT_NET_HEADER');
    expect(said(deviceOfferKeepsRecommendations, [reset, ...offered(HASH_REPORT)])).toBe(3);
    expect(said(deviceOfferKeepsRecommendations, [reset, offers(1, windowOf(HASH_REPORT, 1))])).toBe('holds');
    expect(said(deviceOfferKeepsRecommendations, [reset])).toBe('does not apply');
  });
});

describe('a bit that a driver may not take', () => {
  it.each<Row>([
    ['none', [reset, ...offered(MAC), ...accepted(MAC)], 'holds'],
    ['unknown', [reset, ...offered(features(45)), ...accepted(features(45))], 6],
    ['never asked for', [reset], 'does not apply'],
  ])('should not be accepted: %s', (_, events, expected) =>
    expect(said(unknownBitsIgnored, events)).toBe(expected),
  );

  it('should be told', () => {
    const takes = runOf([reset, ...offered(MAC), ...accepted(MAC | features(45))]);
    expect(told(unknownBitsIgnored, takes)).toBe('the driver accepts {bit 45}, which it cannot know');
  });

  it('should not be a platform feature: those survive', () => {
    const both = ACCESS_PLATFORM | ORDER_PLATFORM;
    const say = (set: FeatureSet) =>
      told(keepsPlatformFeatures, runOf([reset, ...offered(both | MAC), ...accepted(set)]));
    expect(say(both)).toBeUndefined();
    expect(say(ACCESS_PLATFORM | MAC)).toBe('{ORDER_PLATFORM} is offered and not accepted');
    expect(said(keepsPlatformFeatures, [reset])).toBe('does not apply');
    expect(said(keepsPlatformFeatures, [reset, ...offered(MAC), ...accepted(MAC)])).toBe('holds');
  });
});

describe('the clauses against foreign bits', () => {
  const GENERAL = {
    driver: 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4',
    device: 'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #4',
  };
  const RANGES = 'sec:Basic Facilities of a Virtio Device / Feature Bits #3';
  const LISTS = 'sec:Basic Facilities of a Virtio Device / Feature Bits #6';
  const SR_IOV_DRIVER = 'drivernormative:Reserved Feature Bits #7';
  const SR_IOV_DEVICE = 'devicenormative:Reserved Feature Bits #5';
  const MMIO = 'sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use #1';
  const CHANNEL =
    'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use #1';
  const NET = 'sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1';

  it.each<
    ['driver' | 'device', 'pci' | 'pci-legacy' | 'mmio' | 'mmio-legacy' | 'ccw', string, FeatureSet, string[]]
  >([
    ['driver', 'pci', 'bit 45', features(45), [RANGES]],
    ['device', 'pci', 'bit 45', features(45), [RANGES]],
    ['driver', 'pci', 'bit 45 among others', features(45) | MAC, [RANGES]],
    ['device', 'pci', 'a legacy bit', NOTIFY_ON_EMPTY, []],
    ['driver', 'pci', 'what the bus carries', SR_IOV | ADMIN_VQ, []],
    ['driver', 'mmio', 'SR_IOV', SR_IOV, [LISTS, SR_IOV_DRIVER]],
    ['device', 'mmio', 'SR_IOV', SR_IOV, [LISTS, SR_IOV_DEVICE]],
    ['driver', 'mmio', 'ADMIN_VQ', ADMIN_VQ, [LISTS, MMIO]],
    ['driver', 'mmio-legacy', 'ADMIN_VQ', ADMIN_VQ, [LISTS]],
    ['driver', 'mmio', 'RING_RESET, which it carries', RING_RESET, []],
    ['driver', 'ccw', 'RING_RESET', RING_RESET, [LISTS, CHANNEL]],
    ['driver', 'ccw', 'ADMIN_VQ', ADMIN_VQ, [LISTS, CHANNEL]],
    ['driver', 'ccw', 'SR_IOV', SR_IOV, [LISTS, SR_IOV_DRIVER]],
    ['device', 'pci-legacy', "QEMU's marker", UNUSED, []],
    ['driver', 'pci', "QEMU's marker", UNUSED, []],
    ['driver', 'pci', 'GSO', GSO, [NET]],
    ['driver', 'pci', 'GUEST_RSC6', GUEST_RSC6, [NET]],
    ['driver', 'pci-legacy', 'GSO', GSO, []],
  ])(
    'should be broken, besides the general one, by a %s over %s with %s',
    (side, transport, _, bits, clauses) => {
      const run = runOf([], { scenario: { transport } });
      expect(brokenByForeignBits(run, side, bits)).toEqual([GENERAL[side], ...clauses]);
      for (const clause of clauses) expect(againstForeignBits(side)).toContain(clause);
    },
  );

  it('should be as many for a driver as for a device', () => {
    const [driver, device] = [againstForeignBits('driver'), againstForeignBits('device')];
    expect([driver.length, device.length]).toEqual([8, 8]);
  });

  it("should forbid neither to offer nor to accept QEMU's marker over a legacy interface", () => {
    const events = [reset, ...offered(UNUSED | MAC), ...accepted(UNUSED | MAC)];
    const overLegacy = { scenario: { transport: 'pci-legacy' } } as const;
    expect(said(deviceOfferFitsTransport, events, overLegacy)).toBe('holds');
    expect(said(unknownBitsIgnored, events, overLegacy)).toBe('holds');
    expect(said(markerNotAccepted, events, overLegacy)).toBe(6);
    expect(markerNotAccepted.level).toBe('should');
  });

  it('should forbid what only the legacy interface knows over a modern one, under one reading', () => {
    for (const bits of [ANY_LAYOUT, NOTIFY_ON_EMPTY, UNUSED, GSO]) {
      const events = [reset, ...offered(bits | VERSION_1), ...accepted(bits | VERSION_1)];
      expect(said(unknownBitsIgnored, events)).toBe('holds');
      expect(said(legacyBitsIgnored, events)).toBe(6);
      expect(said(deviceOfferFitsTransport, events)).toBe('holds');
      expect(said(deviceOffersNoLegacyBits, events)).toBe(3);
    }
    expect([legacyBitsIgnored.level, deviceOffersNoLegacyBits.level]).toEqual(['should', 'should']);
  });

  it('should not forbid a driver what a later version than that of its device defines', () => {
    const events = [reset, ...offered(MTU | VERSION_1), ...accepted(MTU | VERSION_1)];
    const early = { scenario: { version: '1.0' } } as const;
    expect(said(unknownBitsIgnored, events, early)).toBe('holds');
    expect(said(deviceOfferFitsTransport, events, early)).toBe(3);
  });

  it('should bind a disk by none of a net device', () => {
    const run = runOf([]);
    const disk = { ...run, scenario: { ...run.scenario, type: 'blk' } } as const;
    expect(brokenByForeignBits(disk, 'driver', GSO)).toEqual([GENERAL.driver]);
  });
});

describe('a field of the configuration', () => {
  const config = (offset: number) => event('config-read', offset, 0);
  const answer = accepts(0, 1);
  const of = (set: FeatureSet, ...reads: readonly TraceEvent[]) => [reset, ...offered(set), ...reads, answer];

  it.each<Row>([
    ['of an offered feature', of(MTU, config(10)), 'holds'],
    ['of no offered feature', of(STATUS, config(10)), 4],
    ['in its second byte', of(STATUS, config(11)), 4],
    ['in its first bytes, and of another', of(STATUS, config(6), config(7), config(8)), 4],
    ['at the end of the speed', of(SPEED_DUPLEX, config(12), config(15), config(16)), 'holds'],
    ['with the address', of(0n, config(0), config(5)), 'holds'],
    ['before the offer', [reset, config(10), ...offered(MTU), answer], 1],
    [
      'of the address before the offer, and another after',
      [reset, config(0), ...offered(MTU), config(10), answer],
      'holds',
    ],
    ['without an offer', [reset, config(10), answer], 1],
    ['of the address without an offer', [reset, config(0), answer], 'holds'],
    ['in what a recording shows', [config(10), answer], 'holds'],
    ['in a second negotiation', [...of(MTU, config(10)), ...of(0n, config(10))], 10],
    ['by one who negotiates nothing', [reset, config(10)], 'does not apply'],
  ])('should be read where it is offered: %s', (_, events, expected) => {
    expect(said(configReadWhereOffered, events)).toBe(expected);
    const gone = { scenario: { quirks: { vanishesAfter: 9 } } };
    expect(said(configReadWhereOffered, events, gone)).toBe(
      expected === 'does not apply' ? expected : 'holds',
    );
  });

  it('should be named, or said to come too early', () => {
    expect(told(configReadWhereOffered, runOf([reset, config(10), answer]))).toBe(
      'a field is read before the offer',
    );
    expect(told(configReadWhereOffered, runOf(of(MTU, config(10), config(8))))).toBe(
      'max_virtqueue_pairs is read, which nothing offers',
    );
  });
});
