import { describe, expect, it } from 'vitest';
import { type FeatureSet, windowOf } from '../../spec/features.ts';
import { HASH_REPORT, MQ, MTU, RSS } from '../../spec/net/features.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { event, offers, reset, writes } from '../../src/trace/fixtures/events.ts';
import { ADF, said } from '../fixtures/runs.ts';
import {
  deviceConfigReadableEarly,
  deviceLimitsLegal,
  deviceMtuLegal,
  deviceMtuOrdinary,
  deviceMtuSteady,
} from './device-configuration.ts';

const configIs = (offset: number, value: number) => event('config-read', offset, value);
const mtuIs = (mtu: number) => configIs(10, mtu);
const offered = (set: FeatureSet) => [offers(0, windowOf(set, 0)), offers(1, windowOf(set, 1))];

const begin = [reset, ...offered(MTU)];

describe('the MTU of a device', () => {
  it.each([
    [67, 3, 3],
    [68, 'holds', 3],
    [1279, 'holds', 3],
    [1280, 'holds', 'holds'],
    [65535, 'holds', 'holds'],
    [65536, 3, 'holds'],
  ] as const)('of %i bytes should be judged so, as legal and as ordinary', (mtu, legal, ordinary) => {
    expect(said(deviceMtuLegal, [...begin, mtuIs(mtu)])).toBe(legal);
    expect(said(deviceMtuOrdinary, [...begin, mtuIs(mtu)])).toBe(ordinary);
  });

  it('should not change, over a reset neither', () => {
    const twice = (...mtus: readonly number[]) => [...begin, mtuIs(1500), ...begin, ...mtus.map(mtuIs)];
    expect(said(deviceMtuSteady, twice(1500))).toBe('holds');
    expect(said(deviceMtuSteady, [...twice(1500), configIs(6, 1)])).toBe('holds');
    expect(said(deviceMtuSteady, twice(9000, 1500))).toBe(7);
  });

  it('should be judged only where it is read, whether or not a reset is seen before what is offered', () => {
    for (const property of [deviceMtuLegal, deviceMtuOrdinary, deviceMtuSteady]) {
      for (const events of [
        [...begin, configIs(6, 0)],
        [...begin, event('config-write', 10, 0)],
      ])
        expect(said(property, events)).toBe('does not apply');
    }
    expect(said(deviceMtuLegal, [...offered(MTU), mtuIs(0), ...begin, mtuIs(1500)])).toBe(2);
    expect(said(deviceMtuSteady, [...offered(MTU), mtuIs(9000), ...begin, mtuIs(1500)])).toBe(6);
  });

  it('should not be judged of a device that states none: what lies at its place means nothing', () => {
    for (const property of [deviceMtuLegal, deviceMtuOrdinary, deviceMtuSteady])
      expect(said(property, [reset, ...offered(MQ), mtuIs(0), reset, mtuIs(7)])).toBe('does not apply');
  });
});

describe('what limits multiqueue', () => {
  const rows: readonly (readonly [FeatureSet, number, readonly number[], readonly number[]])[] = [
    [MQ, 8, [1, 0x8000], [0, 0x8001]],
    [RSS, 17, [40, 255], [39, 256]],
    [HASH_REPORT, 17, [40, 255], [39, 256]],
    [RSS, 18, [128, 0xffff], [127, 0x10000]],
  ];

  it.each(rows)('should be in range: for offer %#, at %i', (offer, offset, legal, illegal) => {
    const reads = (value: number, set: FeatureSet) => [reset, ...offered(set), configIs(offset, value)];
    for (const value of legal) expect(said(deviceLimitsLegal, reads(value, offer))).toBe('holds');
    for (const value of illegal) expect(said(deviceLimitsLegal, reads(value, offer))).toBe(3);
    expect(said(deviceLimitsLegal, reads(0, MTU))).toBe('does not apply');
  });

  it('should be in range wherever it is read', () => {
    const both = [reset, ...offered(MQ | RSS), configIs(8, 2), configIs(18, 0)];
    expect(said(deviceLimitsLegal, both)).toBe(4);
    expect(said(deviceLimitsLegal, [reset, ...offered(HASH_REPORT), configIs(18, 0)])).toBe('does not apply');
  });
});

describe('the configuration of an offered feature', () => {
  type Row = readonly [
    what: string,
    events: readonly TraceEvent[],
    said: number | 'holds' | 'does not apply',
  ];
  const both = [reset, ...offered(MTU | MQ)];

  it.each<Row>([
    ['read', [...both, mtuIs(1500), configIs(8, 2)], 'holds'],
    ['0', [...both, mtuIs(0)], 3],
    ['0, of the pairs', [...both, mtuIs(1500), configIs(8, 0)], 4],
    ['0 before FEATURES_OK', [...both, mtuIs(0), writes(ADF)], 3],
    ['0 after it', [...both, mtuIs(1500), writes(ADF), mtuIs(0)], 'holds'],
    ['read after FEATURES_OK only', [...both, writes(ADF), mtuIs(0)], 'does not apply'],
    ['of an MTU that is not offered', [reset, ...offered(MQ), mtuIs(0)], 'does not apply'],
    ['of pairs that are not offered', [reset, ...offered(MTU), configIs(8, 0)], 'does not apply'],
    ['of another field', [...both, configIs(6, 0)], 'does not apply'],
  ])('should be readable before FEATURES_OK: %s', (_, events, expected) => {
    expect(said(deviceConfigReadableEarly, events)).toBe(expected);
    const legacy = { scenario: { transport: 'pci-legacy' } } as const;
    expect(said(deviceConfigReadableEarly, events, legacy)).toBe('does not apply');
  });
});
