import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureSet, NONE, singles, union } from '../features.ts';
import { blkFeatures, DISCARD, FLUSH, ZONED } from './features.ts';
import {
  barredFromLegacyOffer,
  deviceMustRefuse,
  driverMustGiveUp,
  excludedByZones,
  type ZonedModel,
  zonedModels,
} from './zones.ts';

const anySet: fc.Arbitrary<FeatureSet> = fc
  .subarray(singles(blkFeatures('1.4')))
  .map((sets) => union(...sets));
const anyModel = fc.constantFrom<ZonedModel>(...zonedModels);

describe('a host-managed device that offers ZONED', () => {
  const offered = union(ZONED, DISCARD, FLUSH);

  test('excludes DISCARD, whether or not the driver takes ZONED', () => {
    expect(excludedByZones(offered, 'host-managed')).toBe(DISCARD);
    expect(excludedByZones(DISCARD, 'host-managed')).toBe(NONE);
  });

  test('is given up by a driver that took ZONED and cannot manage zones', () => {
    expect(driverMustGiveUp(offered, 'host-managed', false)).toBe(true);
    expect(driverMustGiveUp(offered, 'host-managed', true)).toBe(false);
    expect(driverMustGiveUp(FLUSH, 'host-managed', false)).toBe(false);
  });

  test('refuses a driver that did not take ZONED', () => {
    expect(deviceMustRefuse(FLUSH, 'host-managed')).toBe(true);
    expect(deviceMustRefuse(offered, 'host-managed')).toBe(false);
  });
});

test.each(['none', 'host-aware'] as const)('a device of model %s leaves the driver free', (model) => {
  fc.assert(
    fc.property(anySet, fc.boolean(), (set, handles) => {
      expect(excludedByZones(set, model)).toBe(NONE);
      expect(driverMustGiveUp(set, model, handles)).toBe(false);
      expect(deviceMustRefuse(set, model)).toBe(false);
    }),
  );
});

test('a driver that cannot manage zones comes to no agreement with a host-managed device, whatever it accepts', () => {
  fc.assert(
    fc.property(anySet, (accepted) => {
      expect(driverMustGiveUp(accepted, 'host-managed', false)).not.toBe(
        deviceMustRefuse(accepted, 'host-managed'),
      );
    }),
  );
});

test('a driver that manages zones always has an answer that no side turns down', () => {
  fc.assert(
    fc.property(anySet, anyModel, (others, model) => {
      const offered = others | ZONED;
      const accepted = offered & ~excludedByZones(offered, model);
      expect(driverMustGiveUp(accepted, model, true) || deviceMustRefuse(accepted, model)).toBe(false);
    }),
  );
});

test('the legacy interface cannot refuse, so it must not offer zones', () => {
  expect(barredFromLegacyOffer).toBe(ZONED);
});

test('the models stand at their values in the configuration: 0, 1 and 2', () => {
  expect(zonedModels.map((model, value) => [value, model])).toEqual([
    [0, 'none'],
    [1, 'host-managed'],
    [2, 'host-aware'],
  ]);
});
